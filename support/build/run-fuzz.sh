#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs one libFuzzer target: run-fuzz.sh PROGRAM NAME, SECONDS long. First what earlier runs found and what is kept in
# the tree beside the target (fuzz_x.corpus/), then new inputs. A finding stays beside the program.

log=$1.log
corpus=$1.corpus
kept=$2.corpus
mkdir -p "$corpus"
export ASAN_OPTIONS="detect_leaks=1:${ASAN_OPTIONS:-}" UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
timeout -k 5 $((SECONDS + 60)) "$1" -max_total_time="$SECONDS" -timeout=10 -rss_limit_mb=1024 \
	-artifact_prefix="$1." "$corpus" $([ ! -d "$kept" ] || echo "$kept") >"$log" 2>&1
status=$?
if [ "$status" = 0 ]; then
	echo "  PASS  $2 ($(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") inputs)"
	exit
fi
tail -60 "$log"
echo "  FAIL  $2 (status $status); alone: make fuzz UNIT=$2"
exit 1
