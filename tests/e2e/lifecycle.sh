#!/bin/bash
# Starting, reloading, stopping, and what the program says from the shell.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
red='red http://red.example.org/feed'
blue='blue http://blue.example.org/feed'
put_feed red.example.org/feed 'r1|A red kite|It flew.'
put_feed blue.example.org/feed 'b1|A blue narwhal|It sang.'

# The sample sources and some of the test's own.
choose_sources() { # "NAME URL..."...
    put_sources "$tmp/own.conf" "$@"
    cat "$srcdir/conf/sources.conf" "$tmp/own.conf" >"$SOURCES"
}

choose_sources "$red"
harness_start
origin_port=$(sed -n 's/ *listen .*:\(.*\);/\1/p' "$prefix/origin.conf")

# Calls the program in its folder; its exit status is the last line.
nobody=()
run() { # ARGUMENT...
    (cd "$prefix" && "${nobody[@]}" "$FEEDSCOPE" "$@" 2>&1)
    echo "exit $?"
}

reload() {
    events=$(grep -cE 'event=(reload|refuse) ' "$prefix/logs/feedscope.log")
    kill -HUP "$feedscope_pid"
    eventually 20 reloaded || echo '# the reload was not logged' >&2
}

reloaded() {
    [ "$(grep -cE 'event=(reload|refuse) ' "$prefix/logs/feedscope.log")" -gt "$events" ]
}

