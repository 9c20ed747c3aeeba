#!/bin/bash
# Drives a real site, with the sample feeds, in a headless Chromium: page.js. Skips, with what is
# missing, where there is no browser.
# shellcheck source=../e2e/harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

here=$srcdir/tests/browser
modules=$top_builddir/tests/browser/node_modules

# The two packages of package-lock.json, kept in the build folder; installed anew when that changes.
install_modules() {
    local into=${modules%/*}
    mkdir -p "$into"
    cmp -s "$here/package-lock.json" "$modules/.lock" && return
    for file in package.json package-lock.json .npmrc; do
        [ "$here/$file" -ef "$into/$file" ] || cp "$here/$file" "$into/"
    done
    (cd "$into" && npm ci --ignore-scripts) >"$into/npm.log" 2>&1 || return
    cp "$here/package-lock.json" "$modules/.lock"
}

chromium=$(command -v chromium || command -v chromium-browser) ||
    skip_all 'chromium is not installed'
command -v node >/dev/null || skip_all 'node is not installed'
command -v npm >/dev/null || skip_all 'npm is not installed'
install_modules || skip_all 'npm could not install playwright-core and axe-core'

# One feed is missing, so that pages have a failure to tell of.
cp -r "$srcdir/conf/sample" "$tmp/sample"
chmod -R u+w "$tmp/sample"
rm "$tmp/sample/rss.cnn.com/rss/cnn_us.rss"
harness_start "$tmp/sample"

# The plan is page.js's own.
tap_planned=1
NODE_PATH=$modules node "$here/page.js" "$url" "$chromium" || {
    tap_failed=1
    exit 1
}
