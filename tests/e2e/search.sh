#!/bin/bash
# What /search takes and answers, through nginx.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a http://one.example.org/b' \
    'two http://two.example.org/a' 'three http://three.example.org/a'
put_feed one.example.org/a \
    'z1|Mayor cuts a ribbon|A zebra crossing opens at the harbour.' \
    'z2|Zebra crossing opens|The mayor came to the harbour.' \
    'c1|Café Müller serves soup|Ångström was a guest; so was 東京.' \
    'x1|Tags &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; in a title|An &amp;amp; too.' \
    'q1|A quiet day|Nothing happened.'
mapfile -t many < <(for i in {1..45}; do echo "p$i|Paging report number $i|The council met."; done)
put_feed one.example.org/b "${many[@]}"
put_feed two.example.org/a 'z3|Zebra seen in town|It was a painted horse.' \
    't1|Only two has a walrus|It swam.' \
    'a1|Ships wait in the strait|(Agency) Forty ships have waited for ten days to pass the strait.'
put_feed three.example.org/a 'z4|Zebra born in the zoo|Both are well.' \
    't2|Three has a walrus as well|It slept.' \
    'a2|Forty ships wait|(Agency) Forty ships have waited for ten days to pass the strait.'
mkdir "$tmp/none"
harness_start "$tmp/none"

# --- Finding ---------------------------------------------------------------------------------

is 'a story is found by a word of its title' 'A quiet day' "$(titles quiet)"
is 'and by one of its summary' 'A quiet day' "$(titles happened)"
is 'every word has to be there' 'Zebra seen in town' "$(titles 'zebra horse')"
is 'in whatever order' 'Zebra seen in town' "$(titles 'horse ZEBRA')"
is 'words that no story has find nothing' '' "$(titles 'xylophone')"
like 'and the page says so' "$(search 'xylophone')" 'Nothing found for'
like 'that no story has all words is said' "$(search 'zebra walrus')" 'No story has all of'
like 'and those are marked that have some' "$(search 'zebra walrus')" 'Only some of it: 6 results'
is 'case is folded' 'Café Müller serves soup' "$(titles 'CAFÉ MÜLLER')"
is 'accents are folded in the query' 'Café Müller serves soup' "$(titles 'cafe muller')"
is 'and in the story' 'Café Müller serves soup' "$(titles 'angstrom')"
is 'accents typed in two code points too' 'Café Müller serves soup' "$(titles "$(printf 'cafe\xcc\x81')")"
is 'Chinese and Japanese are found' 'Café Müller serves soup' "$(titles '東京')"
is 'a match in the title stands before one in the summary' 'Mayor cuts a ribbon' \
    "$(titles zebra | tail -n 1)"
like 'what matches is marked' "$(search zebra)" '<mark>Zebra</mark> seen in town'
like 'with the accents it is written with' "$(search cafe)" '<mark>Café</mark> Müller'
like 'hits are counted' "$(search zebra)" '<h1>4 results for'
like 'one is one' "$(search quiet)" '<h1>1 result for'
like 'without a word the newest stories are shown' "$(search '')" 'Newest of 56 stories'
like 'what holds no word is answered' "$(search '!?')" 'There is no word in'

# --- Sources ---------------------------------------------------------------------------------

is 'a ticked source alone is searched' 'Zebra seen in town' "$(titles zebra two=on)"
is 'or several' 'Zebra born in the zoo Zebra seen in town' \
    "$(titles zebra two=on three=on | sort | xargs)"
like 'the boxes stay ticked' "$(search zebra two=on)" 'name="two" value="on" checked="checked"'
unlike 'and no others' "$(search zebra two=on)" 'name="(one|three|first)" value="on" checked'
is 'first stops at the first source that has a hit' 'Only two has a walrus' \
    "$(titles walrus first=on)"
is 'of those that are ticked' 'Three has a walrus as well' "$(titles walrus first=on three=on)"
like 'and says which' "$(search walrus first=on)" 'Only from <strong>TWO</strong>'
like 'its box stays ticked' "$(search walrus first=on)" 'name="first" value="on" checked="checked"'

# --- Stories of several sources ---------------------------------------------------------------

is 'what several sources report stands once' 1 "$(search agency | grep -c '^<h2 ')"
like 'and says so' "$(search agency)" '<summary>2 sources have this story</summary>'
is 'each report is there' 2 "$(titles agency | wc -l)"
like 'and is counted' "$(search agency)" '<h1>2 results for'

