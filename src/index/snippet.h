/* The part of a text that shows why it was found. Arena only; thread-safe. */
#ifndef INDEX_SNIPPET_H
#define INDEX_SNIPPET_H

#include "base/arena.h"
#include "index/wanted.h"

#include <stdbool.h>
#include <stddef.h>

struct snippet_piece {
    struct str text; /* points into the text that was given */
    bool marked;     /* it matches a word of the query */
};

struct snippet {
    struct snippet_piece *pieces; /* in order; joined they are one run of the text */
    size_t count;
    bool cut_before, cut_after; /* the text goes on there: show an ellipsis */
};

/* A window of at most `most` bytes of `text`, begun and ended at word bounds, that holds the most
 * different words of the query, earliest among equals; most SIZE_MAX marks the whole text (for
 * titles). On a full arena, and without `wanted`, the
 * snippet is empty. */
void snippet_make(
    struct wanted *wanted, struct str text, size_t most, struct arena *arena, struct snippet *out);

#endif
