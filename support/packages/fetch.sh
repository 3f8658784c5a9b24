#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# fetch.sh NAME: prints the folder that holds the package's upstream tarball and Debian's packaging of it.
# SKERRY_TARBALLS=DIR takes them from DIR and never uses the network; else the cache, then Debian's archive.
set -eu
here=$(dirname "$0")
. "$here/common.sh"

from_folder() {
	[ -d "$SKERRY_TARBALLS" ] || die "$name: SKERRY_TARBALLS: no folder $SKERRY_TARBALLS"
	folder=$(cd "$SKERRY_TARBALLS" && pwd)
	[ -f "$folder/$upstream" ] || die "$name: $upstream is missing in SKERRY_TARBALLS=$folder"
	[ -n "$(debian_tarball "$folder")" ] ||
		die "$name: ${upstream%.orig.tar.*}-*.debian.tar.* is missing in SKERRY_TARBALLS=$folder"
}

is_cached() {
	[ -f "$folder/$upstream" ] && [ -n "$(debian_tarball "$folder")" ]
}

download() {
	need flock sha256sum
	lock fetch
	! is_cached || return 0
	. "$here/debian.sh"
	fresh_folder fetch
	debian_download "$work"
	verify_upstream "$work"
	[ -n "$(debian_tarball "$work")" ] || fail_download "Debian's packaging of it is missing"
	publish "$work" "$folder"
}

load_package "${1:-}"
if [ -n "${SKERRY_TARBALLS:-}" ]; then
	from_folder
else
	make_cache
	folder=$cache/tarballs/$name-$version
	is_cached || download
fi
echo "$folder"
