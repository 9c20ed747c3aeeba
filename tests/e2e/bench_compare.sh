#!/bin/bash
# Results of benchmarks are kept, counted alike twice, and compared.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

compare=$top_builddir/bench/bench-compare
[ -x "$compare" ] || skip_all 'bench/bench-compare is not built'

results() { # FACTOR: what 5 rounds could have printed, slower by so much
    awk -v f="$1" 'BEGIN {
        print "goos: linux\npkg: feedscope"
        printf "BenchmarkPage/newest-1 \t 20\t %d instructions/op\n", 100000 * f
        for (i = 0; i < 5; i++) {
            printf "BenchmarkPage/newest-1 \t 100\t %d ns/op\t 50.1 MB/s\t 64 B/op\t 0 allocs/op\n", (1000 + i) * f
            printf "BenchmarkSame-1 \t 100\t %d ns/op\t 0 B/op\t 0 allocs/op\n", 500 + i
        }
        print "PASS" }'
}
results 1 >"$tmp/before"
results 1.2 >"$tmp/after"
results 1.003 >"$tmp/near"
"$compare" "$tmp/before" "$tmp/after" >"$tmp/out"
is 'a change alone is no failure' 0 $?
like 'instructions are told' "$(cat "$tmp/out")" '^Page/newest-1 +100\.0k +120\.0k +\+20\.00%$'
like 'times by their medians, spread and likelihood' "$(cat "$tmp/out")" \
    '^Page/newest-1 +1\.002us ± +0% +1\.202us ± +0% +\+19\.96%  \(p=0\.008 n=5\+5\)$'
like 'what did not change is no change' "$(cat "$tmp/out")" '^Same-1 .* ~  \(p=1\.000 n=5\+5\)$'
unlike 'nothing allocated is no news' "$(sed -n '/^B\/op/,$p' "$tmp/out")" '^Same'
like 'all together are summed up' "$(cat "$tmp/out")" '^geometric mean +\+9\.53%$'
"$compare" -threshold 10 "$tmp/before" "$tmp/after" >/dev/null 2>"$tmp/err"
is 'beyond a bound it is one' 1 $?
like 'that is named' "$(cat "$tmp/err")" '^bench-compare: Page/newest-1: instructions/op is worse by more than 10%$'
ok 'within the bound it is none' "$compare" -threshold 25 "$tmp/before" "$tmp/after"
ok 'nor the other way round' "$compare" -threshold 0 "$tmp/after" "$tmp/before"
like 'instructions within the error of counting are the same' \
    "$("$compare" -units instructions/op "$tmp/before" "$tmp/near")" '^Page/newest-1 .* ~$'
refuses() { # WHAT STATUS ARGUMENT...
    "$compare" "${@:3}" >/dev/null 2>"$tmp/err"
    is "$1 is refused" "$2" $?
}
refuses 'a file that is not there' 2 "$tmp/none" "$tmp/after"
refuses 'a file without results' 2 "$srcdir/LICENSE" "$tmp/after"
like 'and said what is missing' "$(cat "$tmp/err")" "LICENSE: no line of a benchmark's results"
refuses 'a threshold that is none' 2 -threshold x "$tmp/before" "$tmp/after"
refuses 'one file alone' 2 "$tmp/before"

saves() {
    local bench=$top_builddir/bench/feedscope-bench name here=$tmp/build
    mkdir -p "$here/bench"
    ln -s "$bench" "$here/bench/feedscope-bench"
    for name in one two; do
        ok "results are kept as $name" env NAME=$name COUNT=4 BENCHTIME=1ms BENCH='RssSearch|Tokenize/f|Page/n' \
            top_builddir="$here" "$srcdir/bench/save.sh"
    done
    is 'instructions and times' "3 12" "$(awk '/instructions\/op/ { a++ } / ns\/op/ { b++ } END { print a, b }' "$here/bench/saved/one")"
    echo "# $(grep -h instr "$here/bench/saved/one" "$here/bench/saved/two" | sort | awk '{ printf "%s %s  ", $1, $3 }')"
    ok 'two counts of one program are the same within 0.5 %' \
        "$compare" -units instructions/op -threshold 0.5 "$here/bench/saved/one" "$here/bench/saved/two"
    unlike 'all of them' "$("$compare" -units instructions/op "$here/bench/saved/one" "$here/bench/saved/two")" '^[A-Z].*[0-9]%$'
    not_ok 'a name that is a path is refused' env NAME=../x top_builddir="$here" "$srcdir/bench/save.sh"
}
if ! command -v valgrind >/dev/null; then
    skip 'results are kept' 'valgrind is not installed'
elif grep -qaE '__(asan|tsan)_init' "$top_builddir/bench/feedscope-bench"; then
    skip 'results are kept' 'valgrind does not run a sanitizer'
else
    saves
fi
done_testing
