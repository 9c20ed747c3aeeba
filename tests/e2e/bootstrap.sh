#!/bin/bash
# ./bootstrap serve as a person runs it: in a terminal's process group of its own, ended by Ctrl-C.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
[ -n "$(serve_nginx)" ] || skip_all 'nginx is not installed'

port=$(serve_free_port)
url=http://localhost:$port
chmod 711 "$tmp" # root starts both programs as www-data, who has to get in
export PORT=$port FEEDS=sample BUILD=$top_builddir STATE="$tmp/a state"

group=
trap '[ -z "$group" ] || interrupt TERM 2>/dev/null; harness_end' EXIT

# Starts `bootstrap serve` as the leader of a process group, with SIGINT as a terminal leaves it.
serve_in_group() {
    rm -f "$tmp/out"
    set -m
    env --default-signal=INT "$srcdir/bootstrap" serve >"$tmp/out" 2>"$tmp/err" </dev/null &
    group=$!
    set +m
}

says_url() {
    grep -sqx "http://localhost:$port/search" "$tmp/out"
}

# Every process whose working directory is the state folder: both servers and nginx's workers.
in_state() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/cwd" 2>/dev/null)" != "$STATE" ] || echo "${process#/proc/}"
    done
}

start_and_wait() {
    serve_in_group
    eventually 120 says_url || { cat "$tmp/out" "$tmp/err" | diagnose && tail -n 20 "$STATE"/logs/* | diagnose; }
}

interrupt() { # SIGNAL
    local leader=$group
    group=
    kill -s "$1" -- "-$leader"
    wait "$leader"
}

some_hits() { # SOURCE
    fetch "$url/search?term=politics&$1=on" | grep -qi '<mark>politics'
}

start_and_wait
ok 'it ends by naming the URL' says_url
is 'which answers' 200 "$(status "$url/search")"
for source in cnn bbc nyt; do
    ok "and finds politics in $source" eventually 30 some_hits "$source"
done
is 'a POST does too' 200 "$(status -d 'term=politics&cnn=on' "$url/search")"

is 'a second one is told that the port is taken' "1 port $port is taken" "$(
    STATE=$tmp/other "$srcdir/bootstrap" serve >"$tmp/taken" 2>&1
    echo "$? $(grep -o "port $port is taken" "$tmp/taken")"
)"
like 'and what to do' "$(cat "$tmp/taken")" 'PORT=[0-9]+ ./bootstrap serve'
is 'one on another port that its folder is in use' 1 "$(
    PORT=$(serve_free_port) "$srcdir/bootstrap" serve >"$tmp/locked" 2>&1
    echo $?
)"
like 'in words' "$(cat "$tmp/locked")" 'another serve runs in'

interrupt INT
is 'Ctrl-C is a good end' 0 $?
is 'after which no process is left' '' "$(in_state)"
is 'nor a socket' '' "$(find "$STATE" -type s)"
ok 'but the archive' test -s "$STATE/archive-sample.db"

begun=$SECONDS
start_and_wait
ok 'a second run takes seconds' test $((SECONDS - begun)) -le 15
ok 'and has the archive at once' some_hits cnn
kill -KILL "$(cat "$STATE/nginx.pid")"
wait "$group"
is 'when a program dies serve fails' 1 $?
like 'and says which' "$(cat "$tmp/err")" 'bootstrap: nginx ended; its logs are in'
group=
is 'leaving no process' '' "$(in_state)"

FEEDSCOPE_DEBUG=gctrace=1 start_and_wait
like 'trace lines can be seen' "$(cat "$tmp/err")" '^gc 1 @'
unlike 'past the log' "$(cat "$STATE/logs/feedscope.log")" '^gc '
interrupt TERM
is 'SIGTERM ends it as well' 0 $?
start_and_wait
kill -KILL "$group"
wait "$group" 2>/dev/null
group=
gone() {
    [ -z "$(in_state)" ]
}
ok 'killed outright, it takes its children with it' eventually 20 gone

is 'a folder of feeds that is not there is an error' "1 no such folder" "$(
    FEEDS=$tmp/nowhere "$srcdir/bootstrap" serve >"$tmp/nowhere.out" 2>&1
    echo "$? $(grep -o 'no such folder' "$tmp/nowhere.out")"
)"
is 'so is one without feeds' "1 no feeds there" "$(
    mkdir -p "$tmp/empty"
    FEEDS=$tmp/empty "$srcdir/bootstrap" serve >"$tmp/empty.out" 2>&1
    echo "$? $(grep -o 'no feeds there' "$tmp/empty.out")"
)"
is 'and a word that bootstrap does not know' 64 "$("$srcdir/bootstrap" sreve >/dev/null 2>&1; echo $?)"
ok 'help helps' "$srcdir/bootstrap" help
done_testing
