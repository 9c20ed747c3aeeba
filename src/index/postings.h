/*
 * Postings: for each term of a segment, the documents that have it, in order, compressed.
 *
 * A list is cut into blocks of 128 documents. For each block a directory entry says its last
 * document and where its bytes are, so a cursor passes over blocks without reading them.
 *
 * Beside them stands each block's impact: the largest of its documents', a number that no score is
 * above (S. Ding, T. Suel, "Faster top-k document retrieval using block-max indexes", SIGIR 2011).
 *
 * In a full block:
 *
 *   widths   four bytes: bits of a position, of a gap, of a count, of a title count
 *   gaps     to the document before, less 1
 *   counts   occurrences in title and summary, less 1
 *   titles   occurrences in the title
 *
 * the last three packed as pack.h says. In a list's last block, when it is not full: bits of a
 * position in one byte; then for each document, LEB128, 4 · gap + 2 · (more than one occurrence) +
 * (the first is in the title), and behind it, if there are more, count and title count as above.
 *
 * Positions lie in a stream of their own, which only phrases read: for each document those in the
 * title, then those in the summary, each in so many bits, least significant first; so those of any
 * document are found without reading the others'. A block's begin with a byte.
 */
#ifndef INDEX_POSTINGS_H
#define INDEX_POSTINGS_H

#include <endian.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { POSTINGS_BLOCK = 128, POSTINGS_STEP = 8, POSITIONS_PADDING = 8 };
#define POSTINGS_END UINT32_MAX /* past the last document of a list */

struct postings_block {
    uint32_t last; /* document */
    uint32_t at, positions_at;
};

struct postings_list {
    uint32_t documents;
    uint32_t block; /* its first */
};

/* Immutable once made. Block and list arrays end with one more entry, where the next would begin.
 */
struct postings {
    struct postings_list *lists;
    struct postings_block *blocks;
    uint16_t *impacts;          /* by block */
    uint8_t *bytes, *positions; /* positions: and POSITIONS_PADDING more, for reading words */
    size_t list_count, block_count, byte_count, position_count;
};

void postings_release(struct postings *p);
size_t postings_bytes(const struct postings *p);

/* Where a list is written: one document of it. */
struct posting {
    uint32_t document;       /* more than the one before */
    uint32_t title, summary; /* occurrences in each; together at least 1 */
    uint16_t impact;         /* see rank.h */
};

/* Writes lists one after the other. */
struct postings_writer {
    struct postings made;
    size_t lists_capacity, blocks_capacity, impacts_capacity, bytes_capacity, positions_capacity;
    uint32_t pending;   /* documents of the block being gathered */
    uint32_t before;    /* last document of the block before it; POSTINGS_END at first */
    uint16_t impact;    /* of the block being gathered */
    uint32_t *gathered; /* positions of the block's documents */
    size_t gathered_count, gathered_capacity;
    struct posting documents[POSTINGS_BLOCK];
};

void postings_writer_init(struct postings_writer *w);
/* Begins the next list; lists are numbered from 0. */
void postings_writer_list(struct postings_writer *w);
/* Next document of the list. Its positions follow, ascending. */
void postings_writer_add(struct postings_writer *w, const struct posting *document);
void postings_writer_position(struct postings_writer *w, uint32_t position);
/* The same for so many at once: where they are to be written, before anything else is. */
uint32_t *postings_writer_positions(struct postings_writer *w, size_t count);
/* Ends the last list and hands over all, in memory that fits; the caller releases it. The writer
 * is then as after postings_writer_init, but keeps what it has grown to. */
struct postings postings_writer_finish(struct postings_writer *w);
void postings_writer_release(struct postings_writer *w);

/* Goes through one list. Plain memory, no release. */
struct postings_cursor {
    const struct postings *of;
    uint32_t first, block, block_end; /* blocks: first, current, past the last */
    uint32_t tail;                    /* documents in the last block */
    uint32_t count, index;            /* of the current block */
    uint32_t document;                /* current; POSTINGS_END at the end */
    bool counted, placed;             /* counts, title are decoded; starts */
    const uint8_t *widths_at;         /* a full block's; else of the position alone */
    const uint8_t *counts_at;
    alignas(16) uint32_t documents[POSTINGS_BLOCK]; /* behind `count`, to a multiple of
                                                       POSTINGS_STEP: POSTINGS_END */
    alignas(16) uint32_t counts[POSTINGS_BLOCK];    /* less 1 */
    alignas(16) uint32_t title[POSTINGS_BLOCK];
    uint32_t starts[POSTINGS_BLOCK]; /* of each document's positions within the block's */
};

/* The positions of one document, ascending. */
struct position_list {
    const uint8_t *at;
    uint64_t bit; /* where the first begins */
    uint32_t count, width;
};

static inline uint32_t position_at(const struct position_list *list, uint32_t i)
{
    uint64_t bit = list->bit + (uint64_t)i * list->width, word;
    memcpy(&word, list->at + bit / 8, sizeof word);
    return (uint32_t)(le64toh(word) >> (bit % 8) & (((uint64_t)1 << list->width) - 1));
}

/* At no document yet: only postings_documents, postings_block_of and postings_enter may follow. */
void postings_attach(struct postings_cursor *c, const struct postings *of, uint32_t list);
/* At the list's first document. */
void postings_open(struct postings_cursor *c, const struct postings *of, uint32_t list);
void postings_next(struct postings_cursor *c);
/* To the first document of that block of the list; the end, when there is none of that number. */
void postings_enter(struct postings_cursor *c, uint32_t block);
/* Has the cursor decoded that block? */
static inline bool postings_is_in(const struct postings_cursor *c, uint32_t block)
{
    return c->count > 0 && c->block == block;
}
/* To the first document that is at least `document`; stays if the current one is. */
void postings_advance(struct postings_cursor *c, uint32_t document);
/* To document `index` of the current block. */
static inline void postings_place(struct postings_cursor *c, uint32_t index)
{
    c->index = index;
    c->document = c->documents[index];
}
/* Which of some ascending documents the cursor's block has: their numbers in `documents`, and their
 * places in the block; how many. None may be behind the block's last. */
unsigned postings_common(const struct postings_cursor *c, const uint32_t *documents, unsigned count,
    uint8_t *which, uint8_t *where);
/* Decodes counts and title of the block's documents. */
void postings_read_counts(struct postings_cursor *c);
/* Occurrences in the current document. */
void postings_counts(struct postings_cursor *c, uint32_t *title, uint32_t *summary);
struct position_list postings_positions(struct postings_cursor *c);

/* Documents of the cursor's list. */
static inline uint32_t postings_documents(const struct postings_cursor *c)
{
    return (c->block_end - c->first - 1) * POSTINGS_BLOCK + c->tail;
}

/* The block that holds the first document not before `document`, from the cursor's on or, when it
 * is one, from `from` on; UINT32_MAX when there is none. Decodes nothing. */
uint32_t postings_block_of(const struct postings_cursor *c, uint32_t from, uint32_t document);
/* The largest impact of a whole list. */
uint16_t postings_list_impact(const struct postings *p, uint32_t list);

#endif
