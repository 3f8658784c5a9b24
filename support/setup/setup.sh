#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Installs the Debian packages of the named groups that are missing: setup.sh [GROUP...] (default: all groups).
# As root it installs them; else it prints the one command to type and fails. Quick when nothing is missing.
# Lists of packages and groups are split into words on purpose.
# shellcheck disable=SC2046,SC2086
set -eu

list=$(dirname "$0")/packages.txt
log=${TMPDIR:-/tmp}/skerry-setup.$$.log

die() {
	echo "setup: $*" >&2
	exit 1
}

known_groups() {
	awk '!/^#/ && NF { print $1 }' "$list" | sort -u | paste -s -d ' '
}

# packages GROUP: its packages, one a line.
packages() {
	awk -v group="$1" '!/^#/ && $1 == group { print $2 }' "$list"
}

# missing PACKAGE...: those that are not installed. dpkg-query's complaints about unknown ones are expected.
missing() {
	installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ' "$@" 2>/dev/null || true)"
	for package; do
		case $installed in
		*" installed $package "*) ;;
		*) echo "$package" ;;
		esac
	done
}

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

have_lists() {
	ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1
}

# A list that is too old names files that are gone: then one update and a second try.
apt_install() {
	have_lists || apt update || true
	apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; }
}

[ $# -gt 0 ] || set -- $(known_groups)
wanted=
for group; do
	in_group=$(packages "$group")
	[ -n "$in_group" ] || die "unknown group '$group' (known: $(known_groups))"
	wanted="$wanted $in_group"
done
command -v dpkg-query >/dev/null || die "this is not Debian: install by hand what $list names"

needed=$(missing $(printf '%s\n' $wanted | sort -u) | paste -s -d ' ')
[ -n "$needed" ] || exit 0
command="apt-get install --no-install-recommends $needed"
[ "$(id -u)" = 0 ] || die "missing packages; type: sudo $command"

echo "setup: installing $needed" >&2
if ! apt_install $needed; then
	tail -n 15 "$log" >&2
	die "'$command' failed; the whole log is $log"
fi
rm -f "$log"
