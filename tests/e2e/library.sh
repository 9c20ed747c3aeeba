#!/bin/bash
# libpprof as others have it: its header, its manual, and a program that is built from what
# `make install` lays down and links nothing else of ours.
# shellcheck source=harness.sh
. "${srcdir:-.}/tests/e2e/harness.sh"

header=$srcdir/src/pprof/pprof.h
example=$srcdir/tests/example/example.c
cc=${CC:-gcc}
export PPROF_TMPDIR=$tmp
export HOME=$tmp

# --- The header ------------------------------------------------------------------------------

cat >"$tmp/user.c" <<'END'
#include <pprof.h>
PPROF_MALLOC_CONF;
struct pprof_mutex lock = PPROF_MUTEX_INITIALIZER("lock");
int main(void)
{
    pprof_region_begin("main");
    pprof_region_end("main");
    pprof_task_end(pprof_task_begin("task"));
    pprof_log("category", "message");
}
END
for standard in c99 c11 c2x; do
    ok "the header is strict $standard" "$cc" -std=$standard -pedantic-errors -Wall -Wextra \
        -Wconversion -Werror -fsyntax-only -I "${header%/*}" "$tmp/user.c"
done
if command -v g++ >/dev/null; then
    ok 'and C++' g++ -x c++ -std=c++11 -pedantic-errors -Wall -Wextra -Wconversion -Werror \
        -fsyntax-only -I "${header%/*}" "$tmp/user.c"
else
    skip 'and C++' 'g++ is not installed'
fi

# The functions that the header declares, by the compiler's word.
declared() {
    gcc -x c -fsyntax-only -aux-info "$tmp/aux" "$header" &&
        sed -nE 's|^/\* [^ ]*/pprof\.h:.*[ *](pprof_[a-z0-9_]+) \(.*|\1|p' "$tmp/aux" | sort -u
}

declared >"$tmp/declared"
ok 'there are functions' test "$(wc -l <"$tmp/declared")" -gt 40
# Those that end in an underscore are what the inline functions are made of.
grep -v '_$' "$tmp/declared" >"$tmp/public"

# --- The manual ------------------------------------------------------------------------------

pages=("$srcdir"/src/pprof/man/*.3)
if command -v mandoc >/dev/null; then
    for page in "${pages[@]}"; do
        ok "${page##*/} is good mdoc" mandoc -Tlint -W warning "$page"
    done
else
    skip 'the pages are good mdoc' 'mandoc is not installed'
fi

# Prints the prototypes of a page's synopsis as C.
prototypes() { # PAGE
    awk '
    function words(from,    i, text) { # the macro line as arguments, quotes kept together
        text = ""
        for (i = from; i <= count; i++) text = text (text == "" ? "" : ", ") word[i]
        return text == "" ? "void" : text
    }
    function split_words(line) {
        count = 0
        while (match(line, /^ *("[^"]*"|[^ "]+)/)) {
            word[++count] = substr(line, RSTART, RLENGTH)
            gsub(/^ *"?|"$/, "", word[count])
            line = substr(line, RSTART + RLENGTH)
        }
    }
    /^\.Sh/ { on = $2 == "SYNOPSIS"; next }
    !on { next }
    { split_words($0) }
    word[1] == ".Ft" { type = substr($0, 5) }
    word[1] == ".Fn" && word[2] ~ /^pprof_/ { print type, word[2] "(" words(3) ");" }
    word[1] == ".Fo" { name = word[2]; args = "" }
    word[1] == ".Fa" { args = args (args == "" ? "" : ", ") word[2] }
    word[1] == ".Fc" { print type, name "(" args ");" }' "$1"
}

{
    echo '#include <pprof.h>'
    for page in "${pages[@]}"; do
        prototypes "$page"
    done
} >"$tmp/manual.c"
ok 'the manual has the prototypes of the header' "$cc" -fsyntax-only -I "${header%/*}" "$tmp/manual.c"
# Sorts standard input and prints where it differs from the sorted FILE.
differs() { # FILE
    sort | diff "$1" - | grep '^[<>]'
}
is 'of every function, and no other' '' \
    "$(sed -nE 's/.*[ *](pprof_[a-z0-9_]+)\(.*/\1/p' "$tmp/manual.c" | differs "$tmp/public")"
is 'and says of each who may call it' '' \
    "$(sed -n '/^\.Sh SAFETY/,/^\.Ed/s/^\.It Fn \(pprof_[a-z0-9_]*\) Ta .* Ta \(yes\|no\)\b.*/\1/p' \
        "${pages[@]}" | differs "$tmp/public")"
is "its example is the one that is tested" "$(cat "$example")" \
    "$(sed -n '/^\.Bd -literal$/,/^\.Ed$/p' "$srcdir/src/pprof/man/pprof.3" |
        sed -n '/^\/\* /,/^\.Ed/p' | sed '$d; s/\\e/\\/g')"

# The fields of memstats with their words, each on a line.
fields_in_code() {
    sed -n '/pp_memstats_fields\[\] = {/,/^};/p' "$srcdir/src/pprof/memstats.c" | tr -d '\n' |
        sed 's/),/)\n/g; s/" *"//g' | sed -nE 's/.*FIELD\("([A-Za-z]+)", [a-z_]+, *"(.*)"\)/\1 \2/p'
}

