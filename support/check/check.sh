#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# check.sh [STEP...]: everything that a machine can say about the sources. Steps: format layers shell analysis unit.
# Without arguments, all of them. Prints one line a step, and what is wrong.
# shellcheck disable=SC2317 # steps are called by their names
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
support/setup/setup.sh build test check || exit
python=/usr/bin/python3
failed=0

c_files() {
	git ls-files -co --exclude-standard -- '*.c' '*.h'
}

format() {
	c_files | xargs clang-format --dry-run --Werror
}

layers() {
	$python support/check/layers.py
}

shell() {
	git ls-files -co --exclude-standard -- '*.sh' .ci/run 'support/lab/rootfs/*/init' '*/setup' '*/guest-end' \
		'*/xen/scripts/*' |
		xargs shellcheck -x
}

analysis() {
	$python support/check/analyze.py
}

unit() {
	make --no-print-directory unit
}

[ $# -gt 0 ] || set -- format layers shell analysis unit
for step in "$@"; do
	case $step in
	format | layers | shell | analysis | unit) ;;
	*)
		echo "check: no step '$step' (known: format layers shell analysis unit)" >&2
		exit 2
		;;
	esac
	if output=$($step 2>&1); then
		echo "check: $step clean"
	else
		echo "$output"
		echo "check: $step FAILED"
		failed=1
	fi
done
exit $failed
