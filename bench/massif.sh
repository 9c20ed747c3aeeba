#!/bin/bash
# A life of feedscope under valgrind's massif, behind nginx: start and first fetch, searches, three
# refreshes with changed feeds, a reload, rest, stop. A detailed snapshot is taken after each step;
# what they say stands in report.txt: what holds the memory at the peak and at the end, and what grew
# from refresh to refresh.
#
#   make bench-massif [SEARCHES=2000] [TOOL=massif|dhat] [OPTIONS='--stacks=yes …'] [OUT=massif]
#
# OPTIONS go to valgrind (--stacks=yes, --pages-as-heap=yes, --threshold=0.1). With TOOL=dhat there
# is one file, of all allocations and how long they lived. FEEDS is a tree of feeds as conf/sample,
# which it is unless given. Files stay in OUT, a folder within the build tree. With BUDGET, a file of
# lines "peak BYTES" and "growth BYTES", only what passes them is reported, and ends with status 1:
# growth is what the refreshes after the first added, which bring as many stories as that.
# PRELOAD is a library to preload into feedscope.
srcdir=${srcdir:-$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)}
SEARCHES=${SEARCHES:-2000}
TOOL=${TOOL:-massif}
OPTIONS=${OPTIONS-}
REFRESHES=${REFRESHES:-3}
REST=${REST:-3}
PRELOAD=${PRELOAD-}
QUERY=${QUERY:-'term=politics&cnn=on&bbc=on&nyt=on'}
OUT=${OUT:-massif}
mkdir -p "$OUT" || exit 1
OUT=$(cd "$OUT" && pwd)
# shellcheck disable=SC2034 # the harness and nginx/serve.sh read these
{
    SERVE_ACCESS_LOG=off
    SERVE_FETCH='interval = 1'
    WRAPPER="${PRELOAD:+env LD_PRELOAD=$PRELOAD }valgrind -q --tool=$TOOL --num-callers=40 --fair-sched=yes --$TOOL-out-file=$OUT/$TOOL.out $OPTIONS"
}
[ "$TOOL" = massif ] && WRAPPER+=' --detailed-freq=1 --max-snapshots=200 --peak-inaccuracy=0.5'
# shellcheck source-path=SCRIPTDIR source=../tests/e2e/harness.sh
. "$srcdir/tests/e2e/harness.sh"
convert=$top_builddir/bench/massif2pprof
report=$OUT/report.txt

for tool in valgrind vgdb hey ${TOOL/massif/ms_print}; do
    [ "$tool" = dhat ] || command -v "$tool" >/dev/null ||
        { echo "massif: $tool is not installed" >&2 && tap_planned=1 && exit 1; }
done

fail() { # REASON
    echo "massif: $1" >&2
    exit 1
}

# Ends a step: a snapshot of its own, where the tool has such.
step() { # NAME WORDS
    printf '%6d s  %s\n' "$SECONDS" "$2"
    [ "$TOOL" = massif ] || return 0
    rm -f "$OUT/$1.out"
    vgdb --pid="$feedscope_pid" detailed_snapshot "$OUT/$1.out" >"$tmp/vgdb" 2>&1
    [ -s "$OUT/$1.out" ] && return
    cat "$tmp/vgdb" >&2
    fail "no snapshot after $1"
}

fetched() {
    grep -c " event=fetch .* outcome=new " "$prefix/logs/feedscope.log"
}

fetched_more() { # COUNT
    [ "$(fetched)" -ge "$1" ]
}

# Every feed has other titles than before, and as many stories.
change_feeds() { # NUMBER
    local before file count
    count=$(find "$feeds" -type f | wc -l)
    before=$(fetched)
    find "$feeds" -type f | while IFS= read -r file; do
        sed -E "s/<title>(edition [0-9]+: )?/<title>edition $1: /" "$file" >"$tmp/changed" &&
            cat "$tmp/changed" >"$file" && touch -d "@$((1700000000 + $1))" "$file"
    done
    eventually 120 fetched_more $((before + count)) || fail 'feeds are not fetched anew'
}

