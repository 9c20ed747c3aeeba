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
#include "index/record.h"
#include "index/search.h"
#include "index/stem.h"
#include "index/vocabulary.h"
#include "index/vocabulary_order.h"

#include <stdatomic.h>
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
    uint8_t *records;   /* one after the other, as record.h says */
    uint32_t *starts;   /* by document, and where the next would begin: in records */
    int64_t *dates;     /* by document: item_date */
    uint16_t *sources;  /* by document */
    uint32_t *lengths;  /* by document: weighted by rank_weigh, at least 1 */
    uint32_t *by_id;    /* documents by ascending id */
    uint64_t *sketches; /* by document: of its shingles */
    uint64_t first_id, last_id;
    struct source_set source_set;
    struct vocabulary vocabulary; /* words, and stems, which stem_is_term tells from them */
    struct postings postings;     /* list number = vocabulary number; stems have no positions */
    struct vocabulary_order order;
    struct stem_use stems;
    uint64_t total_length; /* sum of lengths */
    struct index_memory memory;
};

/* What building takes memory for beside the segment. Kept, it serves the next one: much of the time
 * of a large building is that of pages which are touched for the first time. One thread's. */
struct workspace;
struct workspace *workspace_new(void);
/* Nulls; NULL inside is fine. */
void workspace_free(struct workspace **workspace);

/* Indexes `count` items (at least 1; ids unique; id and source set). Bytes are copied. Without a
 * workspace it has one of its own. */
struct segment *segment_build(struct workspace *workspace, uint64_t seed,
    const struct stemming *stemming, const struct item *items, size_t count);

/* A segment to be merged, and which of its documents are dead (bitmap; NULL: none). */
struct segment_part {
    const struct segment *segment;
    const uint64_t *dead;
};

/* One segment of all documents that are not dead: at least one. The parts are only read. NULL when
 * *cancelled (which may be NULL) became true before it was done. */
struct segment *segment_merge(
    uint64_t seed, const struct segment_part *parts, size_t count, const atomic_bool *cancelled);

/* Nulls. */
void segment_free(struct segment **segment);

/* The document of an id, SEGMENT_NONE when there is none. */
uint32_t segment_find(const struct segment *segment, uint64_t id);

/* Bytes of an item's texts. */
size_t segment_item_text(const struct item *item);
/* Does a rank before b: newer, or of the same date with the higher id? */
bool segment_item_before(const struct item *a, const struct item *b);

static inline const uint8_t *segment_record(const struct segment *s, uint32_t document)
{
    return s->records + s->starts[document];
}
static inline size_t segment_record_size(const struct segment *s, uint32_t document)
{
    return s->starts[document + 1] - s->starts[document];
}
/* A document's item; its texts live as long as the segment. */
struct item segment_item(const struct segment *segment, uint32_t document);
static inline uint64_t segment_id(const struct segment *s, uint32_t document)
{
    return record_id(segment_record(s, document));
}
/* Does document i of a rank before document j of b? As segment_item_before. */
static inline bool segment_before(
    const struct segment *a, uint32_t i, const struct segment *b, uint32_t j)
{
    if (a->dates[i] != b->dates[j])
        return a->dates[i] > b->dates[j];
    return a == b ? i < j : segment_id(a, i) > segment_id(b, j);
}

/* The first document behind that place in the order by date; count when none is. */
uint32_t segment_behind(const struct segment *segment, const struct search_place *place);

/* Average of lengths. */
static inline double segment_average(const struct segment *s)
{
    return (double)s->total_length / (double)s->count;
}

static inline bool bitmap_has(const uint64_t *bitmap, uint32_t i)
{
    return bitmap && (bitmap[i / 64] >> (i % 64) & 1);
}

/* For those who make segments: room for `count` documents and for records of so many bytes. */
struct segment *segment_new(uint64_t seed, uint32_t count, size_t records_size);
/* Copies an item in as the next document. */
void segment_append(struct segment *segment, const struct item *item);
/* The same of another segment's document. */
void segment_append_from(struct segment *segment, const struct segment *from, uint32_t document);
/* Fills in what follows from the items, once all are there, and counts the memory; by_id only if
 * it is NULL. */
void segment_seal(struct segment *segment);

#endif
