#!/bin/bash
# What profiling costs: the same feedscope with heap sampling and the flight recorder on, and off,
# each behind an nginx of its own, under wrk in one sitting. Rounds alternate, so that what else the
# machine does falls on both; each round's ratio is of two neighbours. In a third of the rounds a CPU
# profile is taken of the one that has all on. Beside requests/s, of which wrk and nginx take most,
# stands the CPU that feedscope itself took for a request.
#
#   make bench-overhead [SECONDS_EACH=1] [ROUNDS=61] [CONCURRENCY=8] [WORKERS=2] [FEEDS=DIR]
#   make bench-overhead INSTRUCTIONS=1 [N=2000]
#
# WARM=4 seconds of each come first, in which the rings of the recorder fill: what a page of memory
# costs when it is first touched is no cost of running. With INSTRUCTIONS, callgrind counts instead:
# instructions a request, to the last one of N, however busy the machine is.
srcdir=${srcdir:-$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)}
INSTRUCTIONS=${INSTRUCTIONS-}
N=${N:-2000}
SECONDS_EACH=${SECONDS_EACH:-1}
ROUNDS=${ROUNDS:-61}
CONCURRENCY=${CONCURRENCY:-8}
WORKERS=${WORKERS:-2}
WARM=${WARM:-4}
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

# CPU of a process's threads so far, in seconds: a round's stay from its begin to its end.
cpu_of() { # PID
    cat /proc/"$1"/task/*/schedstat | awk '{ ns += $1 } END { printf "%.6f\n", ns / 1e9 }'
}

# One round: requests a second, and microseconds of feedscope's CPU a request.
round() { # URL PID
    local before after
    before=$(cpu_of "$2")
    wrk -t 1 -c "$CONCURRENCY" -d "$SECONDS_EACH" "$1/search?$QUERY" >"$tmp/wrk"
    after=$(cpu_of "$2")
    awk -v cpu="$before $after" '
        /requests in/      { count = $1 }
        /^Requests\/sec:/  { rate = $2 }
        /Non-2xx|errors:/  { bad = 1 }
        END                { if (bad || count == 0) exit 1; split(cpu, at)
                             print rate, (at[2] - at[1]) * 1e6 / count }' "$tmp/wrk" ||
        { echo "bench-overhead: a request failed" >&2 && tap_planned=1 && exit 1; }
}

# The same while a CPU profile runs for longer than the round.
profiled_round() {
    local profile status
    curl -sS --noproxy '*' -o "$tmp/cpu" "$on_url/debug/pprof/profile?seconds=600" >/dev/null 2>&1 &
    profile=$!
    sleep 0.3
    round "$on_url" "$on_pid"
    status=$?
    kill "$profile"
    wait "$profile" 2>/dev/null
    return "$status"
}

# Median and quartiles of a column of ratios.
quartiles() { # COLUMN
    awk -v column="$1" '{ print $column }' "$tmp/ratios" | sort -n | awk '{ v[NR] = $1 } END {
        printf "%.4f (quartiles %.4f to %.4f)\n", v[int((NR + 1) / 2)], v[int((NR + 3) / 4)], v[int((3 * NR + 3) / 4)] }'
}

measure_rates() {
    local i with without profiled
    echo "$ROUNDS rounds of $SECONDS_EACH s each, $CONCURRENCY at a time, $WORKERS workers"
    echo 'requests/s:       off        on  profiled    CPU us a request:  off     on  profiled'
    for ((i = 0; i < WARM; i += SECONDS_EACH)); do
        round "$off_url" "$off_pid" >/dev/null && round "$on_url" "$on_pid" >/dev/null || exit 1
    done
    for ((i = 0; i < ROUNDS; i++)); do
        # Who goes first changes, so that a drift of the machine favours none.
        if ((i % 2)); then
            without=$(round "$off_url" "$off_pid") && with=$(round "$on_url" "$on_pid") &&
                profiled=$(profiled_round)
        else
            profiled=$(profiled_round) && with=$(round "$on_url" "$on_pid") &&
                without=$(round "$off_url" "$off_pid")
        fi || exit 1
        echo "$without $with $profiled" | awk -v ratios="$tmp/ratios" '{
            printf "%20.0f %9.0f %9.0f %22.1f %6.1f %9.1f\n", $1, $3, $5, $2, $4, $6
            print $3 / $1, $5 / $3, $4 / $2, $6 / $4 >>ratios }'
    done
    echo "requests/s, heap sampling and recorder on, of off:  $(quartiles 1)"
    echo "requests/s, a CPU profile running, of on:           $(quartiles 2)"
    echo "CPU, heap sampling and recorder on, of off:         $(quartiles 3)"
    echo "CPU, a CPU profile running, of on:                  $(quartiles 4)"
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
for tool in wrk ${INSTRUCTIONS:+hey callgrind_control}; do
    command -v "$tool" >/dev/null || { echo "bench-overhead: $tool is not installed" && tap_planned=1 && exit 1; }
done
[ -z "$INSTRUCTIONS" ] || WRAPPER='valgrind -q --tool=callgrind'
harness_start "${FEEDS:-$srcdir/conf/sample}"
on_url=$url on_pid=$feedscope_pid
start_off || { echo 'bench-overhead: the one without does not start' && exit 1; }
if [ -n "$INSTRUCTIONS" ]; then measure_instructions; else measure_rates; fi
tap_planned=1
