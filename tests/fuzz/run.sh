#!/bin/sh
# Runs every fuzzer that has been built, one after the other, and says what each found.
#
#   ./configure CC=clang --enable-fuzzers && make
#   [FUZZ_SECONDS=60] tests/fuzz/run.sh [BUILD [NAME …]]
#
# BUILD is the build tree (default: the current folder), NAME a fuzzer without "fuzz_" (default: all
# that are there). Each runs for FUZZ_SECONDS on a scratch copy of its corpus, tests/fuzz/corpus/NAME, so
# that the tree stays as it is. What breaks a fuzzer is kept in BUILD/tests/fuzz/findings, with its
# report in NAME.log; run the fuzzer with that file as its argument to see it again. A finding worth
# keeping goes into the corpus by hand, small and named for what it shows; what reaches other code
# than all before, by -merge=1 -use_counters=0, under libFuzzer's names.
#
# The status is 0 when nothing was found, 1 when something was, 2 when no fuzzer is built.
set -eu

seconds=${FUZZ_SECONDS:-60}
source=$(cd "$(dirname "$0")" && pwd)
build=${1:-.}
[ $# -eq 0 ] || shift
findings=$build/tests/fuzz/findings
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

names() {
	for fuzzer in "$build"/tests/fuzz/fuzz_*; do
		if [ -f "$fuzzer" ] && [ -x "$fuzzer" ]; then
			basename "$fuzzer" | sed 's/^fuzz_//'
		fi
	done
}

# fuzz NAME: true when nothing was found
fuzz() {
	log=$findings/$1.log
	mkdir -p "$scratch/$1"
	[ ! -d "$source/corpus/$1" ] || cp -r "$source/corpus/$1/." "$scratch/$1"
	if "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -print_final_stats=1 \
		-artifact_prefix="$findings/$1-" "$scratch/$1" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "$1: ${runs:-no} runs in $seconds s, nothing found"
		rm -f "$log"
	else
		echo "$1: FOUND: $(grep -m1 -E 'SUMMARY|ERROR' "$log" || tail -n 1 "$log"); see $log"
		return 1
	fi
}

# shellcheck disable=SC2046 # one word a name
[ $# -gt 0 ] || set -- $(names)
if [ $# -eq 0 ]; then
	echo "no fuzzer is built in $build/tests/fuzz: configure with CC=clang --enable-fuzzers" >&2
	exit 2
fi
mkdir -p "$findings"
found=0
for name in "$@"; do
	fuzz "$name" || found=1
done
rmdir "$findings" 2>/dev/null || true
exit $found
