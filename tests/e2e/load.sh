#!/bin/bash
# Load is measured, tabled and plotted, and a fixed rate sees the stall that a closed loop hides.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

rate=$top_builddir/bench/load/rate
for tool in hey wrk xmllint; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done
[ -x "$rate" ] || skip_all 'bench/load/rate is not built'

quantile() { # NAME SHARE: milliseconds
    awk -v name="$1" -v share="$2" '$1 == name && $2 == share { print int($3 * 1000) }' "$tmp/rate"
}

harness_start
"$rate" -r 200 -d 1 -c 4 "$url/robots.txt" >"$tmp/rate"
is 'a fixed rate is kept' 0 $?
like 'as many as were asked for' "$(cat "$tmp/rate")" '^requests 200$'
like 'in that time' "$(cat "$tmp/rate")" '^seconds (0\.9|[1-9])'
is 'latency is told, and service' '1 1' "$(awk '$2 == "0.99" { n[$1]++ } END { print n["latency"], n["service"] }' "$tmp/rate")"
"$rate" -r 50 -d 0.2 "$url/no-such-page" >"$tmp/rate"
is 'what is not found fails' 1 $?
like 'all of it' "$(cat "$tmp/rate")" '^failed 10$'
for refused in '-r 0' '-r x' '' '-r 5 -c 0'; do
    # shellcheck disable=SC2086 # words
    "$rate" $refused "$url/" >/dev/null 2>&1
    is "${refused:-no rate} is refused" 2 $?
done

# A stall of 0.6 s in the midst of 3: a fifth of what is due then waits for it; of what a closed loop
# asks, one request a connection.
stalled() { # COMMAND...
    "$@" &
    local load=$!
    sleep 1.2
    kill -STOP "$feedscope_pid"
    sleep 0.6
    kill -CONT "$feedscope_pid"
    wait "$load"
}
stalled "$rate" -r 200 -d 3 -c 2 "$url/search?term=politics" >"$tmp/rate"
ok 'a stall is in the 99th percentile of a fixed rate' test "$(quantile latency 0.99)" -ge 300
is 'not in that of what was sent, one of 300' 0 "$(($(quantile service 0.99) >= 300))"
stalled hey -z 3s -c 2 "$url/search?term=politics" >"$tmp/hey"
closed=$(awk '/ 99% in / { print int($3 * 1000) }' "$tmp/hey")
ok "nor in a closed loop's" test "${closed:-9999}" -lt 300
echo "# 99th percentile, ms: $(quantile latency 0.99) at a fixed rate, $closed in a closed loop"
harness_stop

URLS=nowhere OUT=$tmp/load "$srcdir/bench/load/load.sh" >"$tmp/out" 2>&1
is 'a target without an URL is refused' 1 $?
OUT=$tmp/load ROUNDS=1 SECONDS_EACH=1 CONNECTIONS='1 2' RATES='50' "$srcdir/bench/load/load.sh" >"$tmp/out" 2>&1
is 'load is measured' 0 $? || diagnose <"$tmp/out"
is 'by three tools, on two, at two concurrencies and a rate' 10 "$(grep -c '^run ' "$tmp/load/results")"
like 'and tabled' "$(cat "$tmp/load/table.txt")" '^rate 50/s +feedscope +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +0 +[0-9.]+  [0-9.]+$'
ok 'the plot is well-formed' xmllint --noout "$tmp/load/load.svg"
is 'with a line for each' 6 "$(grep -c '<polyline class="c[12]' "$tmp/load/load.svg")"
if command -v node >/dev/null; then
    is 'the JSON is JSON' 10 "$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).runs.length' "$tmp/load/load.json")"
else
    skip 'the JSON is JSON' 'node is not installed'
fi
done_testing
