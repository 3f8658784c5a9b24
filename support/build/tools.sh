#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Prints one line about the first tool that is missing and the Debian package that has it: tools.sh TOOL...

package_of() {
	case $1 in
	aarch64-linux-gnu-gcc) echo gcc-aarch64-linux-gnu ;;
	aarch64-linux-gnu-*) echo binutils-aarch64-linux-gnu ;;
	*gcc) echo gcc ;;
	*) echo binutils ;;
	esac
}

for tool; do
	if ! command -v "$tool" >/dev/null 2>&1; then
		echo "$tool is missing; type: make setup, or apt-get install $(package_of "$tool")"
		exit
	fi
done
# Looked for as a file: starting Python for every build would be slow.
[ -e /usr/lib/python3/dist-packages/kconfiglib.py ] ||
	echo "kconfiglib is missing; type: make setup, or apt-get install python3-kconfiglib"
