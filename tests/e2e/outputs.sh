#!/bin/bash
# A search as JSON, RSS and Atom through nginx, and from the shell.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a' 'two http://two.example.org/a'
mapfile -t many < <(for i in {1..75}; do echo "p$i|Paging report number $i|The council met."; done)
put_feed one.example.org/a "${many[@]}" 'z1|Zebra &amp;amp; lion|They &amp;lt;met&amp;gt;.'
put_feed two.example.org/a 'z2|Zebra seen in town|It was a painted horse.'
mkdir "$tmp/none"
harness_start "$tmp/none"

type_of() { # URL
    fetch -o /dev/null -w '%{content_type}' "$1"
}

header() { # NAME [CURL OPTION...] URL
    fetch -D - -o /dev/null "${@:2}" | tr -d '\r' | sed -n "s/^$1: //p"
}

# --- Forms -----------------------------------------------------------------------------------

is 'JSON has its type' application/json "$(type_of "$url/search.json?term=zebra")"
is 'RSS too' application/rss+xml "$(type_of "$url/search.rss?term=zebra")"
is 'and Atom' application/atom+xml "$(type_of "$url/search.atom?term=zebra")"
is 'format= gives the same' application/atom+xml "$(type_of "$url/search?term=zebra&format=atom")"
for form in rss atom; do
    fetch "$url/search.$form?term=zebra" >"$tmp/$form.xml"
    if command -v xmllint >/dev/null; then
        ok "$form is well-formed" xmllint --noout "$tmp/$form.xml"
    else
        skip "$form is well-formed" 'there is no xmllint'
    fi
    like "feedscope reads its own $form" "$("$FEEDSCOPE" parse "$tmp/$form.xml")" '"count":2,"dropped":0'
    like 'titles and all' "$("$FEEDSCOPE" parse "$tmp/$form.xml")" 'They \\u003cmet\\u003e\.'
    like 'it says where it is itself' "$(cat "$tmp/$form.xml")" \
        "rel=\"self\" type=\"application/$form\\+xml\" href=\"$url/search.$form\\?term=zebra\""
done
like 'the page leads to them' "$(search zebra)" \
    '<link rel="alternate" type="application/rss\+xml" title="zebra - RSS" href="/search.rss\?term=zebra"'
like 'and browsers to the search' "$(fetch "$url/opensearch.xml")" \
    "<Url type=\"text/html\" template=\"$url/search\\?term=\\{searchTerms\\}"
is 'whatever the Host says' 0 \
    "$(fetch -H 'Host: a"><script>' "$url/opensearch.xml" | grep -c '<script')"
is 'newest first can be asked for' 200 "$(status "$url/search?term=zebra&sort=date")"
like 'the select stays so' "$(search zebra sort=date)" 'value="date" selected="selected"'
is 'errors are problems' 'application/problem+json 400' \
    "$(fetch -o /dev/null -w '%{content_type} %{http_code}' "$url/search.json?cursor=x")"

# --- Not sent again --------------------------------------------------------------------------

etag=$(header ETag "$url/search.rss?term=zebra")
modified=$(header Last-Modified "$url/search.rss?term=zebra")
like 'a feed has an ETag' "$etag" '^"[0-9a-f]{32}"$'
is 'which is answered by 304' '304 0' "$(fetch -o /dev/null -w '%{http_code} %{size_download}' \
    -H "If-None-Match: $etag" "$url/search.rss?term=zebra")"
is 'weakened too' 304 "$(status -H "If-None-Match: W/$etag" "$url/search.rss?term=zebra")"
is 'and so is its date' 304 "$(status -H "If-Modified-Since: $modified" "$url/search.rss?term=zebra")"
is 'another ETag is not' 200 "$(status -H 'If-None-Match: "x"' "$url/search.rss?term=zebra")"
is 'packed, it is the same feed' 304 "$(status --compressed -H \
    "If-None-Match: $(header ETag --compressed "$url/search.rss?term=paging")" "$url/search.rss?term=paging")"

# --- Walks -----------------------------------------------------------------------------------

# The ids of all hits, following next.
walk() { # PATH
    local next=$1 part
    while [ -n "$next" ]; do
        part=$(fetch "$url$next") || return 1
        grep -o '^{"id":[0-9]*' <<<"$part"
        next=$(sed -n 's/^"next":"\(.*\)"}$/\1/p' <<<"$part" | sed 's/\\u0026/\&/g')
    done
}
for sort in score date; do
    walk "/search.json?term=paging&n=20&sort=$sort" >"$tmp/ids"
    is "a walk by $sort meets all hits" 75 "$(wc -l <"$tmp/ids")"
    is 'each once' 75 "$(sort -u "$tmp/ids" | wc -l)"
done

# --- From the shell --------------------------------------------------------------------------

shell() { # ARGUMENT...
    (cd "$prefix" && "$FEEDSCOPE" -c feedscope.conf search "$@" 2>&1)
}
like 'the shell finds what the page finds' "$(shell zebra town)" '^Zebra seen in town$'
unlike 'without colours where no terminal is' "$(shell zebra)" $'\033'
like 'by address of the feed too' "$(shell feed:two.example zebra)" '^Zebra seen in town$'
{ cat "$prefix/feedscope.conf"; echo 'index { language = "en" }'; } >"$prefix/english.conf"
like 'and by other forms of the word' \
    "$(cd "$prefix" && "$FEEDSCOPE" -c english.conf search zebras 2>&1)" '^Zebra seen in town$'
is 'as many as asked for' 3 "$(shell -n 3 paging | grep -c '^Paging report')"
like 'as JSON too' "$(shell --json zebra)" '^"total":2,"more":false'
is 'nothing found is status 1' 1 "$(shell absent >/dev/null; echo $?)"
is 'no words are status 2' 2 "$(shell >/dev/null; echo $?)"
like 'and told' "$(shell --sort size zebra)" '^feedscope: search: --sort takes score or date$'
sed 's/archive.db/none.db/' "$prefix/feedscope.conf" >"$prefix/other.conf"
like 'an archive that is not there is told' \
    "$(cd "$prefix" && "$FEEDSCOPE" -c other.conf search zebra 2>&1)" 'there is no archive .*none.db'
ok 'and not made' test ! -e "$prefix/none.db"
done_testing
