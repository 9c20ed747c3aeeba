#!/bin/bash
# Drives a real site, with the sample feeds, in a headless Chromium: page.js.
# shellcheck source=../e2e/harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"
# shellcheck source=browser.sh
. "$srcdir/tests/browser/browser.sh"

# One feed is missing, so that pages have a failure to tell of.
cp -r "$srcdir/conf/sample" "$tmp/sample"
chmod -R u+w "$tmp/sample"
rm "$tmp/sample/rss.cnn.com/rss/cnn_us.rss"
harness_start "$tmp/sample"
browse page.js "$url"