last_event() {
    grep -E 'event=(reload|refuse) ' "$prefix/logs/feedscope.log" | tail -n 1
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

# --- Restarting ------------------------------------------------------------------------------

before=$(titles politics | sort)
ok 'there is something to keep' test -n "$before"
harness_stop_feedscope
is 'SIGTERM removes the sockets' '' "$(find "$prefix" -name '*.sock')"
is 'and leaves an archive of one file' archive.db "$(cd "$prefix" && echo archive.db*)"
serve_settings "$prefix" "$SOURCES" "$(serve_free_port)" # where nobody answers
begun=$(milliseconds)
serve_start_feedscope "$prefix" "$FEEDSCOPE"
feedscope_pid=$serve_pid
until [ "$(status "$url/search?term=politics")" = 200 ] || (($(milliseconds) - begun > 20000)); do
    sleep 0.005
done
echo "# from start to first answered search: $(($(milliseconds) - begun)) ms"
echo "# resident memory: $(sed -n 's/^VmRSS:[ \t]*//p' "/proc/$feedscope_pid/status")"
is 'after a restart all is found, though no feed can be fetched' "$before" "$(titles politics | sort)"
no_feed() {
    search politics | grep -q '"notice">No feed can be read'
}
ok 'and the page says that none can be' eventually 20 no_feed
serve_settings "$prefix" "$SOURCES" "$origin_port"
reload
harness_stop_feedscope INT
is 'SIGINT is a good end too' '' "$(find "$prefix" -name '*.sock')"
harness_start_feedscope

# --- Reloading -------------------------------------------------------------------------------

choose_sources "$red" "$blue"
reload
like 'a reload is logged' "$(last_event)" 'event=reload config=feedscope.conf sources=5$'
ok 'a source that came is fetched' eventually 20 found 'A blue narwhal' narwhal
like 'and can be ticked' "$(fetch "$url/search")" 'name="blue"'
ok 'those that were there stay' found 'A red kite' kite
choose_sources "$red"
reload
is 'a source that left is not found' '' "$(titles narwhal)"
unlike 'nor offered' "$(fetch "$url/search")" 'name="blue"'
unlike 'nor shown' "$(fetch "$url/status")" 'blue.example.org'
rm "$feeds/blue.example.org/feed"
choose_sources "$blue" "$red"
reload
ok 'when it returns its stories are found again, though its feed is gone' found 'A blue narwhal' narwhal
put_feed blue.example.org/feed 'b1|A blue narwhal|It sang.'

echo 'source green { colour = "green" }' >>"$SOURCES"
reload
like 'a bad file is refused, and its line named' "$(last_event)" \
    "event=refuse reason=reload error=\"[^\"]*sources.conf, line [0-9]+: "
ok 'and nothing has changed' found 'A blue narwhal' narwhal blue=on
choose_sources "$blue" "$red"
sed -i.old 's/^listen = .*/listen = "other.sock"/' "$prefix/feedscope.conf"
reload
like 'so is another socket' "$(last_event)" 'event=refuse .*listen cannot change'
ok 'which is not made' test ! -e "$prefix/other.sock"
mv "$prefix/feedscope.conf.old" "$prefix/feedscope.conf"
mv "$SOURCES" "$SOURCES.away"
reload
like 'and a file that is missing' "$(last_event)" 'event=refuse .*sources.conf'
mv "$SOURCES.away" "$SOURCES"
reload
like 'after all that a good one is taken' "$(last_event)" 'event=reload'

# --- Sockets ---------------------------------------------------------------------------------

is 'the sockets are for owner and group' '660 660' \
    "$(stat -c %a "$prefix/search.sock" "$prefix/admin.sock" | xargs)"
second=$(run -c feedscope.conf)
like 'a second one on the same sockets is refused' "$second" \
    '^feedscope: another process holds search.sock: stop it, or name another socket$'
like 'as a failure' "$second" '^exit 1$'
is 'the first goes on' 200 "$(status "$url/search?term=kite")"
harness_stop_feedscope KILL 2>/dev/null # bash reports whom a signal has killed
ok 'killed, it leaves its sockets' test -S "$prefix/search.sock"
harness_start_feedscope
is 'which the next one replaces' 200 "$(status "$url/search?term=kite")"
harness_stop_feedscope
echo precious >"$prefix/search.sock"
like 'a file that is no socket is not' "$(run -c feedscope.conf)" 'search.sock exists and is no socket'
is 'and stays' precious "$(cat "$prefix/search.sock")"
rm "$prefix/search.sock"
harness_start_feedscope

# --- Stopping under load ---------------------------------------------------------------------

# Searches until there is a file named stop. Notes what came: "whole", "502", "503"
# while the next one loads, or what was wrong.
client() { # NUMBER
    local page=$tmp/page.$1 code
    until [ -e "$tmp/stop" ]; do
        code=$(fetch -o "$page" -w '%{http_code}' "$url/search?term=politics&page=1" 2>&1)
        if [ "$code" = 200 ] && [ "$(tail -n 1 "$page")" = '</html>' ]; then
            echo whole
        elif [ "$code" = 502 ] && grep -q 'not answering' "$page"; then
            echo 502
        elif [ "$code" = 503 ] && grep -q 'stories are loaded' "$page"; then
            echo 503
        else
            echo "bad: $code $(tail -c 100 "$page")"
        fi
    done >"$tmp/client.$1"
}

clients=()
for i in 1 2 3 4; do
    client $i &
    clients+=($!)
done
all_served() {
    local i
    for i in 1 2 3 4; do
        [ "$(grep -c whole "$tmp/client.$i")" -ge 20 ] || return 1
    done
}
eventually 30 all_served
is 'under load nothing fails' '' "$(cat "$tmp"/client.* | grep -v '^whole$')"
begun=$(milliseconds)
kill -TERM "$feedscope_pid"
wait "$feedscope_pid"
is 'SIGTERM is a good end' 0 $?
took=$(($(milliseconds) - begun))
feedscope_pid=
ok 'which takes less than two seconds' test "$took" -lt $((${WRAPPER:+10} + 0 ? 20000 : 2000))
harness_start_feedscope
all_see_it_again() {
    local i
    for i in 1 2 3 4; do
        [ "$(tail -n 1 "$tmp/client.$i")" = whole ] || return 1
    done
}
ok 'the next one serves the same clients' eventually 30 all_see_it_again
touch "$tmp/stop"
wait "${clients[@]}"
unlike 'every page was whole, or one that says that feedscope is down' "$(cat "$tmp"/client.*)" '^bad'
is 'once down it stayed so until the next was up' 4 "$(
    for i in 1 2 3 4; do uniq "$tmp/client.$i" | xargs; done |
        grep -cE '^whole( 502( 503)? whole)?$'
)"

