# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# What fetch.sh, source.sh and build.sh share: messages, the cache, package descriptions, locks.
# Progress and errors go to stderr, one line each; stdout carries only the path that was asked for.

root=$(cd "$here/../.." && pwd)
cache=${SKERRY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/skerry}

say() {
	echo "$*" >&2
}

die() {
	say "$*"
	exit 1
}

# need TOOL...: every tool that the caller is about to use.
need() {
	for tool; do
		command -v "$tool" >/dev/null || die "$name: $tool is missing: type make setup"
	done
}

known_packages() {
	for description in "$root"/lib/*/*.package; do
		basename "$description" .package
	done | sort | paste -s -d ' '
}

# load_package NAME: reads its description, a file NAME.package in the folder of the library that owns it:
#   version        the upstream version
#   debian_source  Debian's source package
#   upstream       the file name of the upstream tarball, and
#   sha256         its hash: both are fixed, while Debian's revision, with its security patches, moves on
#   recipe         for build.sh: the script, then files and folders that it uses; beside the description
load_package() {
	name=${1:-}
	description=$(ls "$root"/lib/*/"$name".package 2>/dev/null) ||
		die "unknown package '$name' (known: $(known_packages))"
	package_folder=$(dirname "$description")
	recipe=
	# shellcheck source=/dev/null
	. "$description"
}

make_cache() {
	if ! mkdir -p "$cache/lock" "$cache/tmp" 2>/dev/null || ! [ -w "$cache" ]; then
		die "$name: cannot write to the cache $cache: set SKERRY_CACHE to a folder of yours"
	fi
	cache=$(cd "$cache" && pwd)
}

# lock WHAT: one holder at a time, until this process ends; one lock a process. Whoever waited must look again
# whether the work is done.
lock() {
	exec 9>"$cache/lock/$1"
	flock -n 9 || { say "$name $version: waiting for another build" && flock 9; }
}

# fresh_folder WHAT: an empty folder beside the cached ones, for work that a rename then publishes at once.
# Its name is always the same: the caller holds the lock, and what a killed build left is swept away.
fresh_folder() {
	work=$cache/tmp/$1
	rm -rf "$work"
	mkdir -p "$work"
}

# publish FOLDER TARGET: the finished folder appears under its final name, whole.
publish() {
	mkdir -p "$(dirname "$2")"
	rm -rf "$2"
	mv "$1" "$2"
}

# short_hash: of standard input.
short_hash() {
	sha256sum | cut -c1-16
}

# verify_upstream FOLDER: the tarball there is the one that the description names.
verify_upstream() {
	got=$(sha256sum <"$1/$upstream" | cut -d ' ' -f 1)
	[ "$got" = "$sha256" ] ||
		die "$name: wrong SHA-256: expected $sha256, got $got, file $1/$upstream"
}

# debian_tarball FOLDER: the newest Debian packaging there that belongs to the upstream tarball, or nothing.
debian_tarball() {
	find "$1" -maxdepth 1 -name "${upstream%.orig.tar.*}-*.debian.tar.*" | sort -V | tail -n 1
}
