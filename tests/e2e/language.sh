#!/bin/bash
# The language of queries, through nginx: what each form finds, and what is said of those that are
# not understood.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/world http://one.example.org/sport' \
    'two http://user:sesame@two.example.org/a'
put_bytes one.example.org/world <<'EOF'
<?xml version="1.0"?><rss version="2.0"><channel><title>World</title><language>en-gb</language>
<item><guid>1</guid><link>https://news.example.org/1</link><title>Oil prices rise</title>
<description>Markets fear a shortage.</description><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>
<item><guid>2</guid><link>https://www.example.com/2</link><title>Prices of oil paintings</title>
<description>An auction of masters.</description><pubDate>Sat, 31 Jan 2026 23:59:59 GMT</pubDate></item>
<item><guid>3</guid><link>https://example.com/3</link><title>Gas is cheap</title>
<description>While oil is dear.</description><pubDate>Sun, 01 Feb 2026 00:00:00 GMT</pubDate></item>
</channel></rss>
EOF
put_feed one.example.org/sport 's1|Politicians race|A geopolitical affair.'
put_bytes two.example.org/a <<'EOF'
<?xml version="1.0"?><rss version="2.0"><channel><title>Zwei</title><language>de</language>
<item><guid>4</guid><link>https://notexample.com/4</link><title>Oil und Wasser</title>
<description>Politik.</description><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>
</channel></rss>
EOF
mkdir "$tmp/none"
harness_start "$tmp/none"

rise='Oil prices rise' paintings='Prices of oil paintings' gas='Gas is cheap' wasser='Oil und Wasser'
race='Politicians race'

# In any order.
finds() { # WHAT QUERY TITLE...
    is "$1" "$(printf '%s\n' "${@:3}" | sort)" "$(titles "$2" | sort)"
}

finds 'words are ANDed' 'oil prices' "$rise" "$paintings"
finds 'a phrase keeps its order' '"oil prices"' "$rise"
finds 'marks may be curled' '“oil prices”' "$rise"
finds 'a minus excludes' 'oil -prices' "$gas" "$wasser"
finds 'a phrase too' 'oil -"oil prices"' "$paintings" "$gas" "$wasser"
finds 'OR takes either' 'auction OR shortage' "$rise" "$paintings"
finds 'parentheses group' 'oil (auction OR shortage)' "$rise" "$paintings"
finds 'and are excluded whole' 'oil -(auction OR shortage)' "$gas" "$wasser"
finds 'title: looks there alone' 'title:oil' "$rise" "$paintings" "$wasser"
finds 'for a phrase too' 'title:"prices of"' "$paintings"
finds 'source: takes a name' 'oil source:two' "$wasser"
finds 'or a title' 'oil source:TWO' "$wasser"
finds 'excluded' 'oil -source:one' "$wasser"
finds 'feed: takes a part of the address' 'prices feed:world' "$rise" "$paintings"
finds 'but not of a password' 'oil feed:sesame' "$rise" "$paintings" "$gas" "$wasser"
like 'which no source is said to have' "$(search 'oil feed:sesame')" 'name or feed has'
finds 'lang: takes what is narrower' 'oil lang:en' "$rise" "$paintings" "$gas"
finds 'not what is wider' 'gas OR lang:de-at' "$gas"
finds 'site: takes a domain' 'oil site:example.com' "$paintings" "$gas"
finds 'after: begins with the day' 'after:2026-02-01 before:2026-03' "$gas"
finds 'before: ends before it' 'oil before:2026-02-01' "$rise" "$paintings"
finds 'when: counts back from now' 'oil when:1h'
finds 'a prefix' 'politi*' "$race" "$wasser"
finds 'a part' '*politi*' "$race" "$wasser"
finds 'an ending' '*political' "$race"
finds 'filters alone are answered' 'site:notexample.com' "$wasser"
is 'newest first' "$wasser" "$(titles 'lang:de OR lang:en' | head -n 1)"
is 'any word will do' 3 "$(titles 'auction shortage wasser' match=any | wc -l)"
like 'its box stays ticked' "$(search a match=any)" 'name="match" value="any" checked='
unlike 'and is not otherwise' "$(search a)" 'name="match" value="any" checked='
like 'what is found by a * is marked' "$(search 'politi*')" '<mark>Politicians</mark> race'
like 'a phrase as a whole' "$(search '"oil prices"')" '<mark>Oil prices</mark>|<mark>Oil</mark> <mark>prices</mark>'

# --- What all words together do not find -------------------------------------------------------

like 'no story has all: that is said' "$(search 'auction shortage')" 'No story has all of'
finds 'and some are shown' 'auction shortage' "$rise" "$paintings"
like 'marked as such' "$(search 'auction shortage')" 'class="partial">Only some of it: 2 results'
finds 'filters still hold' 'auction shortage before:2026-01-31' "$rise"
finds 'and what is excluded' 'auction shortage -masters' "$rise"

# --- What is not understood ---------------------------------------------------------------------

complains() { # QUERY SENTENCE MARKED
    like "of '$1' is said: $2" "$(search "$1")" "<li>[^<]*$2.*<mark>$3</mark>"
    is "'$1' is searched all the same" 200 "$(status -G --data-urlencode "term=$1" "$url/search")"
}

complains 'oil "prices' 'not closed' '&quot;'
complains 'oil (prices' 'not closed' '\('
complains 'oil) prices' 'not opened' '\)'
complains 'oil OR' 'OR goes between' 'OR'
complains 'title: oil' 'right behind the colon' 'title:'
complains 'oil after:soon' 'takes a date' 'soon'
complains 'oil when:7' 'as when:7d' '7'
complains 'oil source:three' 'There is no source' 'three'
complains 'oil a-b*' 'single word' 'a-b\*'
finds 'with a lone quotation mark words are found' '"auction masters' "$paintings"
attack='"<script>alert(1)</script>'
unlike 'what is quoted is escaped' "$(search "$attack")" '<script>alert'
like 'a place far into a text is shown with what is around it' \
    "$(search "$(printf 'oil %.0s' {1..30}) )")" '<bdi class="place">….*<mark>\)</mark>'

# --- Help ----------------------------------------------------------------------------------------

is 'there is a help page' 200 "$(status "$url/help")"
like 'the form leads to it' "$(search oil)" '<a href="/help">'
like 'it has examples to follow' "$(fetch "$url/help")" '<a href="/search\?term=polit%2A">'
mapfile -t examples < <(fetch "$url/help" | sed -nE 's|.*<dt><a href="([^"]*)">.*|\1|p')
is 'of every form' 15 "${#examples[@]}"
for example in "${examples[@]}"; do
    is "$example is answered" 200 "$(status "$url$example")"
done
done_testing
