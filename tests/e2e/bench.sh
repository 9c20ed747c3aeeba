#!/bin/bash
# Benchmarks have go test's flags and output, and their profiles are what Go's tools open.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

bench=$top_builddir/bench/feedscope-bench
[ -x "$bench" ] || skip_all 'bench/feedscope-bench is not built'
! grep -qaE '__(asan|tsan)_init' "$bench" || skip_all 'a sanitizer has replaced the allocator already'
export FEEDS=$srcdir/conf/sample

run() { # FLAG...
    "$bench" "$@" >"$tmp/out" 2>"$tmp/err"
}

run -list .
is 'all have names' 0 $?
is 'of one kind' 0 "$(grep -cvE '^Benchmark[A-Z][A-Za-z0-9]*(/[a-z0-9_=]+)?$' "$tmp/out")"
like 'one searches a feed' "$(cat "$tmp/out")" '^BenchmarkRssSearch$'
names=$(wc -l <"$tmp/out")

run -bench . -benchtime 1x -benchmem
is 'each of them runs' 0 $?
is 'once' "$names" "$(grep -cE '^Benchmark[^ ]+-1 +	 +1	' "$tmp/out")"
like 'benchstat knows the machine' "$(cat "$tmp/out")" '^goos: linux$'
like 'it passes' "$(tail -n 2 "$tmp/out")" '^PASS$'

run -bench 'RssSearch' -benchtime 3x -benchmem -count 2 -cpu 1,2
is 'counts and CPUs' 'BenchmarkRssSearch-1 BenchmarkRssSearch-1 BenchmarkRssSearch-2 BenchmarkRssSearch-2' \
    "$(awk '/^Benchmark/ { printf "%s%s", sep, $1; sep = " " }' "$tmp/out")"
like 'nanoseconds, throughput, own figures, memory' "$(grep -m 1 ^Bench "$tmp/out")" \
    '^BenchmarkRssSearch-1 .*	 +3	 +[0-9.]+ ns/op	 +[0-9.]+ MB/s	 +[1-9][0-9.]* hits/op	 +[1-9][0-9]* B/op	 +[1-9][0-9]* allocs/op$'
run -bench 'Query/and2' -benchtime 100x -benchmem
like 'a search allocates nothing' "$(grep ^Bench "$tmp/out")" ' 0 allocs/op$'

run -bench 'RssSearch' -benchtime 700ms -cpuprofile "$tmp/cpu.out" -memprofile "$tmp/mem.out" \
    -blockprofile "$tmp/block.out" -mutexprofile "$tmp/mutex.out" -trace "$tmp/trace.out"
is 'with all profiles' 0 $?
operations=$(awk '/^Benchmark/ { print $2; exit }' "$tmp/out")
ok 'for as long as it was told' test "$operations" -gt 10

for refused in '-bench' '-bench [' '-benchtime 3' '-benchtime 0x' '-cpu 1,x' '-count 0' '-none 1' 'RssSearch'; do
    # shellcheck disable=SC2086 # words
    run $refused
    is "$refused is refused" 2 $?
    like 'and why' "$(cat "$tmp/err")" '^feedscope-bench: .*: .*'
done
run -bench NoSuchThing
is 'what matches nothing fails' 1 $?
like 'and says how to find a name' "$(cat "$tmp/err")" 'list'
run -bench RssSearch -cpuprofile "$tmp/none/cpu.out"
is 'a profile that cannot be written fails' 1 $?
like 'and says which' "$(cat "$tmp/err")" 'none/cpu.out: No such file'

pprof() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof "$@" 2>&1
}

opened_by_go() {
    local profile memory
    like 'the CPU profile names what ran' "$(pprof -top -cum "$bench" "$tmp/cpu.out")" ' feed_parse$'
    like 'its lines are shown' "$(pprof -list '^parse_and_search$' "$bench" "$tmp/cpu.out")" \
        'index_add\(index, doc.items'
    memory=$(pprof -top -sample_index=alloc_space "$bench" "$tmp/mem.out")
    like 'memory is told by who asked for it' "$memory" '^ +[1-9][0-9.]*[kMG]?B .* mem_[a-z]+( \(inline\))?$'
    unlike 'not by malloc' "$memory" ' (malloc|counted|realloc)( \(inline\))?$'
    for profile in block mutex; do
        like "the $profile profile opens" "$(pprof -top "$bench" "$tmp/$profile.out")" '^Type: delay$'
    done
    HOME=$tmp go tool trace -pprof=sched "$tmp/trace.out" >"$tmp/sched" 2>"$tmp/err"
    is 'the trace opens' 0 $?
}

if command -v go >/dev/null; then
    opened_by_go
else
    skip 'profiles are opened' 'go is not installed'
fi
done_testing