# --- From the shell --------------------------------------------------------------------------

is '-t says that the configuration is good' 'feedscope: feedscope.conf is good: 5 sources exit 0' \
    "$(run -t -c feedscope.conf | xargs)"
printf 'listen = "a"\nlisten "b"\n' >"$tmp/bad.conf"
like '-t names the line of a mistake' "$(run -t -c "$tmp/bad.conf")" '^feedscope: .*bad.conf, line 2: '
like 'and fails' "$(run -t -c "$tmp/bad.conf")" '^exit 1$'
{ cat "$prefix/feedscope.conf"; echo 'index { language = "tlh" }'; } >"$prefix/klingon.conf"
like 'a language without rules is refused' "$(run -t -c klingon.conf)" \
    '^feedscope: index.language: there are no rules for "tlh"; there are for ar, ca, .* it may be empty$'
like 'a missing configuration is named' "$(run -c nowhere.conf)" \
    '^feedscope: cannot read the configuration nowhere.conf: No such file'
like '-V has the version' "$(run -V | xargs)" '^feedscope [0-9.]+ exit 0$'
like '-h says how to use it' "$(run -h)" '^usage: feedscope '
like 'and is no failure' "$(run -h)" '^exit 0$'
is 'an unknown option is one' 'exit 2' "$(run -x | tail -n 1)"
is 'an unknown command too' 'feedscope: there is no command "serf"; see feedscope -h exit 2' \
    "$(run serf | sed "s/'/\"/g" | tr '\n' ' ' | sed 's/ $//')"
sample=$srcdir/conf/sample/rss.cnn.com/rss/cnn_us.rss
like 'parse prints a feed as JSON' "$(run parse "$sample")" '^\{"format":"rss","title":"Sample wire: US"'
is 'parse - reads standard input' "$(run parse "$sample")" "$(run parse - <"$sample")"
is 'what is no feed is an error' 'feedscope: -: an HTML page, not a feed exit 1' \
    "$(run parse - <<<'<html><body>Hello</body></html>' | xargs)"
is 'so is a file that is not there' 'feedscope: nowhere: No such file or directory exit 1' \
    "$(run parse nowhere | xargs)"

archive_at() { # PATH
    sed -e "s|^archive = .*|archive = \"$1\"|" -e 's/search.sock/s2.sock/; s/admin.sock/a2.sock/' \
        "$prefix/feedscope.conf" >"$prefix/other.conf"
    run -c other.conf
}
like 'an archive in a folder that is not there is an error' "$(archive_at "$tmp/no/archive.db")" \
    "^feedscope: the archive's directory $tmp/no cannot be reached: No such file"
echo 'This is a letter.' >"$tmp/letter"
like 'a file that is no archive too' "$(archive_at "$tmp/letter")" "^feedscope: .*$tmp/letter"
is 'and it is not touched' 'This is a letter.' "$(cat "$tmp/letter")"
mkdir "$tmp/sealed"
chmod 555 "$tmp/sealed"
# Root may write everywhere, so there it is nobody who tries, with a copy that nobody can reach.
if [ "$(id -u)" = 0 ]; then
    cp "$FEEDSCOPE" "$tmp/feedscope"
    chmod 711 "$tmp"
    FEEDSCOPE=$tmp/feedscope
    nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
like 'a folder that may not be written to is named' "$(archive_at "$tmp/sealed/archive.db")" \
    "^feedscope: .*$tmp/sealed"
done_testing
