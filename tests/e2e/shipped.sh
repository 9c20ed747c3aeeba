#!/bin/bash
# What is shipped beside the program is sound: samples, site, unit, manuals, scripts.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

# One test for COMMAND, skipped where its first word is not installed.
with() { # NAME COMMAND...
    if command -v "$2" >/dev/null; then
        ok "$@"
    else
        skip "$1" "$2 is not installed"
    fi
}

cd "$srcdir" || exit

mapfile -t urls < <(grep -o 'http://[^"]*' conf/sources.conf)
for feed in "${urls[@]}"; do
    sample=conf/sample/${feed#http://}
    with "the sample for $feed is well-formed" xmllint --noout "$sample"
    items=$(grep -cE '<(item|entry)[ >]' "$sample")
    ok 'and has 20 items or more' test "$items" -ge 20
done
for source in rss.cnn.com feeds.bbci.co.uk rss.nytimes.com; do
    ok "$source has news of politics" grep -rqiw politics "conf/sample/$source"
done

paths=(SBINDIR=/usr/sbin SYSCONFDIR=/etc PKGDATADIR="$tmp/share" STATIC="$tmp/static"
    SEARCH_SOCKET=/run/feedscope/search.sock ADMIN_SOCKET=/run/feedscope/admin.sock)
mkdir -p "$tmp/share/nginx"
for name in feedscope locations upstreams; do
    serve_render "$name.conf" "${paths[@]}" >"$tmp/share/nginx/$name.conf"
done
sed -i 's/listen \(.*\)80;/listen \18080;/' "$tmp/share/nginx/feedscope.conf"
printf 'pid "%s"; events { } http { access_log off; include "%s"; }\n' \
    "$tmp/pid" "$tmp/share/nginx/feedscope.conf" >"$tmp/nginx.conf"
if [ -n "$(serve_nginx)" ]; then
    ok 'nginx takes the installed site' "$(serve_nginx)" -t -e "$tmp/error.log" -c "$tmp/nginx.conf"
else
    skip 'nginx takes the installed site' 'nginx is not installed'
fi

not_ok 'a template without all its values is an error' nginx/render.sh nginx/origin.conf.in FEEDS=x
# shellcheck disable=SC2016 # nginx's own variable
is 'values are put in as they are' 'root "/a\&b @X@ \n c/$feed_host";' "$(
    nginx/render.sh nginx/origin.conf.in 'FEEDS=/a\&b @X@ \n c' ORIGIN_PORT=1 |
        sed -n 's/^ *\(root.*\)/\1/p'
)"

nginx/render.sh conf/feedscope.conf.in SYSCONFDIR="$tmp/etc" >"$tmp/feedscope.conf"
mkdir -p "$tmp/etc/feedscope"
cp conf/sources.conf "$tmp/etc/feedscope"
ok 'feedscope takes the shipped configuration' "$FEEDSCOPE" -t -c "$tmp/feedscope.conf"

nginx/render.sh conf/feedscope.service.in SBINDIR=/bin SYSCONFDIR=/etc |
    sed 's|/bin/feedscope|/bin/true|; /^Documentation/d' >"$tmp/feedscope.service"
with 'systemd takes the unit' systemd-analyze verify --man=no "$tmp/feedscope.service"
for page in conf/feedscope.8 conf/feedscope.conf.5; do
    with "$page is good mdoc" mandoc -Tlint -W warning "$page"
done
with 'shellcheck has no word against the scripts' shellcheck \
    bootstrap .ci/run nginx/*.sh tests/e2e/*.sh
done_testing
