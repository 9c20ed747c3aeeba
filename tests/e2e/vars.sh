#!/bin/bash
# /debug/vars, the durations in /metrics, and what FEEDSCOPE_DEBUG and FEEDSCOPE_WORKERS ask for.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

command -v sqlite3 >/dev/null || skip_all 'sqlite3, which reads JSON, is not installed'
SERVE_FETCH='interval = 1'
SERVE_SETTINGS='workers = 1'
harness_start

# --- /debug/vars -----------------------------------------------------------------------------

sql() { # EXPRESSION of j, the variables
    sqlite3 :memory: "select $1 from (select readfile('$tmp/vars') as j)"
}

take_vars() {
    fetch "$url/debug/vars" >"$tmp/vars"
}

var() { # PATH, as $.memstats.Alloc
    sql "json_extract(j, '$1')"
}

kind() { # PATH: integer, array, …
    sql "json_type(j, '$1')"
}

for _ in {1..9}; do
    search politics >/dev/null
done
status "$url/nothing" >/dev/null
head=$(fetch -D - -o "$tmp/vars" "$url/debug/vars")
like 'it is JSON by its type' "$head" '^Content-Type: application/json; charset=utf-8'
is 'and by its form' 1 "$(sql 'json_valid(j)')"
is 'in the layout of expvar' '{' "$(head -n 1 "$tmp/vars")"
is 'names are sorted' '' \
    "$(sed -n 's/^"\([^"]*\)": .*/\1/p' "$tmp/vars" | LC_ALL=C sort -c 2>&1)"
is 'cmdline is an array' array "$(kind '$.cmdline')"
is 'of the arguments' feedscope.conf "$(var '$.cmdline[2]')"
for name in memstats.PauseTotalNs memstats.Alloc memstats.Sys memstats.HeapAlloc \
    memstats.HeapInuse goroutines threads requests connections workers workers_busy queue \
    resident uptime pprof.handler_ns pprof.bytes pprof.cpu_samples index.items index.generation \
    index.publications feeds.good feeds.waiting feeds.failing; do
    is "$name is an integer" integer "$(kind "\$.$name")"
done
is 'memstats has a ring of pauses' 256 "$(sql "json_array_length(j, '\$.memstats.PauseNs')")"
is 'one worker is configured' 1 "$(var '$.workers')"
is 'requests count' '9 1' "$(var '$.routes."/search".count') $(var '$.routes."(none)".count')"
is 'by class of status, too' 1 "$(var '$.responses.4xx')"
for pair in 'p50 p90' 'p90 p99' 'p99 p999' 'p999 max'; do
    ok "${pair% *} is at most ${pair#* }" \
        test "$(var "\$.routes.\"/search\".${pair% *}")" -le "$(var "\$.routes.\"/search\".${pair#* }")"
done
ok 'and not nothing' test "$(var '$.routes."/search".p50')" -gt 1000
is 'the index is as large as the search page says' \
    "$(search '' | sed -n 's/.*Newest of \([0-9]*\) stories.*/\1/p')" "$(var '$.index.items')"
before=$(var '$.memstats.NumGC')
is 'each publication is a collection' "$before" "$(var '$.index.publications')"
put_feed rss.cnn.com/rss/cnn_us.rss 'n1|A new story|It is.'
published() {
    take_vars && [ "$(var '$.memstats.NumGC')" -gt "$before" ]
}
ok 'a new story makes one more' eventually 20 published
is 'a second profile does not hold it up' 200 "$(
    fetch -m 20 -o /dev/null "$url/debug/pprof/profile?seconds=2" &
    sleep 0.5
    fetch -m 1 -o /dev/null -w '%{http_code}' "$url/debug/vars"
    wait
)"

# --- Durations -------------------------------------------------------------------------------

fetch "$url/metrics" >"$tmp/metrics"
series() { # SUFFIX{LABELS}
    awk -v name="feedscope_http_request_duration_seconds_$1" '$1 == name { print $2 }' "$tmp/metrics"
}
labels='server="search",route="/search"'
count=$(series "count{$labels}")
ok 'durations of searches are counted' test "$count" -ge 9
is 'all of them are below infinity' "$count" "$(series "bucket{$labels,le=\"+Inf\"}")"
is 'and below ten seconds' "$count" "$(series "bucket{$labels,le=\"10\"}")"
like 'their sum is in seconds' "$(series "sum{$labels}")" '^[0-9]+\.[0-9]{9}$'
if command -v promtool >/dev/null; then
    is 'promtool has nothing to say' '' "$(promtool check metrics <"$tmp/metrics" 2>&1)"
