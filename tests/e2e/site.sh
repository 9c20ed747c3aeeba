#!/bin/bash
# nginx's side of the site: what it lets through, what it refuses, what it adds.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
harness_start

is 'the front door leads to the search' "302 $url/search" \
    "$(fetch -o /dev/null -w '%{http_code} %{redirect_url}' "$url/")"
is 'a search answers' 200 "$(status "$url/search?term=politics&cnn=on&bbc=on&nyt=on")"
is 'static files answer' 200 "$(status "$url/static/style.css")"
is 'nothing beside them does' 400 "$(status --path-as-is "$url/static/../../conf/sources.conf")"

# 4 KiB of term, every byte percent-encoded, in a query that nginx sends twice.
long=$(printf '%%61%.0s' {1..4090})
is 'a term of 4 KiB passes nginx in a query' 200 "$(status "$url/search?term=$long&cnn=on")"
is 'and in a form' 200 "$(status -d "term=$long&cnn=on" "$url/search")"
head -c 20000 /dev/zero | tr '\0' a >"$tmp/20k"
is 'a longer query is refused by nginx' 414 "$(status -G -d "@$tmp/20k" "$url/search")"
head -c 1200000 /dev/zero | tr '\0' a >"$tmp/big"
is 'a form above 1 MiB is refused by feedscope' 413 "$(status --data-binary "@$tmp/big" "$url/search")"
cat "$tmp/big" "$tmp/big" >"$tmp/bigger"
is 'a form above 2 MiB is refused by nginx' 413 "$(status --data-binary "@$tmp/bigger" "$url/search")"

headers=$(fetch -D - -o /dev/null --compressed "$url/search")
like 'pages are compressed' "$headers" '^Content-Encoding: gzip'
unlike 'nginx keeps its version to itself' "$headers" '^Server: nginx/'
is '/debug/ answers this machine' 200 "$(status "$url/debug/")"
is '/metrics answers this machine' 200 "$(status "$url/metrics")"
like '/debug leads to /debug/ on the same host' "$(fetch -D - -o /dev/null "$url/debug")" \
    '^Location: /debug/'
origin=http://127.0.0.1:$(sed -n 's/.*listen 127.0.0.1:\(.*\);/\1/p' "$prefix/origin.conf")
from_origin() { # CURL OPTION...
    curl -sS -m 10 -x "$origin" -o /dev/null "$@" http://rss.cnn.com/rss/cnn_us.rss
}
etag=$(from_origin -w '%header{etag}')
is 'a feed that has not changed is not sent again' 304 "$(
    from_origin -w '%{http_code}' -H "If-None-Match: $etag"
)"

if serve_has_ipv6; then
    is 'IPv6 answers too' 200 "$(status "http://[::1]:${url##*:}/search")"
else
    skip 'IPv6 answers too' 'this machine has none'
fi

harness_stop_feedscope
ok 'feedscope takes its sockets along' test -z "$(find "$prefix" -type s)"
is 'without feedscope nginx says so' 502 "$(status "$url/search")"
like 'with a page' "$(fetch "$url/search")" 'not answering'
harness_start_feedscope
is 'and goes on once it is back' 200 "$(status "$url/search?term=politics&cnn=on")"
done_testing