# --- Pages -----------------------------------------------------------------------------------

page_of() { # PAGE
    search paging one=on "page=$1"
}

is 'a page has 20 hits' 20 "$(page_of 1 | titles_in | wc -l)"
is 'the last has the rest' 5 "$(page_of 3 | titles_in | wc -l)"
is 'all pages together have each hit once' 45 \
    "$(for page in 1 2 3; do page_of $page; done | titles_in | sort -u | wc -l)"
like 'the total is that of all pages' "$(page_of 2)" '<h1>45 results for'
like 'a link leads on, with the same parameters' "$(page_of 2)" \
    'rel="next" href="/search\?term=paging&amp;one=on&amp;page=3"'
like 'and one back' "$(page_of 2)" 'rel="prev" href="/search\?term=paging&amp;one=on"'
unlike 'the first page has none back' "$(page_of 1)" 'rel="prev"'
unlike 'the last none on' "$(page_of 3)" 'rel="next"'
next=$(page_of 1 | sed -n 's/.*rel="next" href="\([^"]*\)".*/\1/p' | sed 's/&amp;/\&/g')
is 'following the link gives that page' "$(page_of 2 | titles_in)" "$(fetch "$url$next" | titles_in)"
like 'beyond the last page there is a way back' "$(page_of 4)" 'There is no page 4'
for page in 99999999999999999999 18446744073709551615 501 0 -1 x; do
    is "page $page is answered" 200 "$(status "$url/search?term=paging&page=$page")"
done

# --- What is sent ----------------------------------------------------------------------------

is 'POST finds what GET finds' "$(titles zebra one=on three=on)" \
    "$(fetch -d term=zebra -d one=on -d three=on "$url/search" | titles_in)"
is 'body and query are merged' 'Zebra seen in town' \
    "$(fetch -d term=zebra "$url/search?two=on" | titles_in)"
is 'the body counts first' 'A quiet day' "$(fetch -d term=quiet "$url/search?term=zebra" | titles_in)"
is 'of a repeated name the first counts' 'A quiet day' \
    "$(fetch "$url/search?term=quiet&term=zebra" | titles_in)"
is 'percent-encoding is decoded' 'Café Müller serves soup' \
    "$(fetch "$url/search?te%72m=c%61f%C3%A9+m%c3%bcller" | titles_in)"
is 'and what is none stays' 200 "$(status "$url/search?term=%zz%4&=&&%&one")"
like 'bytes that are not UTF-8 are replaced' "$(fetch "$url/search?term=quiet%FF%C3")" \
    "value=\"quiet$(printf '\xef\xbf\xbd\xef\xbf\xbd')\""
is 'and search for the rest' 'A quiet day' "$(fetch "$url/search?term=%FE%20quiet" | titles_in)"
is 'a NUL byte is no end' 'A quiet day' "$(fetch "$url/search?term=quiet%00" | titles_in)"

long=$(printf 'a%.0s' {1..4096})
is 'a term of 4 KiB is searched for' 200 "$(status -d "term=$long" "$url/search")"
is 'one byte more is refused' 400 "$(status -d "term=a$long" "$url/search")"
like 'with a page that says why' "$(fetch -d "term=a$long" "$url/search")" \
    '<p>[^<]*4097 bytes long; at most 4096'
like 'and offers the form' "$(fetch -d "term=a$long" "$url/search")" '<form class="search"'
too_many=$(printf 'w%d ' {1..65})
like 'too many words are said' "$(search "$too_many")" 'more than 64 words'
is 'and the others searched for' 200 "$(status -d "term=$too_many" "$url/search")"

# A form of SIZE bytes, whose first parameter is the term.
big_form() { # SIZE
    awk -v size="$1" 'BEGIN {
        filler = sprintf("%4000s", ""); gsub(/ /, "a", filler)
        form = "term=quiet"
        while (length(form) + 4004 <= size)
            form = form "&x=" filler
        while (length(form) < size)
            form = form "&"
        printf "%s", form
    }'
}
big_form 1048576 >"$tmp/1M"
is 'a body of 1 MiB is read' 'A quiet day' "$(fetch --data-binary "@$tmp/1M" "$url/search" | titles_in)"
big_form 1048577 >"$tmp/more"
is 'a larger one is refused' 413 "$(status --data-binary "@$tmp/more" "$url/search")"
like 'with a page that says why' "$(fetch --data-binary "@$tmp/more" "$url/search")" \
    'larger than 1048576 bytes'
