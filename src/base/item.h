/*
 * struct item: one story, the thing that travels from feed to store to index.
 *
 * Every text is plain, valid UTF-8 without markup, control bytes or outer blanks.
 * The bytes belong to whoever made the item (a feed_doc, a store cursor) and are
 * only lent: who keeps an item copies what it needs.
 */
#ifndef BASE_ITEM_H
#define BASE_ITEM_H

#include "base/str.h"

#include <stdint.h>

struct item {
    uint64_t id;      /* the archive's number, never reused; 0 until it is archived */
    uint32_t source;  /* the archive's number of its source; 0 until it is archived */
    struct str guid;  /* what the feed calls it: RSS guid, Atom id, else link (with the title where
                        others of the feed have that link too), else title; never empty */
    struct str link;  /* absolute, http or https; may be empty */
    struct str title; /* may be empty when summary is not */
    struct str summary;  /* description or content as plain text; may be empty */
    struct str author;   /* may be empty */
    struct str language; /* BCP 47 as the feed gives it, lower case ("en-us"); may be empty */
    int64_t published;   /* seconds since 1970 UTC, as the feed says; 0 when it does not */
    int64_t found;       /* seconds since 1970 UTC, when first archived; 0 until then */
};

/* The date to show and to order by: when it was published, never later than when it was found. */
static inline int64_t item_date(const struct item *item)
{
    int64_t date = item->published ? item->published : item->found;
    return item->found && date > item->found ? item->found : date;
}

#endif