live() {
    step fetched 'started, every feed fetched once'
    hey -m POST -c 4 -t 60 -n "$SEARCHES" "$url/search?$QUERY" >"$tmp/hey"
    grep -qE '^ *\[200\]' "$tmp/hey" || fail 'no search was answered'
    step searched "$SEARCHES searches"
    for ((i = 1; i <= REFRESHES; i++)); do
        change_feeds "$i"
        step "refresh$i" "refresh $i: every feed has changed"
    done
    kill -HUP "$feedscope_pid"
    eventually 60 grep -q ' event=reload ' "$prefix/logs/feedscope.log" || fail 'the configuration is not read again'
    step reloaded 'configuration read again'
    sleep "$REST"
    step rested 'rest'
    harness_stop_feedscope
    printf '%6d s  stopped\n' "$SECONDS"
}

# --- the report --------------------------------------------------------------------------------------

bytes() { # FILE: in its last snapshot
    awk -F= '/^mem_heap_B/ { heap = $2 } END { print heap + 0 }' "$OUT/$1.out"
}

holders() { # TITLE OPTION...
    printf '\n%s\n\n' "$1"
    "$convert" --top "${@:2}"
}

massif_report() {
    local name before
    echo "feedscope under massif: $SEARCHES searches, $REFRESHES refreshes"
    printf '\nbytes in use after each step\n\n'
    for name in fetched searched $(seq -f 'refresh%.0f' "$REFRESHES") reloaded rested; do
        printf '%12d  %s\n' "$(bytes "$name")" "$name"
    done
    holders 'what holds the memory at the peak: bytes, share, who asked for it < its callers' "$OUT/massif.out"
    holders 'and at rest, before the stop' --last "$OUT/rested.out"
    holders 'what the searches left' --last "--base=$OUT/fetched.out" "$OUT/searched.out"
    for ((before = 1; before < REFRESHES; before++)); do
        name=refresh$((before + 1))
        holders "what grew from refresh $before to refresh $((before + 1))" --last \
            "--base=$OUT/refresh$before.out" "$OUT/$name.out"
    done
    printf '\nover time\n\n'
    ms_print "$OUT/massif.out" | sed -n '/^ *[KMG]*B$/,/^Number of snapshots/p' | sed '$d'
}

dhat_report() {
    echo "feedscope under dhat: $SEARCHES searches, $REFRESHES refreshes"
    holders 'what was in use at the peak: bytes, share, who asked for it < its callers' "$OUT/dhat.out"
    holders 'what was left at the end' --last "$OUT/dhat.out"
}

# One line of the budget against what was measured, and where it went if that is more.
within() { # WHAT BYTES OPTION...
    local budget
    budget=$(awk -v what="$1" '$1 == what { print $2 }' "$BUDGET")
    [ -n "$budget" ] || fail "$BUDGET has no line of $1"
    printf '%s: %d bytes, of a budget of %d\n' "$1" "$2" "$budget"
    [ "$2" -gt "$budget" ] || return 0
    holders "$1 passes its budget; who asked for it < its callers" "${@:3}"
    return 1
}

peak_bytes() {
    awk -F= '/^mem_heap_B/ && $2 > most { most = $2 } END { print most + 0 }' "$OUT/massif.out"
}

check_budget() {
    local grown good=0
    grown=$(($(bytes "refresh$REFRESHES") - $(bytes refresh1)))
    within peak "$(peak_bytes)" "$OUT/massif.out" || good=1
    within growth "$grown" --last "--base=$OUT/refresh1.out" "$OUT/refresh$REFRESHES.out" || good=1
    return "$good"
}

harness_start "${FEEDS:-$srcdir/conf/sample}"
live
if [ -n "${BUDGET-}" ]; then
    check_budget
    status=$?
    tap_planned=1
    exit "$status"
fi
for file in "$OUT"/*.out; do
    "$convert" --last -o "$file.pb.gz" "$file" >/dev/null || exit 1
done
"$convert" -o "$OUT/$TOOL.out.pb.gz" "$OUT/$TOOL.out"
"${TOOL}_report" >"$report"
cat "$report"
echo
echo "$report; profiles for go tool pprof and flame graphs: $OUT/*.pb.gz"
tap_planned=1
