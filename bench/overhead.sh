#!/bin/bash
# What profiling costs: the same feedscope with heap sampling and the flight recorder on, and off,
# each behind an nginx of its own, under hey in one sitting. Rounds alternate, so that what else the
# machine does falls on both; each round's ratio is of two neighbours. In a third of the rounds a CPU
# profile is taken of the one that has all on.
#
#   make bench-overhead [N=20000] [ROUNDS=9] [CONCURRENCY=8] [WORKERS=2] [FEEDS=DIR]
#   make bench-overhead INSTRUCTIONS=1 [N=2000]
#
# N requests a round. With INSTRUCTIONS, callgrind counts instead: instructions a request, to the
# last one, however busy the machine is.
srcdir=${srcdir:-$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)}
INSTRUCTIONS=${INSTRUCTIONS-}
N=${N:-$([ -n "$INSTRUCTIONS" ] && echo 2000 || echo 20000)}
ROUNDS=${ROUNDS:-9}
CONCURRENCY=${CONCURRENCY:-8}
WORKERS=${WORKERS:-2}
QUERY=${QUERY:-'term=politics&cnn=on&bbc=on&nyt=on'}
# shellcheck disable=SC2034 # nginx/serve.sh reads both
{
    SERVE_ACCESS_LOG=off
    SERVE_SETTINGS="workers = $WORKERS"
}
# shellcheck source-path=SCRIPTDIR source=../tests/e2e/harness.sh
. "$srcdir/tests/e2e/harness.sh"

on_url='' off_url='' on_pid='' off_pid=''
off=$tmp/off
off_pids=()

stop_off() {
    for pid in "${off_pids[@]}"; do
        serve_stop "$pid" TERM 30
    done
    off_pids=()
}

# The one without: its settings, its environment, the feeds of the other one's origin.
start_off() {
    local port
    port=$(serve_free_port)
    off_url=http://127.0.0.1:$port
    serve_site "$off" "$port" "$srcdir/nginx/static"
    cp "$prefix/feedscope.conf" "$off/feedscope.conf"
    echo 'trace { ring = 0 }' >>"$off/feedscope.conf"
    serve_start_nginx "$off"
    off_pids+=("$serve_pid")
    serve_wait "$serve_pid" "$off_url/robots.txt" 10 || return 1
    # shellcheck disable=SC2086 # WRAPPER is words
    serve_start "$off" feedscope env MALLOC_CONF=prof:false ${WRAPPER-} "$FEEDSCOPE" -c feedscope.conf
    off_pid=$serve_pid
    off_pids=("$serve_pid" "${off_pids[@]}")
    eventually 60 off_fetched
}

off_fetched() {
    [ "$(grep -c 'event=fetch ' "$off/logs/feedscope.log")" -ge 12 ]
}

# One round: requests a second.
round() { # URL
    hey -m POST -c "$CONCURRENCY" -n "$N" "$1/search?$QUERY" >"$tmp/hey"
    awk -v sent="$((N / CONCURRENCY * CONCURRENCY))" '
        /Requests\/sec:/ { rate = $2 }
        /\[200\]/        { good = $2 }
        END              { if (good != sent) exit 1; print rate }' "$tmp/hey" ||
        { echo "bench-overhead: a request failed" >&2 && tap_planned=1 && exit 1; }
}

# The same while a CPU profile runs for longer than the round.
profiled_round() {
    local profile
    fetch -o "$tmp/cpu" "$on_url/debug/pprof/profile?seconds=600" 2>/dev/null &
    profile=$!
    sleep 0.3
    round "$on_url"
    kill "$profile"
    wait "$profile" 2>/dev/null
}

quartiles() { # FILE
    sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.4f (quartiles %.4f to %.4f)", v[int((NR + 1) / 2)], v[int((NR + 3) / 4)], v[int((3 * NR + 3) / 4)] }'
}

measure_rates() {
    local i with without profiled
    echo "$ROUNDS rounds of $N requests each, $CONCURRENCY at a time, $WORKERS workers"
    echo 'requests/s:       off        on  profiled    on/off  profiled/on'
    round "$off_url" >/dev/null && round "$on_url" >/dev/null # warm
    for ((i = 0; i < ROUNDS; i++)); do
        # Who goes first changes, so that a drift of the machine favours none.
        if ((i % 2)); then
            without=$(round "$off_url") && with=$(round "$on_url") && profiled=$(profiled_round)
        else
            profiled=$(profiled_round) && with=$(round "$on_url") && without=$(round "$off_url")
        fi || exit 1
        awk -v a="$without" -v b="$with" -v c="$profiled" -v on="$tmp/on.ratios" \
            -v profiled="$tmp/profiled.ratios" 'BEGIN {
                printf "%20.0f %9.0f %9.0f %9.4f %12.4f\n", a, b, c, b / a, c / b
                print b / a >>on; print c / b >>profiled }'
    done
    echo "heap sampling and recorder on, of off:  $(quartiles "$tmp/on.ratios")"
    echo "a CPU profile running, of on:           $(quartiles "$tmp/profiled.ratios")"
}

# Instructions of N requests, by what callgrind counts between two dumps.
count() { # PID PREFIX URL
    callgrind_control -z "$1" >/dev/null
    hey -m POST -c "$CONCURRENCY" -n "$N" "$3/search?$QUERY" >"$tmp/hey"
    callgrind_control -d "$1" >/dev/null
    # shellcheck disable=SC2012 # names without surprises
    awk '/^(summary|totals):/ { n = $2 } END { print n }' "$(ls -t "$2"/callgrind.out."$1".* | head -n 1)"
}

measure_instructions() {
    local without with
    fetch -o /dev/null "$off_url/search?$QUERY" && fetch -o /dev/null "$on_url/search?$QUERY"
    without=$(count "$off_pid" "$off" "$off_url")
    with=$(count "$on_pid" "$prefix" "$on_url")
    awk -v n="$N" -v a="$without" -v b="$with" 'BEGIN {
        printf "instructions a request, of %d: off %.0f, on %.0f: %+.2f%%\n", n, a / n, b / n, (b / a - 1) * 100 }'
}

trap 'stop_off; harness_end' EXIT
for tool in hey ${INSTRUCTIONS:+callgrind_control}; do
    command -v "$tool" >/dev/null || { echo "bench-overhead: $tool is not installed" && tap_planned=1 && exit 1; }
done
[ -z "$INSTRUCTIONS" ] || WRAPPER='valgrind -q --tool=callgrind'
harness_start "${FEEDS:-$srcdir/conf/sample}"
on_url=$url on_pid=$feedscope_pid
start_off || { echo 'bench-overhead: the one without does not start' && exit 1; }
if [ -n "$INSTRUCTIONS" ]; then measure_instructions; else measure_rates; fi
tap_planned=1
