#!/bin/sh
# usage: render.sh TEMPLATE NAME=VALUE... > FILE
# Writes TEMPLATE with every @NAME@ replaced by its VALUE, whatever characters VALUE holds. A name
# without a value is an error: a half-filled configuration never reaches nginx.
set -eu
[ $# -ge 1 ] || { echo 'usage: render.sh TEMPLATE NAME=VALUE...' >&2; exit 64; }
exec awk '
BEGIN {
    for (i = 2; i < ARGC; i++) {
        equals = index(ARGV[i], "=")
        value["@" substr(ARGV[i], 1, equals - 1) "@"] = substr(ARGV[i], equals + 1)
        ARGV[i] = ""
    }
}
{
    out = ""
    rest = $0
    while (match(rest, /@[A-Z][A-Z0-9_]*@/)) {
        name = substr(rest, RSTART, RLENGTH)
        if (!(name in value)) {
            printf "%s:%d: no value for %s\n", FILENAME, FNR, name > "/dev/stderr"
            exit 1
        }
        out = out substr(rest, 1, RSTART - 1) value[name]
        rest = substr(rest, RSTART + RLENGTH)
    }
    print out rest
}' "$@"
