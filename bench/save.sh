#!/bin/bash
# Measures this build and keeps the results, for bench-compare and benchstat to read: instructions of
# every benchmark, counted by callgrind, and times, in rounds over all of them, so that what else the
# machine does falls on all alike.
#
#   make bench-save NAME=before [COUNT=10] [BENCH=REGEX] [BENCHTIME=100ms] [INSTRUCTIONS=only|no]
#
# The file is bench/saved/NAME in the build tree. Two counts of one program differ by less than
# 0.5 %: what a benchmark prepares is not counted, nor is its first run, and jemalloc gives memory
# back by no clock.
set -euo pipefail
bench=${top_builddir:-.}/bench/feedscope-bench
saved=${top_builddir:-.}/bench/saved
NAME=${NAME:-${1-}}
[ "${INSTRUCTIONS:=yes}" != only ] || COUNT=0
COUNT=${COUNT:-10}
BENCH=${BENCH:-.}
BENCHTIME=${BENCHTIME:-100ms}

fail() { # REASON
    echo "bench-save: $1" >&2
    exit 1
}

[[ $NAME =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] ||
    fail "NAME=$NAME: a name of letters, digits, . _ and - is expected, as NAME=before"
[ "$INSTRUCTIONS" = no ] || command -v valgrind >/dev/null || fail 'valgrind is not installed; or INSTRUCTIONS=no'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bench" -list "$BENCH" | sed 's/^Benchmark//' >"$work/names" || true
[ -s "$work/names" ] || fail "BENCH=$BENCH: no benchmark has such a name"

# Some operations of each: fewer of those that take long.
heavy='items=1000|^Profile/heap'

count() { # OPERATIONS <names
    local names
    names=$(paste -sd '|')
    [ -n "$names" ] || return 0
    MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1 valgrind -q --tool=callgrind --instr-atstart=no \
        --callgrind-out-file="$work/callgrind.%p" "$bench" -bench "^($names)\$" -benchtime "$1x" \
        >"$work/printed" || fail "$(tail -n 3 "$work/printed")"
}

# callgrind's files, one a benchmark, as lines of results.
count_all() {
    { grep -vE "$heavy" "$work/names" || true; } | count 20
    { grep -E "$heavy" "$work/names" || true; } | count 2
    # shellcheck disable=SC2016 # awk's fields
    find "$work" -name 'callgrind.*.*' | sort -V | xargs awk '
         /^desc: Trigger: Client Request: Benchmark/ { name = $5; n = $6 }
         /^totals: / { printf "%-40s\t%10d\t%12.0f instructions/op\n", name, n, $2 / n }'
}

{
    "$bench" -bench "^$(head -n 1 "$work/names")\$" -benchtime 1x | sed -n 's/^\(goos\|goarch\|pkg\|cpu\): /&/p'
    if [ "$INSTRUCTIONS" != no ]; then
        echo 'counting instructions' >&2
        count_all
    fi
    for ((i = 1; i <= COUNT; i++)); do
        echo "times: round $i of $COUNT" >&2
        "$bench" -bench "$BENCH" -benchtime "$BENCHTIME" -benchmem | grep ^Benchmark
    done
} >"$work/results"
mkdir -p "$saved"
mv "$work/results" "$saved/$NAME"
echo "$saved/$NAME"
