#!/bin/bash
# The search engine over growing corpora: a row a size, with what indexing took, bytes an item
# without the texts, and median and 99th percentile of each kind of query in microseconds.
#   SIZES    items, default "10000 100000 1000000"; sizes that the memory cannot hold are left out
#   CORPUS   a file as bench/engine reads it, whose lines are repeated as often as needed; without
#            it, invented stories (bench/corpus)
#   QUERIES  queries over it; needed with CORPUS
set -euo pipefail
bench=${top_builddir:-.}/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fits() { # ITEMS: some 1000 bytes each, with what building needs
    [ "$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)" -gt $(($1 * 1000 / 1024)) ]
}

grow() { # ITEMS
    if [ -n "${CORPUS-}" ]; then
        while cat "$CORPUS"; do :; done 2>/dev/null | head -n "$1" >"$work/items" || [ -s "$work/items" ]
        cp "${QUERIES:?names the queries that go with CORPUS}" "$work/queries"
    else
        "$bench/corpus" "$1" >"$work/items"
        "$bench/corpus" -q 500 "$1" >"$work/queries"
    fi
}

row() { # ITEMS
    "$bench/engine" "$work/items" "$work/queries" | awk -v items="$1" '
        / index / { for (i = 1; i < NF; i++) if ($i == "in") seconds = $(i + 1) }
        /bytes an item:/ { bytes = $NF }
        / p50 / { for (i = 1; i < NF; i++) { if ($i == "p50") p50 = $(i + 1); if ($i == "p99") p99 = $(i + 1) }
            kinds = kinds sprintf(" %9s %9s", p50, p99); names = names sprintf(" %19s", $2) }
        END { if (!'"$shown"') printf "%9s %8s %6s%s\n", "items", "seconds", "bytes", names
            printf "%9d %8.1f %6.1f%s\n", items, seconds, bytes, kinds }'
}

shown=0
for items in ${SIZES:-10000 100000 1000000}; do
    if ! fits "$items"; then
        echo "$items items do not fit into the memory that is free" >&2
        continue
    fi
    grow "$items"
    row "$items"
    shown=1
done
