#!/bin/bash
# The search page as it is without its script: for browsers that run none, for keyboards and screen
# readers. curl runs none either; what is followed here is what the page's own form and links say.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SOURCES=$tmp/sources.conf
put_sources "$SOURCES" 'one http://one.example.org/a' 'two http://two.example.org/a'
stories=('w1|Nations agree to cut methane emissions|It took two weeks.')
for i in {1..30}; do
    stories+=("s$i|Climate talks, day $i|The glacier melts.")
done
put_feed one.example.org/a "${stories[@]}"
put_bytes two.example.org/a < <(rss 'w2|Nations agree to cut methane emissions|A deal.' \
    'c1|A climate of its own|Rain.' | sed 's/02 Nov/05 Nov/')
mkdir "$tmp/none"
harness_start "$tmp/none"

# The values of an attribute in a page on standard input, one a line.
values_of() { # ATTRIBUTE
    grep -oE "[ <]$1=\"[^\"]*\"" | sed 's/^[^"]*"//; s/"$//; s/&amp;/\&/g'
}

empty=$(fetch "$url/search")
form=$(sed -n '/<form class="search"/,/<\/form>/p' <<<"$empty")
action=$(values_of action <<<"$form")
is 'the form is one that browsers send by themselves' 'get /search' "$(values_of method <<<"$form") $action"
like 'by a button, or a return in the box' "$form" '<button type="submit">Search</button>'
name=$(grep 'type="search"' <<<"$form" | values_of name)
like 'the box has a label' "$form" "<label class=\"ask\" for=\"$(grep 'type="search"' <<<"$form" | values_of id)\">"
is 'every box to be ticked is within its label' "$(grep -c 'type="checkbox"' <<<"$form")" \
    "$(grep -c '^<label class="chip"><input type="checkbox" .*[[:alpha:]]</label>$' <<<"$form")"

results=$(fetch -G --data-urlencode "$name=climate" -d one=on -d sort=date "$url$action")
is 'what is sent is searched for' 20 "$(titles_in <<<"$results" | wc -l)"
like 'the box keeps what was typed' "$results" 'id="term" name="term" value="climate"'
like 'a source stays ticked' "$results" 'name="one" value="on" checked="checked"'
like 'and the order chosen' "$results" 'value="date" selected="selected"'
next=$(grep 'rel="next"' <<<"$results" | values_of href)
is 'the next page is a link' 10 "$(fetch "$url$next" | titles_in | wc -l)"

both=$(fetch "$url/search?term=climate")
is 'every link of the page is answered' '' "$(values_of href <<<"$both$results" | grep '^/' | sort -u |
    while read -r path; do
        [ "$(status "$url$path")" = 200 ] || echo "$path"
    done)"
narrowed=$(grep -o '<a href="[^"]*">TWO</a>' <<<"$both" | values_of href)
is 'a source beside the results narrows to it' 'A climate of its own' "$(fetch "$url$narrowed" | titles_in)"
meant=$(search climte | sed -n 's/.*Did you mean \(<a href="[^"]*"\).*/\1/p' | values_of href)
like 'a suggestion is a link' "$(fetch "$url$meant")" '31 results for'
like 'reports of one story fold by themselves' "$(search methane | tr '\n' ' ')" \
    '<details class="story"> <summary>2 sources have this story</summary>'

for page in "$empty" "$both" "$(search unfindable)"; do
    unlike 'nothing in it calls a script' "$page" ' on[a-z]+="|href="javascript:|<noscript'
    is 'its one script may come late or never' \
        '<script src="/static/search.js" defer="defer"></script>' "$(grep '<script' <<<"$page")"
    unlike 'nothing waits hidden for it' "$page" ' hidden[ =>]|aria-hidden|display: *none|<datalist'
done

first=$(grep -o '<a [^>]*>[^<]*' <<<"$both" | head -n 1)
is 'the first stop of the keyboard skips to the results' '<a class="skip" href="#main">Skip to the content' "$first"
is 'which are there once' 1 "$(grep -c 'id="main"' <<<"$both")"
is 'every part is a landmark' 'header nav form main aside footer' \
    "$(grep -oE '^<(header|nav aria-label="Site"|form|main|aside|footer)' <<<"$both" | sed 's/^<//; s/ .*//' | tr '\n' ' ' | sed 's/ $//')"
like 'the page has a language' "$both" '^<html lang="en">'
is 'and one first heading' 1 "$(grep -c '<h1>' <<<"$both")"
unlike 'nothing takes the keyboard out of its order' "$both" 'tabindex|accesskey|autofocus'
is 'each bar of the chart is a link that says what it is' 2 "$(grep -cE '^<a href="[^"]+"><title>[^<]+</title><path' <<<"$both")"
like 'the chart has a name' "$both" '<svg [^>]*role="group" aria-label="Hits by [a-z0-9 ]+"'
done_testing