else
    skip 'promtool has nothing to say' 'it is not installed'
fi

# --- Trace lines -----------------------------------------------------------------------------

errors=$tmp/stderr
log=$prefix/logs/feedscope.log
exec 3>"$errors"
serve_stderr=3
restart() { # NAME=VALUE...
    harness_stop_feedscope
    : >"$errors"
    # shellcheck disable=SC2163 # the names are in the words
    export "$@"
    harness_start_feedscope
}

restart FEEDSCOPE_DEBUG=nosuch=1,gctrace=1,schedtrace=50 FEEDSCOPE_WORKERS=3
for _ in {1..12}; do
    search politics >/dev/null
done
ms='[0-9]+(\.[0-9]+)?' mb='[0-9]+\.[0-9]'
gc="^gc [0-9]+ @[0-9]+\.[0-9]{3}s [0-9]+%: $ms\+$ms\+$ms ms clock, $mb->$mb->$mb MB, $mb MB resident, index "
scvg="^scvg [0-9]+ @[0-9]+\.[0-9]{3}s: $ms ms clock, $mb->$mb MB, $mb->$mb MB resident$"
sched='^SCHED [0-9]+ms: workers=3 idle=[0-3] busy=[0-3] threads=[0-9]+ connections=[0-9]+ queue=[0-9]+ \[[0-9]+ [0-9]+ [0-9]+\]$'
written() { # PATTERN
    grep -qE "$1" "$errors"
}
ok 'loading the archive publishes an index' eventually 20 written "${gc}1: "
put_feed rss.cnn.com/rss/cnn_us.rss 'n2|One more story|It is.'
ok 'a new story one more' eventually 20 written "${gc}[2-9][0-9]*: [0-9]+ items, [0-9]+ segments, [0-9]+ merged$"
fetch -o /dev/null "$url/debug/pprof/heap?gc=1&debug=1"
ok 'memory that is returned has a line' eventually 5 written "$scvg"
ok 'workers have lines' eventually 5 written "$sched"
answered() {
    [ "$(sed -nE 's/^SCHED .*\[(.*)\]$/\1/p' "$errors" | tr ' ' '\n' | awk '{ n += $1 } END { print n + 0 }')" -ge 12 ]
}
ok 'which count the requests' eventually 5 answered
like 'an unknown key is named' "$(cat "$errors")" 'FEEDSCOPE_DEBUG: there is no nosuch'
is 'stderr has nothing else' '' "$(grep -vE "$gc|$scvg|$sched|^feedscope: FEEDSCOPE_DEBUG: " "$errors")"
unlike 'and the log none of them' "$(cat "$log")" '^(gc|scvg|SCHED) '
take_vars
is 'workers are what the environment says' 3 "$(var '$.workers')"
kill -HUP "$feedscope_pid"
reloaded() {
    [ "$(grep -c 'event=reload' "$log")" = 1 ]
}
ok 'a reload does not take offence' eventually 10 reloaded
take_vars
is 'nor change them' 3 "$(var '$.workers')"

restart FEEDSCOPE_DEBUG= FEEDSCOPE_WORKERS=
search politics >/dev/null
take_vars
is 'without them it is as configured' 1 "$(var '$.workers')"
harness_stop_feedscope
is 'and silent' '' "$(cat "$errors")"

# --- What is refused -------------------------------------------------------------------------

for workers in 0 257 -1 two 1.5 99999999999999999999; do
    output=$(cd "$prefix" && FEEDSCOPE_WORKERS=$workers "$FEEDSCOPE" -t -c feedscope.conf 2>&1)
    is "FEEDSCOPE_WORKERS=$workers is refused" 2 $?
    like 'with what it may be' "$output" "^feedscope: FEEDSCOPE_WORKERS is \"$workers\": .* from 1 to 256"
done
ok '256 is not' env FEEDSCOPE_WORKERS=256 "$FEEDSCOPE" -t -c "$prefix/feedscope.conf"
done_testing
