#!/bin/bash
# Execution traces of a feedscope that serves: what `go tool trace` makes of them, all its pages, and
# the traces that slow requests leave behind.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

SERVE_SETTINGS="workers = 2
trace { slow = 1 folder = \"$tmp/traces\" keep = 2 }"
export HOME=$tmp PPROF_TMPDIR=$tmp/pprof
harness_start
pprof=$url/debug/pprof

# Searches, one after the other: so many, whose number is known.
search_many() { # COUNT
    local config=$tmp/searches i
    for ((i = 0; i < $1; i++)); do
        printf 'url = "%s/search?term=politics"\noutput = /dev/null\n' "$url"
    done >"$config"
    curl -sS --noproxy '*' -K "$config"
}

# --- Chrome's JSON ---------------------------------------------------------------------------

# Prints, of a trace: how many tasks "GET /search" begin; how many begins lack an end, on any
# thread; how many events go back in time within their thread.
count_chrome() { # FILE
    python3 - "$1" <<'END'
import json, sys
tasks = open_ = back = 0
last, depth = {}, {}
for e in json.load(open(sys.argv[1]))["traceEvents"]:
    if e["ph"] not in "BE": # names, and counters, which stand where they were read
        continue
    tid = e["tid"]
    back += e["ts"] < last.get(tid, 0)
    last[tid] = e["ts"]
    tasks += e["ph"] == "B" and e["cat"] == "task" and e["name"] == "GET /search"
    depth[tid] = depth.get(tid, 0) + {"B": 1, "E": -1}.get(e["ph"], 0)
    open_ += depth[tid] < 0
print(tasks, open_ + sum(depth.values()), back)
END
}

search_many 200
fetch -o "$tmp/last.json" "$pprof/trace?last=60&format=chrome"
is 'the flight recorder has every search, in order, each begin with its end' '200 0 0' \
    "$(count_chrome "$tmp/last.json")"
for name in '"name":"parse form"' '"name":"query"' '"name":"render"' '"name":"write"' \
    '"cat":"net","name":"connections"' '"name":"ingest feed"' '"name":"publish"' \
    '"cat":"log","name":"index"' '"name":"search-1"' '"name":"search_page"'; do
    like "it shows $name" "$(grep -cF "$name" "$tmp/last.json")" '^[1-9]'
done

# The reader below is being served beside who asks; before, asking might take the trace from it.
reading() {
    [ "$(fetch "$url/metrics" | sed -n 's/^feedscope_workers_busy{server="admin"} //p')" -ge 2 ]
}
recording() {
    fetch "$pprof/trace?seconds=0.01" | grep -q 'already enabled'
}
fetch -o "$tmp/trace.json" "$pprof/trace?seconds=5&format=chrome" &
reader=$!
eventually 10 reading
ok 'a trace is being taken' eventually 5 recording
search_many 20
wait "$reader"
is 'it has every search of its time' '20 0 0' "$(count_chrome "$tmp/trace.json")"

# --- Slow requests ---------------------------------------------------------------------------

# One that is stopped in the middle is slow.
search_slowly() {
    search_many 20 &
    sleep 0.05
    kill -STOP "$feedscope_pid"
    sleep 0.05
    kill -CONT "$feedscope_pid"
    wait "$!"
}
saved() {
    set -- "$tmp"/traces/slow-*.trace
    [ -e "$1" ] || { search_slowly && return 1; }
}
ok 'a slow search leaves a trace' eventually 60 saved
slow=$(find "$tmp/traces" -name 'slow-*.trace' | sort | head -n 1)
like 'which the log names' "$(cat "$prefix/logs/feedscope.log")" \
    "event=trace file=${slow//./\\.} request=[0-9]+ ms=[0-9]+ bytes=[0-9]+"
is 'and only its owner and group can read' 640 "$(stat -c %a "$slow")"

# --- go tool trace ---------------------------------------------------------------------------

if ! command -v go >/dev/null; then
    skip 'go tool trace opens it' 'there is no go'
    done_testing
fi

fetch -o "$tmp/last.trace" "$pprof/trace?last=600"
for profile in net sync syscall sched; do
    ok "go tool trace makes a $profile profile" \
        sh -c "go tool trace -pprof=$profile '$tmp/last.trace' >'$tmp/$profile.pb'"
done
like 'waits for connections are where the server waits' \
    "$(go tool pprof -top "$tmp/net.pb" 2>&1)" ' next_event'
like 'waits for a slow request leave one that opens' \
    "$(go tool trace -pprof=net "$slow" >"$tmp/slow.pb" && go tool pprof -top "$tmp/slow.pb" 2>&1)" \
    ' next_event'

port=$(serve_free_port)
viewer=http://127.0.0.1:$port
# The program itself: `go tool` would run it as a child, and not end it.
BROWSER=true "$(go tool -n trace)" -http="127.0.0.1:$port" "$tmp/last.trace" \
    >"$tmp/viewer.log" 2>&1 &
viewer_pid=$!
viewer_answers() {
    fetch -o /dev/null "$viewer/"
}
ok 'the viewer starts' eventually 60 viewer_answers
for page in / /goroutines /usertasks /userregions /mmu /trace /jsontrace '/io?raw=1' \
    '/block?raw=1' '/syscall?raw=1' '/sched?raw=1' '/regionio?raw=1' '/regionblock?raw=1'; do
    is "the viewer answers $page" 200 "$(fetch -o "$tmp/page" -w '%{http_code}' "$viewer$page")"
    unlike 'without an error' "$(head -c 300 "$tmp/page" | tr -d '\0')" '^(failed|invalid|unexpected)'
done
text() { # PATH
    fetch "$viewer$1" | sed 's/<[^>]*>/ /g; s/&nbsp;/ /g' | tr -s ' \t\n' ' '
}
like 'tasks are the requests' "$(text /usertasks)" ' GET /search [2-9][0-9]{2,}'
like 'regions are their phases' "$(text /userregions)" ' query *search_page|query answer'
like 'threads are goroutines, by what they are for' "$(text /goroutines)" ' search N=2 '
ok 'the JSON of the viewer is JSON' sh -c "curl -s '$viewer/jsontrace' | python3 -m json.tool"
kill "$viewer_pid"
wait "$viewer_pid" 2>/dev/null
done_testing
