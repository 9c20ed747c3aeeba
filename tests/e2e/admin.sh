#!/bin/bash
# /metrics and /debug/: what they say, who may ask, and that they answer whatever searches do.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=stories.sh
. "$srcdir/tests/e2e/stories.sh"

SERVE_FETCH='interval = 1'
SERVE_SETTINGS='workers = 1'
harness_start

metric() { # NAME{LABELS}
    fetch "$url/metrics" | awk -v name="$1" '$1 == name { print $2 }'
}

# --- Prometheus' text format -----------------------------------------------------------------

# Says what is wrong with a page in that format, version 0.0.4, line by line.
check_metrics() {
    awk '
    function wrong(what) {
        printf "line %d: %s: %s\n", NR, what, $0
    }
    BEGIN {
        name = "[a-zA-Z_:][a-zA-Z0-9_:]*"
        label = "[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\[\\\\\"n])*\""
        value = "([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?Inf|NaN)"
    }
    /^# HELP / {
        if ($0 !~ "^# HELP " name " .+$") wrong("no help")
        if (helped[$3]++) wrong("helped twice")
        next
    }
    /^# TYPE / {
        if ($0 !~ "^# TYPE " name " (counter|gauge|histogram|summary|untyped)$") wrong("no type")
        if (($3 in type)) wrong("typed twice")
        if (!($3 in helped)) wrong("type without help before it")
        type[$3] = $4
        family = $3
        next
    }
    /^#/ { wrong("neither help nor type"); next }
    {
        if ($0 !~ "^" name "([{]" label "(," label ")*[}])? " value "$") wrong("no sample")
        base = $0
        sub(/[{ ].*/, "", base)
        stem = base
        if (type[family] ~ /histogram|summary/) sub(/_(bucket|sum|count)$/, "", stem)
        if (stem != family) wrong("not below its own type")
        if (type[family] == "counter" && (base !~ /_total$/ || $NF < 0)) wrong("no counter")
        series = $0
        sub(/ [^ ]*$/, "", series)
        if (seen[series]++) wrong("a sample twice")
        samples++
    }
    END { if (samples < 10) print "only " samples " samples" }' "$1"
}

fetch "$url/metrics" >"$tmp/metrics"
is 'every line of /metrics is well-formed' '' "$(check_metrics "$tmp/metrics")"
is 'the last ends with a newline' '0a' "$(tail -c 1 "$tmp/metrics" | od -An -tx1 | tr -d ' ')"
printf '# HELP a b\n# TYPE a counter\na_total 1\nb{c="d} 1\n' >"$tmp/bad"
is 'which a bad page is not' 5 "$(check_metrics "$tmp/bad" | wc -l)"
like 'its type is that of the format' "$(fetch -D - -o /dev/null "$url/metrics")" \
    '^Content-Type: text/plain; version=0.0.4'

# --- Counting --------------------------------------------------------------------------------

searches='feedscope_http_requests_total{server="search",status="2xx"}'
refused='feedscope_http_requests_total{server="search",status="4xx"}'
own='feedscope_http_requests_total{server="admin",status="2xx"}'
before="$(metric "$searches") $(metric "$refused")"
for _ in 1 2 3 4 5; do
    search politics >/dev/null
done
status "$url/nothing" >/dev/null
is 'requests are counted by how they ended' "$((${before% *} + 5)) $((${before#* } + 1))" \
    "$(metric "$searches") $(metric "$refused")"
before=$(metric "$own")
is 'those for metrics too' $((before + 1)) "$(metric "$own")"
bytes='feedscope_http_response_body_bytes_total{server="search"}'
before=$(metric "$bytes")
sent=$(search politics | wc -c)
is 'and bytes' $((before + sent)) "$(metric "$bytes")"
like 'stories are as many as the search page says' "$(search '')" \
    "Newest of $(metric feedscope_index_items) stories"

