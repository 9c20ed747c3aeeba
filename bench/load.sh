#!/bin/bash
# feedscope behind nginx under hey, and in the same sitting the floor: the same engine behind an nginx
# of the same configuration that sends the very page feedscope sent. Rounds alternate, so that what
# else the machine does falls on both; the last lines give the medians and their ratios.
#
#   make bench-load [N=100000] [ROUNDS=5] [CONCURRENCY=8] [WORKERS=2] [FEEDS=DIR]
#
# N requests to each of the two in all. FEEDS is a tree of feeds as conf/sample, which it is unless
# given. The page is what /search answers to QUERY. Ends with status 1 if any request failed.
srcdir=${srcdir:-$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)}
N=${N:-100000}
ROUNDS=${ROUNDS:-5}
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

floor=$tmp/floor
floor_url=
floor_pids=()

stop_floor() {
    for pid in "${floor_pids[@]}"; do
        serve_stop "$pid" TERM 5
    done
    floor_pids=()
}

start_floor() {
    local port
    port=$(serve_free_port)
    floor_url=http://127.0.0.1:$port
    serve_site "$floor" "$port" "$srcdir/nginx/static"
    fetch -o "$floor/page.html" "$url/search?$QUERY"
    serve_start "$floor" floor "$top_builddir/bench/floor" search.sock "$WORKERS" page.html
    floor_pids+=("$serve_pid")
    serve_start_nginx "$floor"
    floor_pids+=("$serve_pid")
    serve_wait "$serve_pid" "$floor_url/search" 10
}

resident() { # KiB
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$feedscope_pid/status"
}

# One round: "requests/s p50-ms p99-ms failed" of what hey reports.
round() { # URL COUNT
    hey -m POST -c "$CONCURRENCY" -n "$2" "$1/search?$QUERY" >"$tmp/hey"
    awk -v sent="$(($2 / CONCURRENCY * CONCURRENCY))" '
        /Requests\/sec:/ { rate = $2 }
        / 50% in /       { p50 = $3 * 1000 }
        / 99% in /       { p99 = $3 * 1000 }
        /\[200\]/        { good = $2 }
        END              { printf "%.0f %.2f %.2f %d\n", rate, p50, p99, sent - good }' "$tmp/hey"
}

median() { # COLUMN FILE
    cut -d' ' -f"$1" "$2" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

report() {
    local name
    for name in feedscope floor; do
        printf '%-10s median %8s requests/s, p50 %6s ms, p99 %6s ms\n' "$name" \
            "$(median 1 "$tmp/$name.rounds")" "$(median 2 "$tmp/$name.rounds")" \
            "$(median 3 "$tmp/$name.rounds")"
    done
    awk -v a="$(median 1 "$tmp/feedscope.rounds")" -v b="$(median 1 "$tmp/floor.rounds")" \
        -v c="$(median 3 "$tmp/feedscope.rounds")" -v d="$(median 3 "$tmp/floor.rounds")" \
        'BEGIN { printf "ratio      %.3f of the floor'"'"'s requests/s, %.2f times its p99\n", a / b, c / d }'
}

trap 'stop_floor; harness_end' EXIT
command -v hey >/dev/null || { echo 'bench-load: hey is not installed: apt-get install hey' && tap_planned=1 && exit 1; }
harness_start "${FEEDS:-$srcdir/conf/sample}"
start_floor || { echo 'bench-load: the floor does not start' && exit 1; }
each=$((N / ROUNDS / CONCURRENCY * CONCURRENCY))
echo "$ROUNDS rounds of $each requests, $CONCURRENCY at a time, $WORKERS workers, page of $(stat -c %s "$floor/page.html") bytes"
echo 'who        requests/s   p50 ms   p99 ms  failed  feedscope resident KiB'
for ((i = 0; i < ROUNDS; i++)); do
    for who in feedscope floor; do
        [ "$who" = floor ] && target=$floor_url || target=$url
        round "$target" "$each" | tee -a "$tmp/$who.rounds" |
            awk -v who="$who" -v resident="$(resident)" \
                '{ printf "%-10s %10s %8s %8s %7s  %s\n", who, $1, $2, $3, $4, resident }'
    done
done
report
tap_planned=1
awk '{ failed += $4 } END { exit failed != 0 }' "$tmp/feedscope.rounds" "$tmp/floor.rounds"
