# shellcheck shell=bash
# What the end-to-end, browser and load tests share: a real feedscope behind a real nginx in a
# folder of their own, and TAP. Source it from a bash script:
#
#     . "${srcdir:-.}/tests/e2e/harness.sh"
#     harness_start                      # the sample feeds, all fetched
#     is 'search answers' 200 "$(status "$url/search")"
#     done_testing
#
# Many may run at a time: folder and ports are each one's own. Whatever way the script ends, both
# programs are stopped and the folder is removed; when something failed their logs are shown first.
#
# For the scripts: $url is the site, $tmp the folder, $feeds the feeds being served (a copy: change
# it freely), $prefix the servers' folder, whose logs/ has feedscope.log, error.log, access.log and
# origin.log. SERVE_FETCH and SERVE_SETTINGS (see nginx/serve.sh) add to feedscope.conf, SOURCES
# names another sources.conf.
#
# From the environment: srcdir, top_builddir (as automake's tests have them; by hand, the clone and
# its build/), FEEDSCOPE (the program), WRAPPER (words before it, as "valgrind -q").
set -u

# make check-valgrind is for the unit tests: it would run a script as it is, once more.
if [ -n "${VALGRIND-}" ]; then
    echo "1..0 # SKIP valgrind runs programs, not scripts"
    exit 0
fi

