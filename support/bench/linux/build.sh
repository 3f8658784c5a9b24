#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# build.sh FOLDER: leaves there the Linux guest that images are compared with: Debian's cloud kernel (vmlinuz), RAM
# disks of busybox and nginx or netbench (initrd-web, initrd-net), netbench for this machine, what it is made of
# (versions).
# The packages are fetched with apt, which checks the archive's signatures, and unpacked in the cache, never installed.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=support/packages/common.sh
. "$here/../packages/common.sh"
name="Linux guest" version=

# nginx and its libraries. nginx-light of Debian 12 is this same program and one more module.
packages="busybox-static nginx libc6 libcrypt1 libpcre2-8-0 libssl3 zlib1g"
libraries="libc.so.6 libcrypt.so.1 libcrypto.so.3 libpcre2-8.so.0 libssl.so.3 libz.so.1"

# In the order of their dependencies.
modules="virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net"

kernel_package() {
	apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }'
}

# What apt would fetch: one line a file, with its name, version and hash.
wanted_files() {
	kernel=$(kernel_package)
	# shellcheck disable=SC2086
	[ -n "$kernel" ] && apt-get download --print-uris "$kernel" $packages 2>/dev/null
}

need_lists() {
	files=$(wanted_files) || { apt-get -q update >/dev/null 2>&1 && files=$(wanted_files); } ||
		die "$name: apt knows no kernel; the machine must be Debian with a network"
}

# As root apt says that it cannot become its own user for this folder; that is fine.
download() {
	# shellcheck disable=SC2086
	(cd "$work" && apt-get -q download "$(kernel_package)" $packages >log 2>&1)
}

# Lists that are too old name files that are gone: then one update and a second try.
fetch() {
	lock linux-guest
	[ ! -d "$debian" ] || return 0
	fresh_folder linux-guest
	say "$name: fetching its Debian packages"
	download || { apt-get -q update >/dev/null 2>&1 && download; } || die "$name: download failed: $(tail -n 1 "$work/log")"
	for package in "$work"/*.deb; do
		dpkg-deb -x "$package" "$work"
		# shellcheck disable=SC2016
		dpkg-deb -W --showformat='${Package} ${Version}\n' "$package" >>"$work/versions"
		rm "$package"
	done
	publish "$work" "$debian"
}

copy_modules() {
	mkdir -p "$tree/modules"
	for module in $modules; do
		find "$debian/lib/modules" -name "$module.ko" -exec cp {} "$tree/modules" \;
		echo "$module" >>"$tree/modules/order"
	done
}

copy_libraries() {
	mkdir -p "$tree/lib/x86_64-linux-gnu" "$tree/lib64"
	for library in $libraries; do
		find "$debian/lib" "$debian/usr/lib" -name "$library" -exec cp -L {} "$tree/lib/x86_64-linux-gnu" \;
	done
	cp -L "$debian/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$tree/lib64"
}

# fresh_root: an empty tree with what every service needs.
fresh_root() {
	tree=$out/root
	rm -rf "$tree"
	mkdir -p "$tree/bin" "$tree/dev" "$tree/proc"
	cp "$debian/bin/busybox" "$tree/bin"
	cp "$here/linux/init" "$tree/init"
	chmod 755 "$tree/init"
	copy_modules
}

add_nginx() {
	mkdir -p "$tree/etc" "$tree/usr/sbin" "$tree/var/lib/nginx" "$tree/www"
	cp "$debian/usr/sbin/nginx" "$tree/usr/sbin"
	copy_libraries
	cp "$here/linux/nginx.conf" "$tree/etc"
	echo root:x:0:0::/:/bin/false >"$tree/etc/passwd"
	echo root:x:0: >"$tree/etc/group"
	cp "$root/apps/httpd/www/index.html" "$tree/www"
}

# Not compressed: the guest starts sooner.
pack() {
	(cd "$tree" && find . | LC_ALL=C sort | cpio -o --quiet -H newc -R 0:0) >"$out/$1"
	rm -rf "$tree"
}

need apt-get apt-cache dpkg-deb cpio gcc flock
mkdir -p "$1"
out=$(cd "$1" && pwd)
make_cache
need_lists
debian=$cache/linux-guest-$(echo "$files" | short_hash)
[ -d "$debian" ] || fetch
cp "$debian"/boot/vmlinuz-* "$out/vmlinuz"
cp "$debian/versions" "$out/versions"
gcc -std=gnu11 -D_GNU_SOURCE -O2 -static -s -Wl,--no-warnings -o "$out/netbench" "$root"/apps/netbench/*.c
fresh_root && add_nginx && pack initrd-web
fresh_root && cp "$out/netbench" "$tree/bin" && pack initrd-net
