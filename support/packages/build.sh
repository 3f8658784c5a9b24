#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# build.sh NAME ARCH: prints the folder of the built package (include/, lib*.a). Built once for each combination
# of sources, recipe, compiler and architecture, then shared by every clone and configuration of this user.
set -eu
here=$(dirname "$0")
. "$here/common.sh"

# The recipe's files by relative name and content, wherever the tree lies.
hash_recipe() {
	# shellcheck disable=SC2086
	(cd "$package_folder" && find $recipe -type f | LC_ALL=C sort | xargs sha256sum)
}

# The environment is cut to what is named here: a stray CFLAGS must not change what another clone then reuses.
run_recipe() {
	(cd "$work/build" &&
		env -i PATH="$PATH" HOME="$work" LC_ALL=C TOOLS="$tools" JOBS="$(nproc)" \
			sh -eu "$package_folder/${recipe%% *}" "$source" "$arch" "$work/out") >"$log" 2>&1
}

build() {
	need flock nproc make "${tools}gcc" "${tools}ar"
	lock "build-$name-$arch"
	[ ! -d "$prefix" ] || return 0
	fresh_folder "build-$name-$arch"
	mkdir -p "$work/build" "$work/out"
	log=$work/log
	say "$name $version: building for $arch (once)"
	if ! run_recipe; then
		mkdir -p "$cache/build"
		mv "$log" "$prefix.log"
		tail -n 15 "$prefix.log" >&2
		die "$name $version: the build for $arch failed; the whole log is $prefix.log"
	fi
	publish "$work/out" "$prefix"
	rm -rf "$work"
}

load_package "${1:-}"
[ -n "$recipe" ] || die "$name: has no build recipe: it is used as sources"
arch=${2:-}
case $arch in
x86_64) tools=x86_64-linux-gnu- ;;
arm64) tools=aarch64-linux-gnu- ;;
*) die "$name: unknown architecture '$arch' (known: arm64 x86_64)" ;;
esac
need "${tools}gcc"
source=$("$here/source.sh" "$name")
make_cache
key=$({
	basename "$source"
	"${tools}gcc" --version | head -n 1
	"${tools}as" --version | head -n 1
	hash_recipe
} | short_hash)
prefix=$cache/build/$name-$version-$arch-$key
[ -d "$prefix" ] || build
echo "$prefix"
