#!/bin/bash
# The profiles behind nginx: what curl sees of net/http/pprof's pages, and that `go tool pprof` opens
# each of them.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

SERVE_SETTINGS='workers = 2
admin_workers = 5'
harness_start
pprof=$url/debug/pprof

# Head and body of an answer in $tmp/head and $tmp/body; prints the status.
get() { # [CURL OPTION...] URL
    fetch -D "$tmp/head" -o "$tmp/body" -w '%{http_code}' "$@"
}

header() { # NAME
    tr -d '\r' <"$tmp/head" | sed -n "s/^$1: //Ip"
}

# Load on the search page, from now until load_stop.
load=
load_start() {
    hey -c 4 -z 300s "$url/search?term=politics" >"$tmp/hey" 2>&1 &
    load=$!
}

load_stop() {
    [ -z "$load" ] || kill -INT "$load"
    wait "$load"
    load=
}

# --- Heads and errors ------------------------------------------------------------------------

is 'without a slash it leads to the index' 301 "$(get "$pprof")"
is 'whatever the host is called' pprof/ "$(header Location)"
is 'the index is a page' '200 text/html; charset=utf-8' "$(get "$pprof/") $(header Content-Type)"
like 'which lists heap' "$(cat "$tmp/body")" "<a href='heap\?debug=1'>heap</a>"
like 'and the dump of all threads' "$(cat "$tmp/body")" 'href="goroutine\?debug=2"'

check_binary() { # PATH FILE_NAME
    is "$1 is a file" '200 application/octet-stream nosniff' \
        "$(get "$pprof/$1") $(header Content-Type) $(header X-Content-Type-Options)"
    is "named $2" "attachment; filename=\"$2\"" "$(header Content-Disposition)"
}
for name in goroutine threads threadcreate block mutex; do
    check_binary "$name" "$name"
    check_binary "$name?seconds=0.1" "$name-delta"
    is "$name has a text" '200 text/plain; charset=utf-8' \
        "$(get "$pprof/$name?debug=1") $(header Content-Type)"
done
check_binary 'profile?seconds=0.2' profile
check_binary 'trace?seconds=0.2' trace
is 'the heap is there, or it says why not' 1 \
    "$(get "$pprof/heap" | grep -cE '^(200|501)$')"
heap=$(status "$pprof/heap")

refused() { # STATUS TEXT [CURL OPTION...] URL
    local answer
    answer="$(get "${@:3}") $(header X-Go-Pprof) $(cat "$tmp/body")"
    is "${*: -1} is refused" "$1 1 $2" "$answer"
}
refused 404 'Unknown profile' "$pprof/nothing"
refused 400 'seconds and debug params are incompatible' "$pprof/goroutine?debug=1&seconds=1"
refused 400 'invalid value for "seconds" - must be a number of seconds above 0, at most 3600' \
    "$pprof/profile?seconds=abc"
refused 400 'invalid value for "debug" - must be a whole number from 0 to 2' \
    "$pprof/goroutine?debug=9"
refused 400 'invalid value for "format" - must be go or chrome' "$pprof/trace?format=xml"
refused 405 'Method Not Allowed: this page takes GET, HEAD' -d x=y "$pprof/heap"
is 'and says what is allowed' 'GET, HEAD' "$(header Allow)"
is 'HEAD of a profile takes no time' 200 "$(fetch -m 10 -I -o /dev/null -w '%{http_code}' \
    "$pprof/profile?seconds=3000")"

is 'the command line is that of the process' \
    "$(tr '\0' ' ' <"/proc/$feedscope_pid/cmdline" | sed 's/ $//')" \
    "$(fetch "$pprof/cmdline" | tr '\0' ' ')"
is 'variables are JSON' '200 application/json; charset=utf-8' \
    "$(get "$url/debug/vars") $(header Content-Type)"
like 'the command line is among them' "$(cat "$tmp/body")" '"cmdline":'

