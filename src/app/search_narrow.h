/* The same search, narrowed to a time: for the links of search_facets.c, and their test. */
#ifndef APP_SEARCH_NARROW_H
#define APP_SEARCH_NARROW_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* A query's text, ready for after: and before: to be added to it. */
struct narrow {
    struct str text; /* without the filters of time it had; several ways (OR) in parentheses */
    bool behind;     /* what is added must stand before it, since a quotation mark is open */
    struct str blank, colon; /* as they are written */
};

/* Lives in the arena; on a full one (arena_failed) the text is empty. */
struct narrow narrow_of(struct str term, struct arena *arena);

/* The same, percent-encoded as narrow_write is to write it. */
struct narrow narrow_encoded(const struct narrow *narrow, struct arena *arena);

/* Appends the text with those filters: hours since 1970-01-01, from the first on and before the
 * other; one that no year of four digits has is left out. */
void narrow_write(struct buf *to, const struct narrow *narrow, int32_t from, int32_t before);

#endif