is 'a body that is no form is refused' 415 \
    "$(status -H 'Content-Type: application/json' -d '{}' "$url/search")"
is 'a form with a charset is one' 200 "$(status -d term=quiet "$url/search" \
    -H 'Content-Type: application/x-www-form-urlencoded; charset=UTF-8')"
is 'an empty POST asks for the newest' 200 "$(status -d '' "$url/search")"
is 'a POST in chunks is read' 'A quiet day' \
    "$(fetch -H 'Transfer-Encoding: chunked' -d term=quiet "$url/search" | titles_in)"

# --- Hostile words ---------------------------------------------------------------------------

attack="\"'><script>alert(1)</script><img src=x onerror=alert(1)> zebra"
attack_encoded=$(od -An -v -tx1 <<<"$attack" | tr -d '\n' | tr ' ' %)
for query in "term=$attack_encoded" "term=$attack_encoded&page=2" "term=x&$attack_encoded=on" \
    "term=zebra&page=$attack_encoded"; do
    unlike 'a parameter is never markup' "$(fetch "$url/search?$query" || echo '<img')" '<script>|<img'
done
unlike 'nor is an address' "$(fetch "$url/$attack_encoded" || echo '<img')" '<script>|<img'
like 'it is shown as text' "$(search "$attack")" '&lt;script&gt;alert\(1\)'
like 'a title is not markup either' "$(search tags)" '</mark> &lt;script&gt;alert\(1\)&lt;/script&gt; in'
unlike 'nor its script' "$(search alert)" '<script>'
unlike 'a header cannot be added' "$(fetch -D - -o /dev/null "$url/search?term=x%0d%0aSet-Cookie:+a=b")" \
    '^Set-Cookie'

# --- Methods, addresses, headers ---------------------------------------------------------------

is '/ leads to the search' "302 $url/search" \
    "$(fetch -o /dev/null -w '%{http_code} %{redirect_url}' "$url/")"
is 'another address is not found' 404 "$(status "$url/nothing")"
like 'with a page' "$(fetch "$url/nothing")" '<h1>404 Not Found</h1>'
is 'addresses are exact' 404 "$(status "$url/search/")"
is 'another method is refused' 405 "$(status -X DELETE "$url/search")"
like 'and told those that are not' "$(fetch -D - -o /dev/null -X PUT -d x "$url/search")" \
    '^Allow: GET, HEAD, POST'
like 'for each page its own' "$(fetch -D - -o /dev/null -d x=y "$url/status")" '^Allow: GET, HEAD.?$'
is 'HEAD answers as GET does' "200 0" \
    "$(fetch -I -o /dev/null -w '%{http_code} %{size_download}' "$url/search?term=zebra")"
like 'with the length of what GET brings' "$(fetch -I "$url/healthz")" '^Content-Length: 3'
headers=$(fetch -D - -o /dev/null "$url/search?term=zebra")
like 'a page is HTML in UTF-8' "$headers" '^Content-Type: text/html; charset=utf-8'
like 'it runs no script but its own' "$headers" "^Content-Security-Policy: default-src 'none';"
like 'nobody frames it' "$headers" "frame-ancestors 'none'"
like 'its type is not guessed' "$headers" '^X-Content-Type-Options: nosniff'
like 'it tells nobody where one came from' "$headers" '^Referrer-Policy: no-referrer'
like 'it is asked for anew' "$headers" '^Cache-Control: no-cache'
like 'errors have the same headers' "$(fetch -D - -o /dev/null "$url/nothing")" \
    "^Content-Security-Policy: default-src 'none';"
like 'the wish for gzip is met' "$(fetch -D - -o /dev/null -H 'Accept-Encoding: gzip' "$url/search")" \
    '^Content-Encoding: gzip'
is 'unpacked it is the same' "$(titles paging)" "$(fetch --compressed "$url/search?term=paging" | titles_in)"
unlike 'without the wish it is not' "$headers" '^Content-Encoding'
for file in style.css:text/css "favicon.svg:image/svg[+]xml"; do
    headers=$(fetch -D - -o /dev/null "$url/static/${file%:*}")
    like "${file%:*} has its type" "$headers" "^Content-Type: ${file#*:}"
    like 'and may be kept' "$headers" '^Cache-Control: public, max-age='
done
is 'a connection is kept' '1 0 0' \
    "$(fetch -w '%{num_connects} ' -o /dev/null "$url/search" -o /dev/null "$url/nothing" \
        -o /dev/null "$url/search?term=zebra" | sed 's/ $//')"
done_testing
