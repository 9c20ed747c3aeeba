#!/bin/bash
# Counts by source and time, and the links that narrow a search to them, through nginx.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a' 'two http://two.example.org/a'
put_feed one.example.org/a 'a|Harbour opens|Ships came.' 'b|Harbour closes|Ships left.'
put_bytes two.example.org/a < <(rss 'c|Harbour sold|To whom?' 'd|A quiet day|Nothing happened.' |
    sed '2s/Mon, 02 Nov/Mon, 12 Oct/')
mkdir "$tmp/none"
harness_start "$tmp/none"

# The first link whose line matches.
link_of() { # PATTERN
    sed -nE "/$1/s/.*<a href=\"([^\"]*)\".*/\1/p" | head -n 1 | sed 's/&amp;/\&/g'
}

page=$(search harbour)
like 'sources are counted' "$page" '<li><a href="[^"]*">ONE</a> <span class="count">2</span></li>'
like 'each of them' "$page" '<li><a href="[^"]*">TWO</a> <span class="count">1</span></li>'
is 'a link narrows to one' 'Harbour sold' "$(fetch "$url$(link_of '>TWO<\/a> <span' <<<"$page")" | titles_in)"
like 'so are days' "$page" '<title>2 on 2 November 2026</title>'
like 'in a chart' "$page" '<svg class="chart" .*aria-label="Hits by day"'
is 'a bar narrows to its day' 'Harbour sold' \
    "$(fetch "$url$(link_of '1 on 12 October' <<<"$page")" | titles_in)"
unlike 'one hit is not counted' "$(search quiet)" 'class="facets"'
unlike 'nor the newest' "$(search '')" 'class="facets"'
done_testing
