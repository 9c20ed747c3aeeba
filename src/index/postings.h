/*
 * Postings: for each term of a segment, the documents that have it, in order, compressed.
 *
 * A list is cut into blocks of 128 documents. For each block a directory entry says its last
 * document and where its bytes are, so a cursor passes over blocks without reading them. A block:
 *
 *   impacts    one byte: their length; then pairs (weight, length) such that every document of the
 *              block has at most the weight and at least the length of some pair. They bound any
 *              score that grows with weight and falls with length (the idea of Lucene's impacts;
 *              S. Ding, T. Suel, "Faster top-k document retrieval using block-max indexes", SIGIR
 *              2011). A block of few documents has none.
 *   documents  the gap to the one before, less 1
 *   counts     summary × 4 + title; a title part of 3 means that the rest of it follows
 *
 * Positions lie in a stream of their own, which only phrases read: for each document those in the
 * title, then those in the summary, each as the gap to the one before. All numbers are LEB128.
 */
#ifndef INDEX_POSTINGS_H
#define INDEX_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POSTINGS_BLOCK = 128, POSTINGS_IMPACTS = 8 };
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
    uint8_t *bytes, *positions;
    size_t list_count, block_count, byte_count, position_count;
};

void postings_release(struct postings *p);
size_t postings_bytes(const struct postings *p);

/* Where a list is written: one document of it. */
struct posting {
    uint32_t document;       /* more than the one before */
    uint32_t title, summary; /* occurrences in each; together at least 1 */
    uint32_t weight, length; /* what its score grows and falls with */
};

struct impact {
    uint32_t weight, length;
};

/* Writes lists one after the other. */
struct postings_writer {
    struct postings made;
    size_t lists_capacity, blocks_capacity, bytes_capacity, positions_capacity;
    uint32_t pending; /* documents of the block being gathered */
    uint32_t before;  /* last document of the block before it; POSTINGS_END at first */
    uint32_t position_before;
    struct posting documents[POSTINGS_BLOCK];
};

void postings_writer_init(struct postings_writer *w);
/* Begins the next list; lists are numbered from 0. */
void postings_writer_list(struct postings_writer *w);
/* Next document of the list. Its positions follow, by either of the two below. */
void postings_writer_add(struct postings_writer *w, const struct posting *document);
void postings_writer_position(struct postings_writer *w, uint32_t position);
/* All positions of the document, as another postings has them. */
void postings_writer_positions(struct postings_writer *w, const uint8_t *bytes, size_t size);
/* Ends the last list and hands over all; the caller releases. */
struct postings postings_writer_finish(struct postings_writer *w);

/* Goes through one list. Plain memory, no release. */
struct postings_cursor {
    const struct postings *of;
    uint32_t first, block, block_end; /* blocks: first, current, past the last */
    uint32_t tail;                    /* documents in the last block */
    uint32_t count, index;            /* of the current block */
    uint32_t document;                /* current; POSTINGS_END at the end */
    bool counted;                     /* title and summary are decoded */
    uint32_t positioned;              /* index that positions_at belongs to */
    const uint8_t *counts_at, *positions_at;
    uint32_t documents[POSTINGS_BLOCK];
    uint32_t title[POSTINGS_BLOCK], summary[POSTINGS_BLOCK];
};

/* Reads the positions of one document, ascending. */
struct position_reader {
    const uint8_t *at, *end;
    uint32_t left; /* to be read */
    uint32_t position;
};

/* At the list's first document. */
void postings_open(struct postings_cursor *c, const struct postings *of, uint32_t list);
void postings_next(struct postings_cursor *c);
/* To the first document that is at least `document`; stays if the current one is. */
void postings_advance(struct postings_cursor *c, uint32_t document);
/* Occurrences in the current document. */
void postings_counts(struct postings_cursor *c, uint32_t *title, uint32_t *summary);
struct position_reader postings_positions(struct postings_cursor *c);
/* False when there is no further position. */
bool position_next(struct position_reader *r);

/* The block level, for passing over blocks: a cursor opened by postings_open_blocks stands before
 * its first block; postings_next_block moves to the next, false at the end. */
void postings_open_blocks(struct postings_cursor *c, const struct postings *of, uint32_t list);
bool postings_next_block(struct postings_cursor *c);
/* The documents of the current block: c->documents[0 .. c->count). c->count is known without. */
void postings_decode(struct postings_cursor *c);
/* Pairs that bound the current block; how many. 0: not known. Needs no decoding. */
unsigned postings_impacts(
    const struct postings_cursor *c, struct impact impacts[static POSTINGS_IMPACTS]);

#endif
