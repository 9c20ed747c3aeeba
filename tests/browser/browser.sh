# shellcheck shell=bash
# What the browser tests share; source it after the harness. Skips, with what is missing, where
# there is no browser. For the scripts: $here is this folder, $chromium the browser.

here=$srcdir/tests/browser
modules=$top_builddir/tests/browser/node_modules

# The two packages of package-lock.json, kept in the build folder; installed anew when that changes.
install_modules() {
    local into=${modules%/*}
    mkdir -p "$into"
    exec 9>"$into/.installing"
    flock 9 # another test may be at it
    cmp -s "$here/package-lock.json" "$modules/.lock" && return
    for file in package.json package-lock.json .npmrc; do
        [ "$here/$file" -ef "$into/$file" ] || cp "$here/$file" "$into/"
    done
    (cd "$into" && npm ci --ignore-scripts) >"$into/npm.log" 2>&1 || return
    cp "$here/package-lock.json" "$modules/.lock"
}

# Runs a script that says TAP, plan and all.
browse() { # SCRIPT ARGUMENT...
    local script=$1
    shift
    tap_planned=1
    NODE_PATH=$modules node "$here/$script" "$chromium" "$@" || {
        tap_failed=1
        exit 1
    }
}

chromium=$(command -v chromium || command -v chromium-browser) ||
    skip_all 'chromium is not installed'
command -v node >/dev/null || skip_all 'node is not installed'
command -v npm >/dev/null || skip_all 'npm is not installed'
install_modules || skip_all 'npm could not install playwright-core and axe-core'
exec 9>&-
