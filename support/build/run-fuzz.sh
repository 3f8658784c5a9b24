#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs one libFuzzer target: run-fuzz.sh PROGRAM NAME SECONDS. First what earlier runs found and what is kept in
# the tree beside the target (fuzz_x.corpus/), then new inputs. A finding stays beside the program.

program=$1
name=$2
seconds=$3
log=$program.log
set -- "$program.corpus"
[ ! -d "$name.corpus" ] || set -- "$@" "$name.corpus"
mkdir -p "$program.corpus"
export ASAN_OPTIONS="detect_leaks=1:${ASAN_OPTIONS:-}" UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
timeout -k 5 $((seconds + 60)) "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
	-artifact_prefix="$program." "$@" >"$log" 2>&1
status=$?
if [ "$status" = 0 ]; then
	echo "  PASS  $name ($(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") inputs)"
	exit
fi
tail -60 "$log"
echo "  FAIL  $name (status $status); alone: make fuzz UNIT=$name"
exit 1
