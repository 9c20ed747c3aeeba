#!/bin/bash
# Killed in the middle of whatever it does, feedscope loses nothing that it has announced or shown.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

KILLS=20
FEEDS=10
SERVE_FETCH='interval = 1'
SOURCES=$tmp/sources.conf
list=crash
for ((feed = 0; feed < FEEDS; feed++)); do
    list="$list http://crash.example.org/$feed"
done
put_sources "$SOURCES" "$list"

# Gives every feed the same number of stories that it never had; the older ones leave it.
round=0
put_news() {
    local feed i stories
    round=$((round + 1))
    for ((feed = 0; feed < FEEDS; feed++)); do
        stories=()
        for i in 1 2 3 4 5; do
            stories+=("$round-$feed-$i|Crash story r${round}f${feed}n$i|Of round $round.")
        done
        put_feed "crash.example.org/$feed" "${stories[@]}"
    done
}

# How many stories the log has announced: publish's items= counts all that can then be found.
announced() {
    sed -n 's/.* event=publish .* items=\([0-9]*\) .*/\1/p' "$prefix/logs/feedscope.log" |
        sort -n | tail -n 1
}

# How many the page of a search for all of them says there are.
count_in() { # FILE
    sed -n 's|.*<h1>\([0-9,]*\) results* for.*|\1|p' "$1" | tr -d ,
}

# How many the archive loaded at its last start.
loaded() {
    sed -n 's/.* event=load .* items=\([0-9]*\) .*/\1/p' "$prefix/logs/feedscope.log" | tail -n 1
}

# Of a copy, so that it is feedscope that has to take up what lies there.
copy_archive() {
    rm -f "$tmp"/copy.db*
    local file
    for file in "$prefix"/archive.db*; do
        cp "$file" "$tmp/copy.db${file##*archive.db}"
    done
}

integrity() {
    sqlite3 "$tmp/copy.db" 'pragma integrity_check; pragma foreign_key_check'
}

# Starts it, for the next kill to come at any moment.
start() {
    # shellcheck disable=SC2086 # WRAPPER is words
    serve_start "$prefix" feedscope ${WRAPPER-} "$FEEDSCOPE" -c feedscope.conf
    feedscope_pid=$serve_pid
}

lines_of_log() {
    wc -l <"$prefix/logs/feedscope.log"
}

log_has_grown() { # FROM
    [ "$(lines_of_log)" -gt "$1" ]
}

random_moment() {
    sleep "0.$(printf %03d $((RANDOM % 70)))"
}

# Every feed is fetched at a start, so most kills follow it within 70 ms; the others wait for the
# refresh after that one.
meet_refresh() {
    if [ $((kill % 7)) = 0 ]; then
        serve_wait "$feedscope_pid" "$url/healthz" 60
        eventually 10 log_has_grown "$(lines_of_log)"
    fi
    random_moment
}

# How many feeds of this round the log has announced.
published() {
    tail -n "+$((from + 1))" "$prefix/logs/feedscope.log" | grep -c ' event=publish '
}

all_titles() {
    local page some
    for ((page = 1; page <= 500; page++)); do
        some=$(titles crash "page=$page")
        [ -n "$some" ] || break
        echo "$some"
    done
}

put_news
mkdir "$tmp/none"
harness_start "$tmp/none"
harness_stop_feedscope
lost='' damaged='' within=0
: >"$tmp/seen"
for ((kill = 1; kill <= KILLS; kill++)); do
    put_news
    from=$(lines_of_log)
    start
    meet_refresh
    search crash 2>/dev/null >"$tmp/page"
    harness_stop_feedscope KILL 2>/dev/null # bash reports whom a signal has killed
    titles_in <"$tmp/page" >>"$tmp/seen"
    known=$(printf '%s\n' "$(count_in "$tmp/page")" "$(announced)" | sort -n | tail -n 1)
    feeds_published=$(published)
    ((feeds_published == 0 || feeds_published >= FEEDS)) || within=$((within + 1))
    if command -v sqlite3 >/dev/null; then
        copy_archive
        result=$(integrity 2>&1)
        [ "$result" = ok ] || damaged="$damaged kill $kill: $result;"
        kept=$(sqlite3 "$tmp/copy.db" 'select count(*) from item')
        [ "$kept" -ge "$known" ] || lost="$lost kill $kill: $known known, $kept kept;"
    fi
done
known=$(announced)
put_news
harness_start_feedscope
is "after $KILLS kills it starts" 200 "$(status "$url/healthz")"
if command -v sqlite3 >/dev/null; then
    is 'each left an archive that is whole' '' "$damaged"
    is 'with every story that had been announced or shown' '' "$lost"
else
    skip 'each left an archive that is whole' 'sqlite3 is not installed'
    skip 'with every story that had been announced or shown' 'sqlite3 is not installed'
fi
ok 'all that had been announced is loaded' test "$(loaded)" -ge "$known"

all_of_the_last() {
    search "round $round" | grep -q "<h1>$((FEEDS * 5)) results"
}
ok 'what comes next is found whole' eventually 30 all_of_the_last
all_titles >"$tmp/all"
is 'every story that a search had shown is found' '' \
    "$(sort -u "$tmp/seen" | comm -23 - <(sort -u "$tmp/all"))"
is 'and none twice' '' "$(sort "$tmp/all" | uniq -d)"
echo "# $(wc -l <"$tmp/all") stories; searches had shown $(sort -u "$tmp/seen" | wc -l);" \
    "$within of $KILLS kills came between two feeds of a refresh"
done_testing