# An address of a function, out of a text.
at=$(fetch "$pprof/goroutine?debug=1" | sed -n 's/^#\t*\(0x[0-9a-f]*\)\tserver_start.*/\1/p;
    s/^#\t*\(0x[0-9a-f]*\)\t\(main\|work\)+.*/\1/p' | head -n 1)
like 'a symbol is looked up' "$(fetch "$pprof/symbol?0x1+$at")" "^$at [a-z_]+$"
is 'by POST as well' "$(fetch "$pprof/symbol?$at")" "$(fetch -d "$at" "$pprof/symbol")"

# --- Readers that go, and too many -----------------------------------------------------------

# Starts a request that takes half a minute. Not by fetch: a function's process is not curl's.
hold() { # PATH
    curl -s --noproxy '*' -m 60 -o /dev/null "$pprof/$1" &
    held+=($!)
}

free_again() {
    [ "$(get "$pprof/profile?seconds=0.1")" = 200 ]
}

# Who holds is being served beside who asks; before, asking might take the profile from it.
held_is_served() {
    [ "$(fetch "$url/metrics" | sed -n 's/^feedscope_workers_busy{server="admin"} //p')" -ge 2 ]
}

taken() {
    [ "$(get "$pprof/profile?seconds=0.1")" = 500 ]
}

let_go() {
    kill "${held[@]}" 2>/dev/null
    wait "${held[@]}" 2>/dev/null
    held=()
}

held=()
hold 'profile?seconds=30'
eventually 10 held_is_served
ok 'the CPU is being profiled' eventually 10 taken
is 'once at a time' 'Could not enable CPU profiling: cpu profiling already in use' \
    "$(cat "$tmp/body")"
let_go
ok 'a reader that goes frees it' eventually 10 free_again

for _ in 1 2 3; do
    hold 'goroutine?seconds=30'
done
# One of the three may have come while an earlier profile was still ending, and been refused.
full() {
    [ "$(get "$pprof/cmdline")" = 503 ] && return
    hold 'goroutine?seconds=30'
    return 1
}
ok 'all but two workers take profiles' eventually 10 full
like 'which is said' "$(cat "$tmp/body")" 'admin_workers'
is 'with when to try again' 1 "$(header Retry-After)"
is 'the variables are answered' 200 "$(status "$url/debug/vars")"
is 'and metrics' 200 "$(status "$url/metrics")"
let_go
profiles_again() {
    [ "$(status "$pprof/cmdline")" = 200 ]
}
ok 'then there is room again' eventually 10 profiles_again

# --- go tool pprof ---------------------------------------------------------------------------

export PPROF_TMPDIR=$tmp/pprof HOME=$tmp
tool() {
    go tool pprof -symbolize=none "$@" 2>"$tmp/tool"
}

hand_to_go() {
    local mode name
    for mode in inuse_space inuse_objects alloc_space alloc_objects; do
        if [ "$heap" = 200 ]; then
            like "go tool pprof opens heap, -$mode" "$(tool -top "-$mode" "$pprof/heap")" \
                "^Type: $mode"
        else
            skip "go tool pprof opens heap, -$mode" "$(fetch "$pprof/heap")"
        fi
    done
    for name in goroutine threadcreate; do
        like "$name" "$(tool -top "$pprof/$name")" "^Type: $name"
    done
    for name in block mutex; do
        like "$name" "$(tool -top "$pprof/$name")" '^Type: delay'
    done
    for name in goroutine threadcreate block mutex; do
        fetch "$pprof/$name?debug=1" >"$tmp/$name.txt"
        like "and the text of $name" "$(tool -raw "$tmp/$name.txt")" '^(PeriodType|Samples):'
    done
    like 'the seconds of a delta' "$(tool -raw -seconds 1 "$pprof/goroutine")" '^Duration: '
}

profile_load() {
    local profile=$tmp/cpu.pb.gz
    load_start
    is 'the CPU is profiled under load' 200 "$(fetch -o "$profile" -w '%{http_code}' \
        "$pprof/profile?seconds=2")"
    like 'go tool pprof fetches one too' "$(tool -raw -seconds 1 "$pprof/profile")" \
        '^PeriodType: cpu nanoseconds'
    like 'with our functions by name' "$(tool -top -cum "$profile")" ' search_page$'
    like 'and source lines' "$(tool -list '^search_page$' "$profile")" \
        'ROUTINE =+ search_page in .*/src/app/search\.c'
    tool -output "$tmp/weblist.html" -weblist '^search_page$' "$profile" >/dev/null
    like 'and its instructions beside them' "$(cat "$tmp/weblist.html")" '(CALL|JMP).*search\.c:[0-9]+'
    like 'samples have their route' "$(tool -top -tagfocus 'route=/search' "$profile")" \
        ' [1-9][0-9.]*% .* '
    load_stop
    unlike 'no search failed meanwhile' "$(cat "$tmp/hey")" \
        'Error distribution|^ *\[[345][0-9][0-9]\]'
}

if ! command -v go >/dev/null; then
    skip 'go tool pprof opens them' 'go is not installed'
elif ! command -v hey >/dev/null; then
    hand_to_go
    skip 'the CPU is profiled under load' 'hey is not installed'
else
    hand_to_go
    profile_load
fi

# --- Stopping --------------------------------------------------------------------------------

# Whoever asks whether a profile is being taken takes one for a moment, which this one must outlast.
outlast() {
    local code=500
    while [ "$code" = 500 ]; do
        code=$(fetch -o "$tmp/body" -w '%{http_code}' "$pprof/profile?seconds=30")
    done
    printf '%s' "$code" >"$tmp/stopped"
}
outlast 2>/dev/null &
held=($!)
ok 'a profile of half a minute runs' eventually 10 taken
begun=$SECONDS
harness_stop_feedscope
ok 'SIGTERM does not wait for it' test $((SECONDS - begun)) -le 10
wait "${held[0]}"
is 'who asked for it is told' 503 "$(cat "$tmp/stopped")"
like 'why' "$(cat "$tmp/body")" 'profile ended early: the program stops'
done_testing
