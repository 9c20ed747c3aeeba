/* One item, or the feed itself, while its elements come in. One draft belongs to one thread. */
#ifndef FEED_DRAFT_H
#define FEED_DRAFT_H

#include "base/buf.h"
#include "base/str.h"
#include "feed/element.h"

#include <stdint.h>

struct draft {
    struct buf text[FIELD_COUNT];    /* as item.h wants them; FIELD_DATE is not used */
    unsigned char rank[FIELD_COUNT]; /* of the element each came from */
    int64_t published;               /* 0 until a date is known */
    struct buf scratch;
};

void draft_init(struct draft *draft);
void draft_release(struct draft *draft);
/* Empties every field, keeping the memory. */
void draft_clear(struct draft *draft);

/* Takes what an element says, reduced to what its field may hold, unless a better or equally good
 * one has spoken; several authors of the same rank are all taken. `raw` is HTML where
 * element.reading is READ_HTML or READ_XHTML. `base` resolves a link; it may be NULL. */
void draft_offer(struct draft *draft, struct element element, struct str raw, const char *base);

static inline struct str draft_get(const struct draft *draft, enum field field)
{
    return buf_str(&draft->text[field]);
}

#endif
