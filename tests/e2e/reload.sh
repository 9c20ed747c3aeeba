#!/bin/bash
# Everything at once: searches, refreshes every second, and one reload after the other.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"
command -v hey >/dev/null || skip_all 'hey is not installed'

# shellcheck disable=SC2034 # the harness reads both
{
    SERVE_FETCH='interval = 1'
    SERVE_ACCESS_LOG=off
}
REQUESTS=5000 # of each method
SOURCES=$tmp/sources.conf
lasting='lasting http://lasting.example.org/a http://lasting.example.org/b'
passing='passing http://passing.example.org/a http://passing.example.org/b'
urls=(lasting.example.org/a lasting.example.org/b passing.example.org/a passing.example.org/b)

day=0
put_news() {
    local i feed stories
    day=$((day + 1))
    for feed in "${urls[@]}"; do
        stories=()
        for i in 1 2 3 4 5 6 7 8; do
            stories+=("$day-$i|Politics of day $day, part $i|Of ${feed//\// }.")
        done
        put_feed "$feed" "${stories[@]}"
    done
}

# The sources as they are in turns: both, one, both the other way round, a mistake.
choose_sources() { # TURN
    case $(($1 % 4)) in
    0) put_sources "$SOURCES" "$lasting" "$passing" ;;
    1) put_sources "$SOURCES" "$lasting" ;;
    2) put_sources "$SOURCES" "$passing" "$lasting" ;;
    3) echo 'source green { colour = "green" }' >>"$SOURCES" ;;
    esac
}

events() { # NAME
    grep -c " event=$1 " "$prefix/logs/feedscope.log"
}

reloads() {
    [ $(($(events reload) + $(events refuse))) -ge "$1" ]
}

answers() { # HEY'S OUTPUT: each status with its count, and errors
    sed -nE '/Error distribution/,$p; s/^ *\[([0-9]+)\][[:space:]]+([0-9]+) responses.*/\1: \2/p' "$1" | xargs
}

under_load() {
    kill -0 "$get" 2>/dev/null || kill -0 "$post" 2>/dev/null
}

choose_sources 0
put_news
mkdir "$tmp/none" # put_news has laid out the feeds
harness_start "$tmp/none"
sent=$((REQUESTS / 16 * 16)) # hey gives each client the same number
hey -c 16 -n "$REQUESTS" "$url/search?term=politics&lasting=on" >"$tmp/get" 2>&1 &
get=$!
hey -c 16 -n "$REQUESTS" -m POST -d 'term=politics+day&first=on' \
    -T application/x-www-form-urlencoded "$url/search" >"$tmp/post" 2>&1 &
post=$!
turn=0
while under_load || ((turn < 12)); do
    turn=$((turn + 1))
    choose_sources $turn
    put_news
    kill -HUP "$feedscope_pid"
    eventually 20 reloads $turn || break
done
wait "$get" "$post"
echo "# $turn reloads, $(events refuse) of them refused; $(events publish) refreshes published"
is 'each SIGHUP is answered' "$turn" $(($(events reload) + $(events refuse)))
is 'only the mistakes are refused' $(((turn + 1) / 4)) "$(events refuse)"
is 'every GET is answered' "200: $sent" "$(answers "$tmp/get")"
is 'every POST is answered' "200: $sent" "$(answers "$tmp/post")"
ok 'stories came meanwhile' test "$(events publish)" -gt 4
choose_sources 0
put_news
kill -HUP "$feedscope_pid"
ok 'and the last of them is found' eventually 20 found "Politics of day $day, part 8" "politics day $day"
harness_stop_feedscope
is 'it ends in time, with a last word' 1 "$(events stopped)"
done_testing