good() {
    [ "$(metric 'feedscope_feeds{health="good"}')" = "$1" ]
}
ok 'twelve feeds are good' eventually 20 good 12
rm "$feeds/rss.cnn.com/rss/cnn_us.rss"
ok 'eleven when one is missing' eventually 20 good 11
is 'which is failing' 1 "$(metric 'feedscope_feeds{health="failing"}')"
before=$(metric feedscope_index_generation)
put_feed rss.cnn.com/rss/cnn_us.rss 'n1|A new story|It is.'
ok 'and good once it is back' eventually 20 good 12
ok 'what it brought is published' test "$(metric feedscope_index_generation)" -gt "$before"

# --- Pages -----------------------------------------------------------------------------------

like '/debug/ lists the pages' "$(fetch "$url/debug/")" 'href="/metrics"'
is 'what is not in the list is not found' 404 "$(status "$url/debug/nothing")"
like 'with a page' "$(fetch "$url/debug/nothing")" '<h1>404 Not Found</h1>'
is 'metrics are not posted to' 405 "$(status -d x=y "$url/metrics")"

# --- Who may ask -----------------------------------------------------------------------------

if [ "$(status --interface 127.0.0.2 "$url/search")" = 200 ]; then
    for path in /metrics /debug/ //metrics /%6detrics /./metrics /search/../metrics '/metrics?x=y' \
        /debug/pprof/ //debug/ /%64ebug/ /debug/../debug/; do
        is "another address may not have $path" 403 \
            "$(status --path-as-is --interface 127.0.0.2 "$url$path")"
    done
    is 'whatever it says of itself' 403 "$(status --interface 127.0.0.2 \
        -H 'X-Forwarded-For: 127.0.0.1' -H 'X-Real-IP: 127.0.0.1' "$url/metrics")"
else
    skip 'another address may not have /metrics' 'curl cannot call from 127.0.0.2 here'
fi

# Each socket by itself, without nginx's own places before it.
search_port=$(serve_free_port)
admin_port=$(serve_free_port)
for socket in search:$search_port admin:$admin_port; do
    cat <<EOF
server {
    listen 127.0.0.1:${socket#*:};
    fastcgi_keep_conn on;
    fastcgi_param REQUEST_METHOD \$request_method;
    fastcgi_param REQUEST_URI \$request_uri;
    fastcgi_param QUERY_STRING \$query_string;
    location / { fastcgi_pass feedscope_${socket%:*}; }
}
EOF
done >"$prefix/origin.direct.conf"
kill -HUP "$nginx_pid"
serve_wait "$nginx_pid" "http://127.0.0.1:$search_port/search" 20
for path in /metrics /debug/ /debug/pprof/; do
    is "the search socket does not know $path" 404 "$(status "http://127.0.0.1:$search_port$path")"
done
is 'nor the admin socket /search' 404 "$(status "http://127.0.0.1:$admin_port/search")"
is 'which answers as well' 200 "$(status "http://127.0.0.1:$admin_port/metrics")"

# --- While all search workers are busy -------------------------------------------------------

if command -v hey >/dev/null; then
    hey -c 32 -z 60s "$url/search?term=politics" >"$tmp/hey" 2>&1 &
    hey=$!
    busy() {
        [ "$(metric 'feedscope_workers_busy{server="search"}')" = 1 ]
    }
    ok 'the only search worker is busy' eventually 20 busy
    for _ in {1..20}; do
        fetch -m 5 -o /dev/null -w '%{http_code} %{time_total}\n' "$url/metrics"
    done >"$tmp/times"
    kill -INT "$hey"
    wait "$hey"
    is 'metrics are answered all the same' 20 "$(grep -c '^200 ' "$tmp/times")"
    echo "# the slowest of them in $(sort -k2,2n "$tmp/times" | tail -n 1 | cut -d' ' -f2) s"
    unlike 'nor did a search fail' "$(cat "$tmp/hey")" 'Error distribution|^ *\[[345][0-9][0-9]\]'
else
    skip 'metrics are answered all the same' 'hey is not installed'
fi
done_testing
