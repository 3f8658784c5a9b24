#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs one unit test program: run-unit.sh PROGRAM NAME. One line when it passes, all it said when it fails.

log=$1.log
export ASAN_OPTIONS="detect_leaks=1:${ASAN_OPTIONS:-}" UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
timeout -k 5 "${UNIT_TIMEOUT:-60}" "$1" >"$log" 2>&1
status=$?
if [ "$status" = 0 ]; then
	echo "  PASS  $2"
	exit
fi
cat "$log"
echo "  FAIL  $2 (status $status$([ "$status" != 124 ] || echo ', too slow')); alone: make unit UNIT=$2"
exit 1
