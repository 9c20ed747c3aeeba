#!/bin/bash
# What becomes of feeds over time: loaded, asked again, changed, broken, mended, gone.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

# Every feed is asked for each second: the twelve samples', and some that change.
SERVE_FETCH='interval = 1
max_bytes = 200000'
SOURCES=$tmp/sources.conf
host=lab.example.org
broken=(missing garbage page empty huge)
lab=
for feed in change twin cut target moved big.xml "${broken[@]}"; do
    lab="$lab http://$host/$feed"
done
put_sources "$tmp/lab.conf" "lab$lab" "other http://$host/other http://move.example.org/away"
cat "$srcdir/conf/sources.conf" "$tmp/lab.conf" >"$SOURCES"

put_feed $host/change 'g1|Wombat arrives|It walked.' 'g2|Numbat arrives|It ran.'
put_feed $host/twin 'g1|Wombat arrives|It walked.' 'g3|Quokka arrives|It hopped.'
put_feed $host/other 'g1|Wombat arrives elsewhere|It flew.'
put_feed $host/target 'm1|Reached by a detour|It moved.'
for feed in cut moved "${broken[@]}"; do
    put_feed "$host/$feed" "$feed-1|The $feed feed was good|All is well."
done
mapfile -t many < <(for i in {1..300}; do echo "b$i|Big story $i|$(printf 'word%d ' {1..20})"; done)
put_feed $host/big.xml "${many[@]}"
harness_start

# The row of a feed on the status page.
row() { # URL
    fetch "$url/status" | tr '\n' ' ' | sed 's|<tr>|\n&|g' | grep -F "$1</span></th>"
}

row_has() { # URL PATTERN
    row "$1" | grep -qE -- "$2"
}

# How often the origin has answered for a feed with that status.
answered() { # STATUS URL
    grep -cE "^$1 GET $2 " "$prefix/logs/origin.log"
}

answered_again() { # STATUS URL COUNT
    [ "$(answered "$1" "$2")" -gt "$3" ]
}

# --- Loading ---------------------------------------------------------------------------------

samples=$(grep -o 'http://[^"]*' "$srcdir/conf/sources.conf")
is 'there are twelve feeds to begin with' 12 "$(wc -w <<<"$samples")"
for feed in $samples; do
    ok "$feed is good" row_has "$feed" 'class="badge good">good</span>.*>(200|304)</td>'
done
like 'the log says what was fetched' "$(logged event=fetch cnn_us.rss outcome=new)" \
    '^time=[0-9TZ:.-]+ event=fetch url=http://rss.cnn.com/rss/cnn_us.rss outcome=new status=200 bytes=[0-9]+ ms=[0-9]+$'
like 'and what was published of it' "$(logged event=publish cnn_us.rss)" \
    '^time=[0-9TZ:.-]+ event=publish url=http://rss.cnn.com/rss/cnn_us.rss changed=[0-9]+ generation=[0-9]+ items=[0-9]+ segments=[0-9]+ merged=[0-9]+ bytes=[0-9]+ us=[0-9]+$'
is 'every line is words of KEY=VALUE' '' "$(
    grep -vE '^time=[^ ]+ event=[a-z]+( [a-z_]+=("([^"\\]|\\.)*"|[^" ]+))*$' \
        "$prefix/logs/feedscope.log"
)"
is 'a story that two feeds of a source have is found once' 'Wombat arrives' "$(titles wombat lab=on)"
is 'sources do not share theirs' 2 "$(titles wombat | wc -l)"
like 'a feed may come compressed' "$(cat "$prefix/logs/origin.log")" \
    "^200 GET http://$host/big.xml gzip"
like 'and is read whole' "$(search big lab=on)" '<h1>300 results'

# --- Asking again ----------------------------------------------------------------------------

feed=http://rss.cnn.com/rss/cnn_us.rss
ok 'a feed that has not changed is answered 304' eventually 20 answered_again 304 "$feed" 1
is 'and was sent once' 1 "$(answered 200 "$feed")"
ok 'its outcome is so logged' eventually 20 logged event=fetch "url=$feed" outcome=unchanged status=304
ok 'and shown' row_has "$feed" 'good</span>.*>304</td>'
generation() {
    fetch "$url/metrics" | sed -n 's/^feedscope_index_generation //p'
}
before=$(generation)
count=$(answered 304 "$feed")
eventually 20 answered_again 304 "$feed" "$count"
is 'nothing is published for it' "$before" "$(generation)"

