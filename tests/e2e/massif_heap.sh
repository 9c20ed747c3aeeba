#!/bin/bash
# Under valgrind's massif the heap's page is massif's own snapshot.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

for tool in valgrind vgdb go; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done
! grep -qaE '__(asan|tsan)_init' "$FEEDSCOPE" || skip_all 'valgrind does not run a sanitizer'
# shellcheck disable=SC2034 # the harness reads both
{
    SERVE_FETCH='interval = 3600'
    WRAPPER="valgrind -q --tool=massif --massif-out-file=$tmp/massif.out"
}
harness_start
heap=$url/debug/pprof/heap

pprof() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof -unit=B "$@" 2>&1
}

is 'the heap is answered' 200 "$(fetch -o "$tmp/heap.pb" -w '%{http_code}' "$heap")"
like 'as what it is' "$(pprof -comments "$tmp/heap.pb")" "^massif's own snapshot, exact, not sampled: [0-9]+ bytes"
like 'with our functions' "$(pprof -top -cum "$tmp/heap.pb")" ' main$'
vgdb --pid="$feedscope_pid" detailed_snapshot "$tmp/own.out" >/dev/null 2>&1
own=$(awk -F= '/^mem_heap_B/ { print $2 }' "$tmp/own.out")
served=$(pprof -raw "$tmp/heap.pb" |
    awk '/^Samples/ { on = 1 } /^Locations/ { on = 0 } on && $4 ~ /^[0-9]+:$/ { sum += $4 } END { print sum + 0 }')
# The answer itself takes some 18 kB while it is made.
ok "and massif's total, within 1%" awk -v a="$own" -v b="$served" \
    'BEGIN { exit !(a > 0 && b > 0 && a / b < 1.01 && b / a < 1.01) }'
"$top_builddir/bench/massif2pprof" --last -o "$tmp/own.pb.gz" "$tmp/own.out" >/dev/null
converted=$(pprof -raw "$tmp/own.pb.gz" |
    awk '/^Samples/ { on = 1 } /^Locations/ { on = 0 } on && $1 ~ /^[0-9]+:$/ { sum += $1 } END { print sum + 0 }')
tree=$(sed -n 's/^n[0-9]*: \([0-9]*\) .*/\1/p' "$tmp/own.out" | head -n 1)
is "massif's tree and the profile made of it are the same to the byte" "$tree" "$converted"
ok "and are massif's total, within 1%" awk -v a="$own" -v b="$converted" \
    'BEGIN { exit !(a > 0 && b > 0 && a / b < 1.01 && b / a < 1.01) }'
echo "# bytes: $own of massif, $tree of its tree, $converted of its profile, $served of the page"
like 'so is its text' "$(fetch "$heap?debug=1")" '^heap profile: 0: [1-9][0-9]* \[0: 0\] @ heap/'
is 'a difference is taken' 200 "$(fetch -o "$tmp/delta.pb" -w '%{http_code}' "$heap?seconds=1")"
like 'and opens' "$(pprof -top "$tmp/delta.pb")" '^Type: inuse_space$'
is 'there is a flame graph' 200 "$(status "$url/debug/pprof/flame?profile=heap")"
is 'what massif does not count is refused' 501 "$(status "$url/debug/pprof/allocs")"
is 'searches are answered' 200 "$(status "$url/search?term=politics")"
done_testing
