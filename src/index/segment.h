/*
 * A segment: some items and their inverted index, immutable from the moment it is made.
 *
 * Documents are numbered from 0, newest item_date first and of one date the higher id first; so
 * among documents of one segment the lower number is the better one when scores are equal. Ids are
 * unique within a segment. Any number of threads may read; who made it frees it.
 */
#ifndef INDEX_SEGMENT_H
#define INDEX_SEGMENT_H

#include "base/item.h"
#include "index/index.h"
#include "index/postings.h"
#include "index/search.h"
#include "index/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* Of a title or summary only so many bytes are indexed; all of it is kept. */
    SEGMENT_FIELD_MAX = 1 << 20,
    /* Between the last position of a title and the first of the summary, so that no phrase goes
     * across. */
    SEGMENT_FIELD_GAP = 16,
    /* Text of a segment: keeps what is counted in 32 bits from overflowing. A single item may have
     * more. */
    SEGMENT_TEXT_MAX = 512 << 20,
};

#define SEGMENT_NONE UINT32_MAX

struct segment {
    uint32_t count;
    struct item *items; /* by document; their text is in `text` */
    char *text;
    size_t text_size;
    uint16_t *sources; /* by document */
    uint32_t *lengths; /* by document: weighted by rank_weigh, at least 1 */
    uint64_t *ids;     /* ascending */
    uint32_t *by_id;   /* the document of ids[i] */
    struct source_set source_set;
    struct vocabulary vocabulary;
    struct postings postings; /* list number = vocabulary number */
    uint64_t total_length;    /* sum of lengths */
    size_t bytes;             /* all of it */
};

/* Indexes `count` items (at least 1; ids unique; id and source set). Bytes are copied. */
struct segment *segment_build(uint64_t seed, const struct item *items, size_t count);

/* A segment to be merged, and which of its documents are dead (bitmap; NULL: none). */
struct segment_part {
    const struct segment *segment;
    const uint64_t *dead;
};

/* One segment of all documents that are not dead: at least one. The parts are only read. */
struct segment *segment_merge(uint64_t seed, const struct segment_part *parts, size_t count);

/* Nulls. */
void segment_free(struct segment **segment);

/* The document of an id, SEGMENT_NONE when there is none. */
uint32_t segment_find(const struct segment *segment, uint64_t id);

/* Bytes of an item's texts. */
size_t segment_item_text(const struct item *item);
/* Does a rank before b: newer, or of the same date with the higher id? */
bool segment_item_before(const struct item *a, const struct item *b);

static inline bool bitmap_has(const uint64_t *bitmap, uint32_t i)
{
    return bitmap && (bitmap[i / 64] >> (i % 64) & 1);
}

/* For those who make segments: room for `count` documents and their texts. */
struct segment *segment_new(uint64_t seed, uint32_t count, size_t text_size);
/* Copies an item in as the next document, with count and text_size as what is in use. */
void segment_append(struct segment *segment, const struct item *item);
/* Fills in what follows from the items, once all are there, and counts the memory. */
void segment_seal(struct segment *segment);

#endif