srcdir=$(cd "${srcdir:-"${BASH_SOURCE[0]%/*}/../.."}" && pwd -P)
top_builddir=$(cd "${top_builddir:-$srcdir/build}" && pwd -P)
FEEDSCOPE=${FEEDSCOPE:-$top_builddir/src/feedscope}
# shellcheck source=../../nginx/serve.sh
. "$srcdir/nginx/serve.sh"

tmp=$(mktemp -d "${TMPDIR:-/tmp}/feedscope-test.XXXXXX")
prefix=$tmp/serve
feeds=$tmp/feeds
url=
nginx_pid=
feedscope_pid=
tap_count=0
tap_failed=0
tap_planned=

# --- TAP -------------------------------------------------------------------------------------

tap() { # "ok"|"not ok" NAME
    tap_count=$((tap_count + 1))
    [ "$1" = ok ] || tap_failed=$((tap_failed + 1))
    printf '%s %d - %s\n' "$1" "$tap_count" "$2"
}

# Each line of standard input as a diagnostic.
diagnose() {
    sed 's/^/# /' | cut -c 1-400
}

# One test: COMMAND succeeds. Its output is shown only if it does not.
ok() { # NAME COMMAND...
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        tap ok "$name"
    else
        tap 'not ok' "$name"
        printf '%s\n' "failed: $*" "$output" | diagnose
        return 1
    fi
}

not_ok() { # NAME COMMAND...: COMMAND fails
    ok "$1" fails "${@:2}"
}

fails() {
    ! "$@"
}

is() { # NAME EXPECTED ACTUAL
    if [ "$2" = "$3" ]; then
        tap ok "$1"
    else
        tap 'not ok' "$1"
        printf '%s\n' "expected: $2" "     got: $3" | diagnose
        return 1
    fi
}

like() { # NAME TEXT PATTERN: an extended regular expression matches a line of TEXT
    if grep -qE -e "$3" <<<"$2"; then
        tap ok "$1"
    else
        tap 'not ok' "$1"
        { echo "nothing matches: $3" && head -n 20 <<<"$2"; } | diagnose
        return 1
    fi
}

unlike() { # NAME TEXT PATTERN
    if grep -E -e "$3" <<<"$2" >"$tmp/unlike"; then
        tap 'not ok' "$1"
        { echo "should not match: $3" && head -n 5 "$tmp/unlike"; } | diagnose
        return 1
    fi
    tap ok "$1"
}

skip() { # NAME REASON
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

skip_all() { # REASON
    tap_planned=1
    echo "1..0 # SKIP $1"
    exit 0
}

# What a sanitizer, if it was built with one, wrote into the programs' logs.
harness_reports() {
    grep -rhE -A 40 --include='*.log' '(Address|Leak|Thread|Memory)Sanitizer|: runtime error: ' "$tmp"
}

# The plan, at the end, and the exit: automake counts each result by itself. Both programs are
# stopped before, as some reports come at their end.
done_testing() {
    local reports
    harness_stop
    if reports=$(harness_reports); then
        tap 'not ok' 'no sanitizer reports anything'
        head -n 100 <<<"$reports" | diagnose
    fi
    tap_planned=1
    echo "1..$tap_count"
    exit 0
}

# --- The two programs ------------------------------------------------------------------------

# curl without the environment's proxies and with a bound on its time.
fetch() {
    curl -sS --noproxy '*' -m 60 "$@"
}

status() { # [CURL OPTION...] URL
    fetch -o /dev/null -w '%{http_code}' "$@"
}

# Waits until COMMAND succeeds, at most SECONDS.
eventually() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

# Starts nginx, and the origin proxy within it, on free ports; again on others if someone was
# quicker to take one.
harness_start_nginx() {
    local port origin_port try
    for ((try = 0; try < 5; try++)); do
        port=$(serve_free_port) origin_port=$(serve_free_port)
        url=http://127.0.0.1:$port
        serve_site "$prefix" "$port" "$srcdir/nginx/static"
        serve_origin "$prefix" "$origin_port" "$feeds"
        serve_settings "$prefix" "${SOURCES:-$srcdir/conf/sources.conf}" "$origin_port"
        serve_start_nginx "$prefix"
        nginx_pid=$serve_pid
        serve_wait "$nginx_pid" "$url/robots.txt" 10 && return
        serve_stop "$nginx_pid" TERM 5
        nginx_pid=
    done
    harness_bail 'nginx does not start'
}

harness_start_feedscope() {
    # shellcheck disable=SC2086 # WRAPPER is words
    serve_start "$prefix" feedscope ${WRAPPER-} "$FEEDSCOPE" -c feedscope.conf
    feedscope_pid=$serve_pid
    serve_wait "$feedscope_pid" "$url/healthz" 60 || harness_bail 'feedscope does not start'
}

harness_stop_feedscope() { # [SIGNAL]
    serve_stop "$feedscope_pid" "${1:-TERM}" 30
    local late=$?
    feedscope_pid=
    return "$late"
}

harness_stop_nginx() {
    serve_stop "$nginx_pid" TERM 10
    nginx_pid=
}

# How many feeds have been fetched since feedscope.log began with one of these outcomes.
harness_fetched() { # OUTCOME|...
    sed -nE "s/.* event=fetch url=(\"[^\"]*\"|[^ ]*) outcome=($1) .*/\1/p" \
        "$prefix/logs/feedscope.log" | sort -u | wc -l
}

harness_all_fetched() {
    local wanted
    wanted=$(grep -o '"https\?://' "${SOURCES:-$srcdir/conf/sources.conf}" | wc -l)
    [ "$(harness_fetched 'new|unchanged|failed')" -ge "$wanted" ]
}

# Starts both over a copy of a tree of feeds, and waits until every feed has been fetched once: what
# feedscope logs as fetched can be found.
harness_start() { # [TREE]
    [ -x "$FEEDSCOPE" ] || harness_bail "there is no $FEEDSCOPE: build it first"
    [ -n "$(serve_nginx)" ] || skip_all 'nginx is not installed'
    mkdir -p "$feeds"
    cp -rL "${1:-$srcdir/conf/sample}/." "$feeds"
    chmod -R u+w "$feeds" # distcheck's sources are read-only
    harness_start_nginx
    harness_start_feedscope
    eventually 60 harness_all_fetched || harness_bail 'not every feed was fetched within a minute'
}

harness_bail() { # REASON
    tap 'not ok' "$1"
    done_testing
}

harness_stop() {
    [ -z "$feedscope_pid" ] || harness_stop_feedscope || echo '# feedscope had to be killed'
    [ -z "$nginx_pid" ] || harness_stop_nginx
}

harness_end() {
    trap '' INT TERM HUP
    harness_stop
    if [ "$tap_failed" != 0 ] || [ -z "$tap_planned" ]; then
        tail -n 40 "$prefix"/logs/feedscope.log "$prefix"/logs/nginx.log "$prefix"/logs/error.log \
            2>/dev/null | diagnose
    fi
    rm -rf "$tmp"
}

trap harness_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
