#!/bin/bash
# What takes long is said: an archive that is being loaded, a search whose time is up.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

preload=$top_builddir/tests/e2e/.libs/waits_preload.so
[ -e "$preload" ] || skip_all 'waits_preload is not built'
! grep -qaE '__(asan|tsan)_init' "$FEEDSCOPE" || skip_all 'a sanitizer wants to be loaded first'

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a'
put_feed one.example.org/a 'a|Harbour opens|Ships came.' 'b|Harbour closes|Ships left.'
mkdir "$tmp/none"
harness_start "$tmp/none"
harness_stop_feedscope

headers() { # PATH: status line and header
    fetch -o /dev/null -D - "$url$1" | tr -d '\r'
}
answers() { # STATUS PATH
    [ "$(status "$url$2")" = "$1" ]
}

# --- Loading -----------------------------------------------------------------------------------

touch "$prefix/load-held"
chmod a+rx "$prefix"
serve_start "$prefix" feedscope env "WAITS=$prefix" "LD_PRELOAD=$preload" "$FEEDSCOPE" -c feedscope.conf
feedscope_pid=$serve_pid
starting() { # nginx has a 503 of its own
    fetch "$url/healthz" | grep -q '^starting: '
}
ok 'health says that the archive is being loaded' eventually 30 starting
is 'a search is refused meanwhile' 503 "$(status "$url/search?term=harbour")"
like 'it may be asked again soon' "$(headers '/search?term=harbour')" '^Retry-After: 2$'
page=$(fetch "$url/search?term=harbour")
like 'a bar shows how far it is' "$page" '<progress max="2" value="[0-2]" aria-label="Stories loaded">'
like 'and a sentence' "$page" '[0-2] of 2 stories are loaded from the archive'
like 'the page loads itself again' "$(headers '/search?term=harbour')" '^Refresh: 2$'
like 'JSON is told in JSON' "$(fetch "$url/search.json?term=harbour")" '"status":503'
like 'and when' "$(headers '/search.json?term=harbour')" '^Retry-After: 2$'
is 'a feed is refused too' 503 "$(status "$url/search.rss?term=harbour")"
is 'nothing is suggested' 503 "$(status "$url/suggest?q=har")"
like 'until later' "$(headers '/suggest?q=har')" '^Retry-After: 2$'
like 'health too' "$(fetch "$url/healthz")" '^starting: [0-2] of 2 stories are loaded from the archive$'
is 'what needs no stories is there' '200 200' "$(status "$url/status") $(status "$url/help")"
is 'it goes on so' 503 "$(status "$url/search?term=harbour")"
rm "$prefix/load-held"
ok 'then it is ready' eventually 30 answers 200 /healthz
is 'and finds all' 2 "$(titles harbour | wc -l)"
like 'suggestions come' "$(fetch "$url/suggest?q=har")" '"harbour"'

# --- A search's time ---------------------------------------------------------------------------

is 'a search ends by itself' 0 "$(search harbour | grep -c 'was stopped')"
touch "$prefix/hurry"
stopped=$(search harbour)
json=$(fetch "$url/search.json?term=harbour")
rm "$prefix/hurry"
like 'one whose second is over is stopped, and says so' "$stopped" \
    'The search was stopped after 1,000 ms: results may be incomplete'
like 'in JSON too' "$json" '"stopped":true'
is 'the next one finds all' 2 "$(titles harbour | wc -l)"
done_testing