fields_in_manual() {
    sed -n '/^\.Ss memstats/,/^\.El/p' "$srcdir/src/pprof/man/pprof_var.3" | tr '\n' ' ' |
        sed 's/ \.El.*//; s/ \.It Cm /\n/g' | tail -n +2
    echo
}

fields_in_code >"$tmp/fields"
ok 'memstats has fields' test "$(wc -l <"$tmp/fields")" -gt 20
is 'the manual explains them with the same words' "$(cat "$tmp/fields")" "$(fields_in_manual)"

# --- Installed -------------------------------------------------------------------------------

if grep -qE '^(SANITIZE_FLAGS = .*-fsan|CODE_COVERAGE_ENABLED = yes)' "$top_builddir/Makefile"; then
    skip 'what is installed' 'a library with instruments needs programs with the same'
    done_testing
fi

dest=$tmp/dest
# The make that runs the tests has a job server and a destination of its own.
ok 'make install' env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u DESTDIR \
    make -C "$top_builddir" V=0 install DESTDIR="$dest" || done_testing
pc=$(find "$dest" -name pprof.pc)
export PKG_CONFIG_PATH=${pc%/*}
export PKG_CONFIG_SYSROOT_DIR=$dest
libdir=$(pkg-config --variable=libdir pprof)
man3=$(find "$dest" -path '*/man3')
while read -r name; do
    [ -e "$man3/$name.3" ] || echo "$name"
done <"$tmp/public" >"$tmp/missing"
is 'every function has a page by its name' '' "$(cat "$tmp/missing")"
ok 'the header is there' cmp "$header" "$(find "$dest" -name pprof.h)"

shared=$libdir/libpprof.so
# The inline functions are not in the library; beside the others there is the variable they read.
grep '\*/ static' "$tmp/aux" |
    sed -nE 's/.*[ *](pprof_[a-z0-9_]+) \(.*/\1/p' | sort -u >"$tmp/inline"
{ comm -23 "$tmp/declared" "$tmp/inline" && echo pprof_trace_on; } | sort >"$tmp/exports"
is 'the library exports what the header declares, no more and no less' '' \
    "$(nm -D --defined-only "$shared" | awk '{ print $3 }' | differs "$tmp/exports")"
is 'it needs the libraries that it says it does, and no other' 'libc.so libdw.so libelf.so libm.so libz.so' \
    "$(readelf -d "$shared" | sed -nE 's/.*\(NEEDED\).*\[(ld-linux.*|(lib[a-z]+\.so).*)\]/\2/p' |
        grep . | sort | tr '\n' ' ' | sed 's/ $//')"

# --- A program of someone else's -------------------------------------------------------------

# Builds the example with these words after it, and runs it into a folder of that name.
build_and_run() { # NAME WORDS...
    local name=$1
    shift
    mkdir -p "$tmp/$name"
    # shellcheck disable=SC2046 # words
    ok "the example builds: $name" "$cc" -std=c11 -O2 -g -fno-omit-frame-pointer -Wall -Wextra \
        -Werror -o "$tmp/$name/example" $(pkg-config --cflags pprof) "$tmp/example.c" "$@" &&
        ok 'and runs' env LD_LIBRARY_PATH="$libdir" "$tmp/$name/example" "$tmp/$name"
}

# FUNCTION, or what it calls, is in a profile.
shows() { # FOLDER FILE FUNCTION [FLAG...]
    like "$2 of $1 names $3${4:+ with ${*:4}}" \
        "$(go tool pprof -symbolize=none -nodefraction=0 -top -cum "${@:4}" "$tmp/$1/$2" 2>&1)" \
        "^ *[^ ]+ +[^ ]+ +[^ ]+ +[0-9.]*[1-9][^ ]* +[^ ]+ +$3( \(inline\))?\$"
}

check_profiles() { # FOLDER
    if ! command -v go >/dev/null; then
        skip "go reads the profiles of $1" 'go is not installed'
        return
    fi
    shows "$1" cpu fill_page
    shows "$1" cpu work -tagfocus worker=one
    for type in alloc_space alloc_objects inuse_space inuse_objects; do
        shows "$1" heap make_page -sample_index=$type
        shows "$1" allocs make_page -sample_index=$type
    done
    shows "$1" block work -sample_index=delay
    shows "$1" mutex work -sample_index=delay
    shows "$1" goroutine work
    shows "$1" threadcreate main
    go tool trace -pprof=sync "$tmp/$1/trace" >"$tmp/$1/sync" 2>"$tmp/$1/sync.err"
    shows "$1" sync work
}

cp "$example" "$tmp/example.c"
# shellcheck disable=SC2046 # words
if build_and_run shared $(pkg-config --libs pprof) -ljemalloc; then
    like 'with the shared library' "$(readelf -d "$tmp/shared/example")" 'NEEDED.*libpprof\.so\.0'
    check_profiles shared
fi
# shellcheck disable=SC2046 # words
if build_and_run static $(pkg-config --static --libs pprof | sed 's/-lpprof/-l:libpprof.a/') \
    -ljemalloc; then
    unlike 'without the shared library' "$(readelf -d "$tmp/static/example")" 'libpprof'
    check_profiles static
fi
done_testing
