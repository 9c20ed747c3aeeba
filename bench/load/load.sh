#!/bin/bash
# Load on feedscope behind nginx, in the same sitting on the floor (the same engine behind an nginx of
# the same configuration, that sends the very page feedscope sent), and on whatever else is named:
# hey and wrk, which ask as fast as answers come, and bench/load/rate, which asks at a fixed rate and
# counts latency from when a request was due. Rounds alternate, so that what else the machine does
# falls on all.
#
#   make bench-load [ROUNDS=5] [SECONDS_EACH=2] [CONNECTIONS='1 8 64'] [RATES='500 2000']
#                   [TOOLS='hey wrk rate'] [URLS='name=http://… …'] [WORKERS=2] [FEEDS=DIR] [OUT=load]
#
# Prints a table of medians and ratios; that, the medians as JSON, a plot as SVG and every single
# result are in OUT, a folder within the build tree. FEEDS is a tree of feeds as conf/sample, which it
# is unless given; the page is what /search answers to QUERY. Ends with status 1 if any request failed.
srcdir=${srcdir:-$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)}
ROUNDS=${ROUNDS:-5}
SECONDS_EACH=${SECONDS_EACH:-2}
CONNECTIONS=${CONNECTIONS:-1 8 64}
RATES=${RATES:-500 2000}
TOOLS=${TOOLS:-hey wrk rate}
URLS=${URLS-}
WORKERS=${WORKERS:-2}
QUERY=${QUERY:-'term=politics&cnn=on&bbc=on&nyt=on'}
OUT=${OUT:-load}
# shellcheck disable=SC2034 # nginx/serve.sh reads both
{
    SERVE_ACCESS_LOG=off
    SERVE_SETTINGS="workers = $WORKERS"
}
# shellcheck source-path=SCRIPTDIR source=../../tests/e2e/harness.sh
. "$srcdir/tests/e2e/harness.sh"
mkdir -p "$OUT" && OUT=$(cd "$OUT" && pwd) || exit 1

here=$srcdir/bench/load
results=$OUT/results
floor=$tmp/floor
floor_url=
floor_pids=()

fail() { # REASON
    echo "bench-load: $1" >&2
    tap_planned=1
    exit 1
}

stop_floor() {
    local pid
    for pid in "${floor_pids[@]}"; do
        serve_stop "$pid" TERM 5
    done
    floor_pids=()
}

start_floor() {
    local port
    port=$(serve_free_port)
    floor_url=http://127.0.0.1:$port
    serve_site "$floor" "$port" "$srcdir/nginx/static"
    fetch -o "$floor/page.html" "$url/search?$QUERY"
    serve_start "$floor" floor "$top_builddir/bench/load/floor" search.sock "$WORKERS" page.html
    floor_pids+=("$serve_pid")
    serve_start_nginx "$floor"
    floor_pids+=("$serve_pid")
    serve_wait "$serve_pid" "$floor_url/search" 10
}

# --- one run: "REQUESTS/S P50 P99 MAX FAILED", in milliseconds ---------------------------------------

run_hey() { # URL CONNECTIONS
    hey -c "$2" -z "${SECONDS_EACH}s" "$1" >"$tmp/out" 2>&1 &&
        awk '/Requests\/sec:/ { rate = $2 }
            /Slowest:/        { most = $2 * 1000 }
            / 50% in /        { p50 = $3 * 1000 }
            / 99% in /        { p99 = $3 * 1000 }
            /^ *\[2[0-9][0-9]\]/ { next }
            /^ *\[[0-9]+\].*(responses|:)/ { failed += $2 ~ /^[0-9]+$/ ? $2 : substr($1, 2) }
            END               { print rate, p50, p99 ? p99 : most, most, failed + 0; exit rate == 0 }' "$tmp/out"
}

# wrk's numbers have units.
run_wrk() { # URL CONNECTIONS
    wrk --latency -t 1 -c "$2" -d "${SECONDS_EACH}s" "$1" >"$tmp/out" 2>&1 &&
        awk 'function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
            /^Requests\/sec:/      { rate = $2 }
            $1 == "Latency" && NF == 5 { most = ms($4) }
            $1 == "50%"            { p50 = ms($2) }
            $1 == "99%"            { p99 = ms($2) }
            /Non-2xx/              { failed += $NF }
            /Socket errors:/       { gsub(/,/, ""); failed += $4 + $6 + $8 + $10 }
            END                    { print rate, p50, p99, most, failed + 0; exit rate == 0 }' "$tmp/out"
}

run_rate() { # URL RATE
    "$top_builddir/bench/load/rate" -r "$2" -d "$SECONDS_EACH" "$1" >"$tmp/out"
    awk '$1 == "requests" { count = $2 } $1 == "failed" { failed = $2 } $1 == "seconds" { seconds = $2 }
         $1 == "latency"  { at[$2] = $3 * 1000 }
         END { print count / seconds, at["0.5"], at["0.99"], at["1"], failed; exit count == 0 }' "$tmp/out"
}

# --- rounds ------------------------------------------------------------------------------------------

declare -A url_of
order=()

add_target() { # NAME URL
    [[ $1 =~ ^[A-Za-z0-9-]+$ && $2 == http* ]] ||
        fail "URLS: $1=$2: NAME=URL is expected, a name of letters, digits and dashes"
    order+=("$1")
    url_of[$1]=$2
}

measure() { # ROUND TOOL LOAD
    local who line
    for who in "${order[@]}"; do
        line=$("run_$2" "${url_of[$who]}" "$3") || fail "$2 on ${url_of[$who]}: $(tail -n 3 "$tmp/out")"
        echo "run $2 $3 $1 $who $line" >>"$results"
        [ "$2" != rate ] || awk -v head="curve $3 $1 $who" \
            '$1 == "latency" { print $2, head, $2, $3 * 1000 }' "$tmp/out" | sort -g | cut -d' ' -f2- >>"$results"
    done
}

rounds() {
    local round tool load loads
    for ((round = 1; round <= ROUNDS; round++)); do
        echo "round $round of $ROUNDS" >&2
        for tool in $TOOLS; do
            [ "$tool" = rate ] && loads=$RATES || loads=$CONNECTIONS
            for load in $loads; do
                measure "$round" "$tool" "$load"
            done
        done
    done
}

report() { # FORM FILE
    awk -f "$here/read.awk" -f "$here/$1.awk" "$results" >"$OUT/$2" || fail "$2 cannot be written"
}

trap 'stop_floor; harness_end' EXIT
for tool in $TOOLS; do
    case $tool in
    rate) ;;
    hey | wrk) command -v "$tool" >/dev/null || fail "$tool is not installed: apt-get install $tool" ;;
    *) fail "TOOLS: $tool: hey, wrk and rate are known" ;;
    esac
done
harness_start "${FEEDS:-$srcdir/conf/sample}"
start_floor || fail 'the floor does not start'
add_target feedscope "$url/search?$QUERY"
add_target floor "$floor_url/search?$QUERY"
for target in $URLS; do
    add_target "${target%%=*}" "${target#*=}"
done
echo "about a page of $(stat -c %s "$floor/page.html") bytes, $WORKERS workers, $(nproc) processors, $SECONDS_EACH s each, $(date -u +%F)" >"$results"
rounds
report table table.txt
report json load.json
report svg load.svg
sed -n 's/^about //p' "$results"
cat "$OUT/table.txt"
echo "$OUT: load.svg, load.json, table.txt, results"
tap_planned=1
awk '$1 == "run" { failed += $10 } END { exit failed != 0 }' "$results"
