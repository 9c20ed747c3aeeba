#!/bin/bash
# Profiles name functions by themselves: with debugging information in the program, in a file beside
# it, or nowhere; and they never ask a server for it.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

for tool in go strip objcopy nm; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done

source=$srcdir/tests/e2e/symbols_program.c
program=$tmp/bin/program
mkdir -p "$tmp/bin"
cp "$top_builddir/tests/e2e/symbols_program" "$program"

pprof() { # OPTION... FILE
    HOME=$tmp PPROF_TMPDIR=$tmp go tool pprof "$@" 2>&1
}

profile() { # FILE: what the program writes
    "$program" </dev/null >"$1" || harness_bail "the program fails: $program"
}

# "FUNCTION FILE:LINE" of the frames from work_inlined on. A sanitizer lets more of those be seen
# that take the stack.
frames() { # FILE
    pprof -raw "$1" | sed -nE '/^Locations/,/^Mappings/s/^ .* ([^ ]+ [^ ]*:[0-9]+) s=[0-9]+$/\1/p' |
        grep -vE '^(pp_stack_capture|_*interceptor_backtrace|backtrace) '
}

marked() { # FUNCTION: "FILE:LINE" of its marked line
    grep -n "/[*] line of $1 [*]/" "$source" | sed "s|:.*||; s|^|$source:|"
}

whole=$(printf '%s\n' "work_inlined $(marked work_inlined)" "work_hidden $(marked work_hidden)" \
    "work_shown $(marked work_shown)" "implementation $(marked implementation)")

# --- all in the program ----------------------------------------------------------------------

profile "$tmp/full"
raw=$(pprof -raw "$tmp/full")
is 'functions, files and lines are in the profile, inlined frames too' "$whole" \
    "$(frames "$tmp/full" | head -n 4)"
like 'main follows' "$(frames "$tmp/full")" "^main $source:[0-9]+\$"
like 'the start lines of functions are there' "$raw" \
    " work_shown .* s=$(grep -n 'int work_shown(void)$' "$source" | sed 's/:.*//')\$"
like 'the program is the first mapping, and is known whole' "$raw" \
    "^1: 0x[0-9a-f]+/0x[0-9a-f]+/0x[0-9a-f]+ $program [0-9a-f]{40} \[FN\]\[FL\]\[LN\]\[IN\]\$"
like 'comments are there' "$raw" '^Comment: depth [0-9]+$'
like 'a listing finds the source' "$(pprof -list '^work_shown$' "$tmp/full")" \
    ' 10ms +[0-9]+:    return work_hidden\(\) \+ 1;'
like 'labels are there' "$(pprof -tags "$tmp/full")" '\): /search$'
like 'a number is no size' "$(pprof -tags "$tmp/full")" '\): 7$'
like 'samples are found by a number' \
    "$(pprof -top -tagfocus request=7 "$tmp/full")" ' work_shown$'
unlike 'and not by another' \
    "$(pprof -top -tagfocus request=8 "$tmp/full")" ' work_shown$'

# --- the file is gone by the time --------------------------------------------------------------

mkfifo "$tmp/go"
"$program" <"$tmp/go" >"$tmp/gone" &
pid=$!
exec 9>"$tmp/go"
mv "$program" "$program.old"
cp /bin/true "$program"
exec 9>&-
wait "$pid"
is 'a program that was replaced while it ran still knows itself' "$whole" \
    "$(frames "$tmp/gone" | head -n 4)"
mv "$program.old" "$program"

# --- elsewhere, or nowhere -----------------------------------------------------------------------

objcopy --only-keep-debug "$program" "$tmp/bin/program.debug"
strip "$program"
profile "$tmp/stripped"
is 'stripped, exported functions are named, the others by module and offset' \
    'program+0x work_shown work_chosen main' \
    "$(frames "$tmp/stripped" | sed 's/ .*//; s/0x.*/0x/' | head -n 4 | paste -sd' ')"
unlike 'and there is no file' "$(frames "$tmp/stripped" | head -n 4)" ':[1-9]|/'
offset=$(frames "$tmp/stripped" | sed -n '1s/^program+\(0x[0-9a-f]*\) .*/\1/p')
is 'the offset is where the function begins in the file' work_hidden \
    "$(nm "$tmp/bin/program.debug" | awk -v at="$(printf '%016x' "$offset")" '$1 == at { print $3 }')"

objcopy --add-gnu-debuglink="$tmp/bin/program.debug" "$program"
profile "$tmp/linked"
is 'a debug file beside the program is used' "$whole" "$(frames "$tmp/linked" | head -n 4)"
mkdir "$tmp/bin/.debug"
mv "$tmp/bin/program.debug" "$tmp/bin/.debug/program.debug"
profile "$tmp/linked"
is 'and one in .debug' "$whole" "$(frames "$tmp/linked" | head -n 4)"
printf x >>"$tmp/bin/.debug/program.debug"
profile "$tmp/linked"
is 'one that is not the program'\''s is not' 'program+0x' \
    "$(frames "$tmp/linked" | sed -n '1s/0x.*/0x/p')"

# --- feedscope itself ------------------------------------------------------------------------

own_names() { # FILE: of what others may use, but for copies of a library's data (NAME@VERSION)
    nm -D --defined-only "$1" | awk '$3 !~ /@/ { print $3 }' | sort -u
}

# A program's name goes before a library's, so none of ours may be one that a library calls its own
# function by; malloc_conf is meant to be jemalloc's, and a sanitizer's names are its own.
taken_names() {
    local library
    own_names "$FEEDSCOPE" >"$tmp/own"
    ldd "$FEEDSCOPE" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | while IFS= read -r library; do
        nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u |
            comm -12 - "$tmp/own"
    done | grep -vE '^(malloc_conf|__(asan|tsan|ubsan)_.*)$'
}

strip -o "$tmp/feedscope" "$FEEDSCOPE"
like 'a stripped feedscope has the names of its functions' "$(own_names "$tmp/feedscope")" \
    '^search_page$'
is 'of which no library has one too' '' "$(taken_names)"

FEEDSCOPE=$tmp/feedscope
harness_start
threads=$(pprof -top "$url/debug/pprof/goroutine")
like 'and shows them in its profiles' "$threads" ' main$'
like 'and the others by module and offset' "$threads" ' feedscope\+0x[0-9a-f]+$'
harness_stop

# --- servers ---------------------------------------------------------------------------------------

rm -r "$tmp/bin/.debug"
# A client of debuginfod makes its cache when it asks, even when nobody answers.
export DEBUGINFOD_URLS=http://127.0.0.1:1/ DEBUGINFOD_CACHE_PATH=$tmp/debuginfod
if "$program" ask </dev/null && [ -e "$DEBUGINFOD_CACHE_PATH" ]; then
    rm -rf "$DEBUGINFOD_CACHE_PATH"
    profile "$tmp/asked"
    not_ok 'no server is asked for debugging information' test -e "$DEBUGINFOD_CACHE_PATH"
else
    skip 'no server is asked for debugging information' 'libdebuginfod is not installed'
fi

done_testing
