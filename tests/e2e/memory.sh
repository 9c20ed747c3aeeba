#!/bin/bash
# What go tool pprof makes of known allocations and waits: amounts, a leak between two snapshots,
# the same figures in both forms, who waited and who held.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

command -v go >/dev/null || skip_all 'go is not installed'
program=$top_builddir/tests/e2e/memory_program
blocks=256 expected=512 # of each place, and their MB

tool() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof -symbolize=none "$@" 2>&1
}

top() { # OPTION... FILE: every node
    tool -top -nodecount=0 -nodefraction=0 -edgefraction=0 "$@"
}

# A node's own share as a whole number in the unit that was asked for; 0 when there is none.
flat() { # FUNCTION, from `top`
    awk -v name="$1" '$NF == name { found = $1 } END { printf "%.0f\n", found }'
}

total() { # from `top`
    sed -nE 's/^Showing nodes accounting for .* of (-?[0-9.]+)[A-Za-z]* total$/\1/p' | awk '{ printf "%.0f\n", $1 }'
}

near() { # NAME EXPECTED ACTUAL PERCENT
    ok "$1: $3 of $2" test "$3" -ge $(($2 - $2 * $4 / 100)) -a "$3" -le $(($2 + $2 * $4 / 100))
}

"$program" "$tmp" 2>"$tmp/why"
status=$?

# --- memory ------------------------------------------------------------------------------------

check_heap() {
    local figures difference
    figures=$(top -inuse_space -unit=mb "$tmp/before")
    near 'what is kept, in MB' $expected "$(flat allocate_steady <<<"$figures")" 10
    is 'what was freed is not in use' 0 "$(flat churn <<<"$figures")"
    near 'in all' $expected "$(total <<<"$figures")" 15
    figures=$(top -inuse_objects "$tmp/before")
    near 'blocks kept' $blocks "$(flat allocate_steady <<<"$figures")" 10
    figures=$(top -unit=mb "$tmp/allocs")
    like 'allocs shows what was ever allocated' "$figures" '^Type: alloc_space$'
    near 'what was freed is among it' $((2 * expected)) "$(flat churn <<<"$figures")" 10
    figures=$(top -alloc_objects "$tmp/allocs")
    near 'by blocks too' $((2 * blocks)) "$(flat churn <<<"$figures")" 10
    unlike 'the leaf is who called malloc' "$(top -inuse_space "$tmp/after")" ' (malloc|je_|prof_)'

    difference=$(top -inuse_space -unit=mb -base "$tmp/before" "$tmp/after")
    near 'the leak is the difference, in MB' $expected "$(flat leak <<<"$difference")" 10
    is 'what was there before is not' 0 "$(flat allocate_steady <<<"$difference")"
    ok 'nothing else is large' large_is_only_leak "$difference"
    check_text
}

# Blocks of the stack that has most in use, which is the leak's or as large, as pprof scales them.
text_objects() {
    tool -raw -inuse_objects "$tmp/after.txt" | sed -n '/^Samples:/,/^Locations/p' |
        awk '$4 + 0 > most { most = $4 + 0; objects = $3 } END { print objects }'
}

large_is_only_leak() { # TOP
    awk '/flat%/ { within = 1; next } within && $NF != "leak" && ($1 > 20 || $1 < -20) { print; bad = 1 }
        END { exit bad || !within }' <<<"$1"
}

check_text() {
    like 'the text says twice the rate' "$(head -n 1 "$tmp/after.txt")" \
        '^heap profile: [0-9]+: [0-9]+ \[[0-9]+: [0-9]+\] @ heap/1048576$'
    like "and Go's figures" "$(cat "$tmp/after.txt")" '^# HeapAlloc = [1-9][0-9]+$'
    # Its readers scale what it says. All that is ever allocated grows by writing a profile.
    near 'the text comes to as many MB in use' "$(top -inuse_space -unit=mb "$tmp/after" | total)" \
        "$(top -inuse_space -unit=mb "$tmp/after.txt" | total)" 1
    near 'and blocks' "$(top -inuse_objects "$tmp/after" | flat leak)" "$(text_objects)" 3
}

if [ "$status" = 3 ]; then
    like 'without samples it is said what to do' "$(cat "$tmp/why")" \
        '^before: .*(-ljemalloc|PPROF_MALLOC_CONF|massif)'
else
    is 'the program writes its profiles' 0 "$status"
    check_heap
fi

# --- locks -------------------------------------------------------------------------------------

# Five waits of 20 ms; a loaded machine makes them longer.
check_delay() { # NAME FUNCTION FILE
    local found
    found=$(top -cum -unit=ms "$3" | awk -v name="$2" '$NF == name { printf "%.0f", $4 }')
    ok "$1: ${found:=0} ms" test "$found" -ge 50
}
check_delay 'block blames who waits' waiter "$tmp/block"
check_delay 'mutex blames who holds' holder "$tmp/mutex"
unlike 'and nobody else' "$(top "$tmp/mutex")" ' waiter$'
like 'by the name of the lock' "$(tool -tags "$tmp/mutex")" ': fought$'
near 'the text of block has as many ms' "$(top -unit=ms "$tmp/block" | total)" \
    "$(top -unit=ms "$tmp/block.txt" | total)" 1
near 'and that of mutex' "$(top -unit=ms "$tmp/mutex" | total)" \
    "$(top -unit=ms "$tmp/mutex.txt" | total)" 1
like 'it pairs the waiter with the holder' \
    "$(sed -n '/^# holder of "fought"/,/^$/p' "$tmp/block.txt")" '	holder\+0x'
like 'and the holder with the waiter' \
    "$(sed -n '/^# waiter of "fought"/,/^$/p' "$tmp/mutex.txt")" '	waiter\+0x'

# --- valgrind ----------------------------------------------------------------------------------

if ! command -v valgrind >/dev/null; then
    skip 'under valgrind it is said what to do' 'valgrind is not installed'
elif ldd "$program" | grep -qE 'lib(asan|tsan|ubsan)'; then
    skip 'under valgrind it is said what to do' 'it was built with a sanitizer'
else
    valgrind -q "$program" "$tmp" 2>"$tmp/why"
    is 'under valgrind there is no heap profile' 3 $?
    like 'and it is said what to do' "$(cat "$tmp/why")" '^before: .*(--tool=massif|-ljemalloc)'
fi
done_testing
