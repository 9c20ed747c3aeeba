#!/bin/bash
# Files of valgrind's massif and dhat become profiles in which nothing is lost.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

for tool in valgrind ms_print go; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done
program=$top_builddir/tests/e2e/massif_program
! grep -qaE '__(asan|tsan)_init' "$program" || skip_all 'valgrind does not run a sanitizer'
convert=$top_builddir/bench/massif2pprof

under() { # TOOL FILE [ARGUMENT]
    valgrind -q "--tool=$1" ${EXACTLY:+"$EXACTLY"} "--$1-out-file=$tmp/$2" "$program" "${@:3}" >/dev/null 2>&1
}

pprof() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof -unit=B "$@" 2>&1
}

# Bytes, or a count, of a function by itself.
flat() { # INDEX FUNCTION FILE [OPTION...]
    pprof -sample_index="$1" -top "${@:4}" "$3" |
        awk -v f="$2" '$6 == f { sub(/B$/, "", $1); print $1; found = 1 } END { if (!found) print 0 }'
}

EXACTLY=--peak-inaccuracy=0.0
ok 'massif runs' under massif m.out
is 'its peak is converted' "$tmp/m.out.pb.gz: " "$("$convert" "$tmp/m.out" | grep -o '^.*: ')"
peak=$(awk -F= '/^mem_heap_B/ && $2 > n { n = $2 } END { print n }' "$tmp/m.out")
is 'to its last byte' "$peak" "$(pprof -raw "$tmp/m.out.pb.gz" |
    awk '/^Samples/ { on = 1 } /^Locations/ { on = 0 } on && $1 ~ /^[0-9]+:$/ { sum += $1 } END { print sum + 0 }')"
is 'named by function' 2000000 "$(flat inuse_space keep "$tmp/m.out.pb.gz")"
like 'file and line' "$(pprof -source_path "$srcdir/tests/e2e" -list '^keep$' "$tmp/m.out.pb.gz")" '2000000B +[0-9]+: +return memset\(malloc'
like 'whose snapshot it is' "$(pprof -comments "$tmp/m.out.pb.gz")" '^massif, snapshot [0-9]+, the peak: 2005000 bytes'
like 'snapshots are listed' "$("$convert" --list "$tmp/m.out")" '^ +[0-9]+ +[0-9]+ +2005000 .* peak$'

ok 'once more, with a leak' under massif leak.out more
"$convert" -o "$tmp/leak.pb.gz" "$tmp/leak.out" >/dev/null
is 'which the difference names, and nothing else' 2000000 \
    "$(flat inuse_space keep "$tmp/leak.pb.gz" -base "$tmp/m.out.pb.gz")"
is 'standard output is taken, too' "$(cksum <"$tmp/leak.pb.gz")" \
    "$("$convert" -o - "$tmp/leak.out" | cksum)"

EXACTLY=
ok 'dhat runs' under dhat d.out
"$convert" "$tmp/d.out" >/dev/null
is 'all bytes ever' 1000000 "$(flat alloc_space drop "$tmp/d.out.pb.gz")"
is 'all blocks ever' 200 "$(flat alloc_objects drop "$tmp/d.out.pb.gz")"
is 'bytes at the peak' 2000000 "$(flat inuse_space keep "$tmp/d.out.pb.gz")"
is 'blocks at the peak' 200 "$(flat inuse_objects keep "$tmp/d.out.pb.gz")"
"$convert" --last -o "$tmp/last.pb.gz" "$tmp/d.out" >/dev/null
is 'what was dropped is not there at the end' 0 "$(flat inuse_space drop "$tmp/last.pb.gz")"

refuses() { # WHAT ARGUMENT...
    "$convert" "${@:2}" >"$tmp/said" 2>&1
    is "$1 is refused" 1 $?
}
refuses 'a snapshot that is not there' --snapshot=99999 "$tmp/m.out"
like 'and where to look is said' "$(cat "$tmp/said")" 'no snapshot 99999 .*--list'
refuses 'what is no output of massif' "$srcdir/README.md"
like 'and why' "$(cat "$tmp/said")" 'line 1: this is no output of massif'
refuses 'a file that is not there' "$tmp/none"
head -c 600 "$tmp/d.out" >"$tmp/cut.out"
refuses 'a file cut short' "$tmp/cut.out"
like 'by its reader' "$(cat "$tmp/said")" 'malformed JSON'
done_testing
