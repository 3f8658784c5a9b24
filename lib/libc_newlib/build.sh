#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds newlib: build.sh SOURCE ARCH OUT leaves OUT/include, OUT/libc.a and OUT/libm.a. Called by
# support/packages/build.sh in an empty folder, with the tools' prefix in TOOLS and the number of jobs in JOBS.
# The result depends on nothing else: no path and no date gets into it.
set -eu

source=$1 arch=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(pwd)
headers=$work/source/newlib/libc/include

# Code as all of Skerry's: position-independent, each function in a section of its own, no red zone, no stack
# protector (its guard lives where the C library does not know yet), frame pointers for backtraces.
case $arch in
x86_64) target=x86_64-elf machine='-mno-red-zone -fcf-protection=none' ;;
arm64) target=aarch64-elf machine='-mno-outline-atomics -mbranch-protection=none' ;;
esac
code="-Os -g -fPIE -ffreestanding -fno-common -ffunction-sections -fdata-sections -fno-stack-protector"
code="$code -fno-asynchronous-unwind-tables -fno-omit-frame-pointer $machine"

# MISSING_SYSCALL_NAMES: newlib calls write(), not _write(), on every machine. MALLOC_PROVIDED: Skerry's allocator.
# EFTYPE is an error of BSD's that Linux does not have, and hsearch() gives.
defines="-DMISSING_SYSCALL_NAMES -DMALLOC_PROVIDED -DEFTYPE=EINVAL -U__linux__ -U__unix__"

# Without the host's headers: only newlib's, and the compiler's own.
include="-nostdinc -isystem $work/objects/targ-include -isystem $headers"
include="$include -isystem $("${TOOLS}gcc" -print-file-name=include)"

# What the debugger and assertions are told instead of the folders of this build.
prefixes="-ffile-prefix-map=$work/source=/newlib -ffile-prefix-map=$work/objects=/newlib-objects"

# overlay FOLDER: lays our headers over those in a folder.
overlay() {
	cp -R "$here/overlay/." "$here/overlay-$arch/." "$1"
}

# A copy, because our headers replace some of newlib's before it is built: it must agree with its users.
prepare_source() {
	mkdir source objects
	cp -a "$source/." source
	overlay source/newlib/libc/include
	# One of aarch64's own would be found before ours while newlib itself is built.
	rm -f source/newlib/libc/machine/*/machine/_types.h
	sed -i 's|^#define __SYS_CONFIG_H__$|&\n#include <sys/_skerry.h>|' "$headers/sys/config.h"
	grep -q 'sys/_skerry.h' "$headers/sys/config.h"
	sed -i "$clocks" "$headers/time.h"
	# Wrappers of system calls, which some machines have and others not: the glue is the same for all.
	sed -i 's/syscall_dir=syscalls/syscall_dir=/' source/newlib/configure.host
}

# The clocks have Linux's numbers (linux/time.h). Those of CPU time stand in newlib under options that we do not set.
clocks='
	/define CLOCK_REALTIME[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 0/
	/define CLOCK_MONOTONIC[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 1/
	/define CLOCK_MONOTONIC_RAW[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 4/
	/define CLOCK_REALTIME_COARSE[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 5/
	/define CLOCK_MONOTONIC_COARSE[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 6/
	/define CLOCK_BOOTTIME[[:space:]]/s/clockid_t) [0-9]*/clockid_t) 7/
	/define TIMER_ABSTIME[[:space:]]/s/4$/1/'

# Small code, but for the folders whose code is called in loops. Their own rules must say so: the makefile above
# hands its CFLAGS down to all.
favour_speed() {
	# shellcheck disable=SC2016 # make's variable, not the shell's
	find libc/string libm -name Makefile -exec sed -i '/^\t/s/\$(CFLAGS)/& -O2/' {} +
	grep -q '(CFLAGS) -O2' libc/string/Makefile
}

# stdin, stdout, stderr and the list of exit handlers are the program's, not each thread's.
configure_newlib() {
	../source/newlib/configure --host="$target" --prefix="$work/install" \
		--disable-multilib \
		--disable-newlib-supplied-syscalls \
		--enable-newlib-retargetable-locking \
		--enable-newlib-global-stdio-streams \
		--enable-newlib-global-atexit \
		--enable-lite-exit \
		--enable-newlib-io-long-long \
		--enable-newlib-io-c99-formats \
		--enable-newlib-reent-check-verify \
		--enable-newlib-mb \
		CC="${TOOLS}gcc" AS="${TOOLS}as" AR="${TOOLS}ar" RANLIB="${TOOLS}ranlib" MAKEINFO=true \
		CFLAGS="$code $defines $include $prefixes"
}

prepare_source
cd objects
configure_newlib
favour_speed
make -j "$JOBS"
make install
cd ..
mv "install/$target/include" "$out/include"
# newlib installs only the folders it knows; netinet, arpa and net are not among them.
overlay "$out/include"
mv "install/$target/lib/libc.a" "install/$target/lib/libm.a" "$out"
