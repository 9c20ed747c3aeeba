#!/bin/bash
# Drives a real site, with the sample feeds, in a headless Chromium: page.js. Says TAP; skips, with
# what is missing, where there is no browser. FEEDSCOPE names the program under test.
set -u
here=$(cd "${srcdir:-.}/tests/browser" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
FEEDSCOPE=${FEEDSCOPE:-$build/src/feedscope}
# shellcheck source=nginx/serve.sh
. "$here/../../nginx/serve.sh"

skip() {
    echo "1..0 # SKIP $*"
    exit 0
}

fail() {
    echo "Bail out! $*"
    tail -n 5 "$site"/logs/*.log | sed 's/^/# /'
    exit 1
}

# The two packages of package-lock.json, kept in the build folder; made anew when that changes.
install_modules() {
    modules=$build/tests/browser/node_modules
    mkdir -p "${modules%/*}"
    cmp -s "$here/package-lock.json" "$modules/.lock" && return
    for file in package.json package-lock.json .npmrc; do
        [ "$here/$file" -ef "${modules%/*}/$file" ] || cp "$here/$file" "${modules%/*}/"
    done
    (cd "${modules%/*}" && npm ci --ignore-scripts) >"${modules%/*}/npm.log" 2>&1 || return
    cp "$here/package-lock.json" "$modules/.lock"
}

chromium=$(command -v chromium || command -v chromium-browser) || skip 'chromium is not installed'
command -v node >/dev/null || skip 'node is not installed'
command -v npm >/dev/null || skip 'npm is not installed'
serve_nginx >/dev/null || skip 'nginx is not installed'
install_modules || skip 'npm could not install playwright-core and axe-core'

site=$(mktemp -d)
nginx_pid=
feedscope_pid=
trap 'trap - EXIT; [ -z "$nginx_pid" ] || serve_stop "$nginx_pid" QUIT 5
    [ -z "$feedscope_pid" ] || serve_stop "$feedscope_pid" TERM 10; rm -rf "$site"' EXIT
trap 'exit 1' INT TERM HUP

# One feed is missing, so that pages have a failure to tell of.
cp -r "$here/../../conf/sample" "$site/feeds"
chmod -R u+w "$site/feeds"
rm "$site/feeds/rss.cnn.com/rss/cnn_us.rss"
port=$(serve_free_port)
origin=$(serve_free_port)
serve_site "$site" "$port" "$here/../../nginx/static"
serve_origin "$site" "$origin" "$site/feeds"
serve_settings "$site" "$here/../../conf/sources.conf" "$origin"
serve_start_nginx "$site"
nginx_pid=$serve_pid
serve_wait "$nginx_pid" "http://127.0.0.1:$port/robots.txt" 10 || fail 'nginx did not start'
serve_start_feedscope "$site" "$FEEDSCOPE"
feedscope_pid=$serve_pid
serve_wait "$feedscope_pid" "http://127.0.0.1:$port/healthz" 30 || fail 'feedscope did not start'
for ((i = 0; i < 300; i++)); do
    curl -fs --noproxy '*' "http://127.0.0.1:$port/status" | grep -q '>waiting<' || break
    sleep 0.1
done

NODE_PATH=$modules node "$here/page.js" "http://127.0.0.1:$port" "$chromium"
