#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# source.sh NAME: prints the folder of the package's sources, unpacked and with Debian's patches applied.
# The folder's name is fixed by its content, and every file has the same date: never write into it.
set -eu
here=$(dirname "$0")
. "$here/common.sh"

# Blank lines and comments are allowed in a series, and options after a name.
apply_patches() {
	while read -r file _; do
		case $file in
		'' | '#'*) continue ;;
		esac
		patch -s -N -p1 --no-backup-if-mismatch -d "$work" -i "$work/debian/patches/$file" >&2 ||
			die "$name: Debian's patch $file does not apply"
	done <"$work/debian/patches/series"
}

unpack() {
	need tar xz patch flock
	lock "source-$name"
	[ ! -d "$source" ] || return 0
	verify_upstream "$tarballs"
	fresh_folder "source-$name"
	tar -xf "$tarballs/$upstream" -C "$work" --strip-components=1 --no-same-owner
	# A package without patches has no such folder in its packaging.
	tar -xf "$debian" -C "$work" --no-same-owner debian/patches 2>/dev/null || true
	[ ! -f "$work/debian/patches/series" ] || apply_patches
	find "$work" -exec touch -h -d @1 {} +
	publish "$work" "$source"
}

load_package "${1:-}"
tarballs=$("$here/fetch.sh" "$name")
make_cache
debian=$(debian_tarball "$tarballs")
key=$({ echo "$sha256" && sha256sum <"$debian" && cat "$0"; } | short_hash)
source=$cache/source/$name-$version-$key
[ -d "$source" ] || unpack
echo "$source"
