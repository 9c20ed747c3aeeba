#!/bin/bash
# The dashboard and the flame graphs of a real site in a headless Chromium: admin.js. What profiles
# the pages of flame_pages show is known to the last byte.
# shellcheck source=../e2e/harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=browser.sh
. "$srcdir/tests/browser/browser.sh"

for page in alone compared empty large; do
    "$top_builddir/tests/browser/flame_pages" "$page" >"$tmp/$page.html" ||
        harness_bail "flame_pages $page failed"
done
harness_start
browse admin.js "$url" "$tmp"
