#!/bin/bash
# Other spellings and completions, through nginx.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a' 'two http://two.example.org/a'
put_feed one.example.org/a 'c1|Climate summit opens|Ministers met.' \
    'c2|Climate change|The glacier melts.' 'g1|Genève négocie|東京'
put_feed two.example.org/a 'p1|Parliament votes|The climber fell.'
mkdir "$tmp/none"
harness_start "$tmp/none"

suggest() { # TEXT
    fetch -G --data-urlencode "q=$1" "$url/suggest"
}

like 'another spelling is offered' "$(search 'climte sumit')" \
    'Did you mean <a href="/search\?term=climate%20summit">'
link=$(search 'climte sumit' one=on | sed -n 's/.*Did you mean <a href="\([^"]*\)".*/\1/p' | sed 's/&amp;/\&/g')
is 'its link finds what was meant' 'Climate summit opens' "$(fetch "$url$link" | titles_in)"
unlike 'what is spelled well has no other' "$(search climate)" 'Did you mean'
unlike 'nor what nothing is like' "$(search zzzzzz)" 'Did you mean'
unlike 'nor another first letter' "$(search plimate)" 'Did you mean'

is 'a word is completed, the commonest first' '["the clim",["the climate","the climber"]]' \
    "$(suggest 'the clim')"
is 'accents are folded' '["Gen",["geneve"]]' "$(suggest Gen)"
is 'nothing begins so' '["zz",[]]' "$(suggest zz)"
is 'nothing is asked' '["",[]]' "$(suggest '')"
is 'what was typed is quoted' '["\u003cb\u003e\"",[]]' "$(suggest '<b>"')"
headers=$(fetch -D - -o /dev/null "$url/suggest?q=clim")
like 'it is of the type browsers ask for' "$headers" '^Content-Type: application/x-suggestions\+json'
is 'only GET asks for it' 405 "$(status -d q=clim "$url/suggest")"

like 'the page brings the script' "$(search '')" '<script src="/static/search.js" defer="defer"></script>'
headers=$(fetch -D - -o /dev/null "$url/static/search.js")
like 'which is served as one' "$headers" '^Content-Type: (application|text)/javascript'
like 'the page lets it run' "$(fetch -D - -o /dev/null "$url/search")" \
    "^Content-Security-Policy: .*script-src 'self'; connect-src 'self'"
done_testing
