/*
 * Where a walk over all hits goes on, as one word of a URL: letters, digits and '-'.
 *
 *   d-DATE-ID                           order by date, behind that item
 *   s-DATE-ID-SCORE-ITEMS-AVERAGE-WITH… order by score, and what the scores are made with: ITEMS,
 *                                       the AVERAGE length, how many items have each term
 *
 * in hexadecimal, SCORE and AVERAGE by their bits. To clients it is opaque. They can write what
 * they like into one: whatever cursor_read lets through can be searched with.
 */
#ifndef APP_CURSOR_H
#define APP_CURSOR_H

#include "base/buf.h"
#include "index/search.h"

#include <stdbool.h>

struct cursor {
    enum search_order order;
    struct search_place after;
    struct search_statistics statistics; /* in order by score */
};

void cursor_write(struct buf *to, const struct cursor *cursor);
/* False when the text is none that cursor_write has written, or could have. */
bool cursor_read(struct str text, struct cursor *cursor);

#endif
