#!/bin/bash
# A session under massif names a leak and a growth that were planted, and so do its profiles.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

cc=${CC:-gcc}
for tool in valgrind vgdb ms_print hey go xml2-config "$cc"; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done
! grep -qaE '__(asan|tsan)_init' "$FEEDSCOPE" || skip_all 'valgrind does not run a sanitizer'
source=$srcdir/tests/e2e/planted.c
# shellcheck disable=SC2046 # words
"$cc" -g -O1 -D_GNU_SOURCE -shared -fPIC $(xml2-config --cflags) -o "$tmp/planted.so" "$source" -ldl ||
    skip_all 'it does not compile'

out=$tmp/session
PRELOAD=$tmp/planted.so SEARCHES=40 REFRESHES=2 REST=0 OUT=$out "$srcdir/bench/massif.sh" >"$tmp/said" 2>&1
is 'the session ends well' 0 $? || diagnose <"$tmp/said"

place() { # WORDS: "function (planted.c:LINE)" of the line that says so
    echo "$2 (planted\.c:$(grep -n "$1" "$source" | cut -d: -f1))" | sed 's/[()]/\\&/g'
}

section() { # WORDS: the report's lines from those that begin so to the next such
    awk -v words="$1" 'index($0, words) == 1 { on = 1; print; next } on && /^[a-z]/ { exit } on' "$out/report.txt"
}

leak=$(place 'the leak' lose_a_block)
growth=$(place 'the growth' keep_a_block)
like 'the leak is named by function and line' "$(section 'and at rest')" "^ +[0-9]{6,7} .* $leak"
like 'as what searches left, above all else' "$(section 'what the searches left' | sed -n 3p)" "^ +8[0-9]{5} .* $leak"
# 20000 of each feed; a buffer of the index may grow by more in the same while.
like 'the growth is among what refreshes add' "$(section 'what grew from refresh 1 to refresh 2' | sed -n 3,6p)" \
    "^ +2[0-9]{5} .* $growth"

pprof() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof -unit=B "$@" 2>&1
}

difference() { # OPTION...
    pprof "${@:3}" -base "$out/$1.out.pb.gz" "$out/$2.out.pb.gz"
}

first() {
    awk '$1 == "flat" { getline; print $1, $6 }'
}

like 'go tool pprof -base names the leak first' "$(difference fetched searched -top | first)" '^8[0-9]{5}B lose_a_block$'
like 'with its line' "$(difference fetched searched -source_path "$srcdir/tests/e2e" -list lose_a_block)" '8[0-9]{5}B .*/\* the leak'
like 'and the growth' "$(difference refresh1 refresh2 -top)" '^ *2[0-9]{5}B .* keep_a_block$'
like 'with its line, too' "$(difference refresh1 refresh2 -source_path "$srcdir/tests/e2e" -list keep_a_block)" '2[0-9]{5}B .*/\* the growth'
done_testing