# --- Changing --------------------------------------------------------------------------------

put_feed $host/change 'g1|Wombat departs|It walked.' 'g4|Bilby arrives|It dug.'
ok 'a new story is found without a restart' eventually 20 found 'Bilby arrives' bilby
is 'a changed title replaces the old one' 'Wombat departs' "$(titles wombat lab=on)"
is 'of which nothing is left' '' "$(titles '"wombat arrives"' lab=on)"
is 'a story that left its feed is still found' 'Numbat arrives' "$(titles numbat)"
like 'the log has how many changed' "$(logged event=publish $host/change changed=2)" 'changed=2'

# --- Redirects -------------------------------------------------------------------------------

# Named so that nginx reads it behind origin.conf, whose server stays the default.
cat >"$prefix/origin.move.conf" <<EOF
server {
    listen $(sed -n 's/ *listen \(.*\);/\1/p' "$prefix/origin.conf");
    server_name move.example.org;
    return 301 http://$host/target;
}
EOF
ok 'before it moved the feed was failing' row_has http://move.example.org/away 'failing</span>.*404'
kill -HUP "$nginx_pid"
ok 'a redirect is followed' eventually 20 found 'Reached by a detour' detour other=on
ok 'under the address that is configured' row_has http://move.example.org/away 'good</span>'

# --- Breaking and mending ----------------------------------------------------------------------

rm "$feeds/$host/missing"
put_bytes $host/garbage < <(printf '\177ELF\002\001\001' && head -c 4000 /dev/zero)
put_bytes $host/page <<<'<!DOCTYPE html><html><head><title>Wait</title></head><body>Wait</body></html>'
put_bytes $host/empty </dev/null
put_bytes $host/huge < <(rss 'h|T|S' && head -c 300000 /dev/zero | tr '\0' ' ')
rss 'cut-2|The first of a cut feed|Whole.' 'cut-3|The second of a cut feed|Not whole.' >"$tmp/whole"
put_bytes $host/cut < <(head -c "$(grep -bo '<title>The second' "$tmp/whole" | cut -d: -f1)" "$tmp/whole")

declare -A why=([missing]='the server answered 404 Not Found' [garbage]='not well formed at line [0-9]+|nothing'
    [page]='an HTML page, not a feed' [empty]='nothing: the document is empty'
    [huge]='the feed is larger than 200000 bytes')
for feed in "${broken[@]}"; do
    ok "a feed that becomes $feed is failing" eventually 20 row_has "http://$host/$feed" 'failing</span>'
    like 'the status page says why' "$(row "http://$host/$feed")" "class=\"why\">(${why[$feed]})"
    like 'so does the log' "$(logged event=fetch "$host/$feed " outcome=failed)" "error=\"(${why[$feed]})"
    is 'and what it had is still found' "The $feed feed was good" "$(titles "$feed was good")"
done
ok 'of a feed that is cut off the whole stories are taken' eventually 20 found 'The first of a cut feed' first
is 'not the others' '' "$(titles '"second of a cut"')"
is 'and what it had is still found' 'The cut feed was good' "$(titles 'cut was good')"
like 'a search says that some feeds cannot be read' "$(search wombat)" \
    'class="notice quiet">5 of 25 feeds cannot be read'
like 'the metrics count them' "$(fetch "$url/metrics")" '^feedscope_feeds\{health="failing"\} 5$'

for feed in "${broken[@]}" cut; do
    put_feed "$host/$feed" "$feed-1|The $feed feed was good|All is well." \
        "$feed-9|The $feed feed has recovered|All is well again."
done
for feed in "${broken[@]}" cut; do
    ok "mended, what was $feed brings its news" eventually 60 found "The $feed feed has recovered" "$feed recovered"
    ok 'and is good again' eventually 20 row_has "http://$host/$feed" 'good</span> *</td>'
done
unlike 'then no search says a word' "$(search wombat)" 'class="notice'

# --- From nothing ----------------------------------------------------------------------------

harness_stop_feedscope
rm "$prefix"/archive.db*
mv "$feeds" "$feeds.away"
harness_start_feedscope
no_feed_can_be_read() {
    search wombat | grep -q '<h1>No feed can be read</h1>'
}
ok 'when every feed fails from the start the page says so' eventually 20 no_feed_can_be_read
is 'and is a page' 200 "$(status "$url/search?term=wombat")"
mv "$feeds.away" "$feeds"
ok 'it needs no restart once they answer' eventually 60 found 'Bilby arrives' bilby
done_testing
