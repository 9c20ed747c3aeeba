/*
 * Which documents of one segment a query matches: its tree as iterators, document at a time, each
 * over the postings of its terms. A search makes the tree once and opens it for one segment after
 * the other. Plain memory in the search's arena, no release.
 *
 * Finding is in two steps: match_advance goes by the presence of terms alone, match_verify then
 * looks whether phrases stand as they should; so positions are read only where it matters.
 */
#ifndef INDEX_MATCH_H
#define INDEX_MATCH_H

#include "index/postings.h"
#include "index/query.h"
#include "index/rank.h"
#include "index/segment.h"

#include <stdbool.h>
#include <stdint.h>

struct match_node;

/* Sums of the same parts in another order differ in their last bits: bounds are a little more. */
#define MATCH_SLACK (1 + 1e-12)

/* One occurrence of a term in the query: a cursor, and what its documents can score at most. */
struct match_leaf {
    struct postings_cursor cursor;
    unsigned term;
    double weight;        /* of the term */
    double most;          /* bound over the whole list */
    uint32_t bound_block; /* the block that bound is of; UINT32_MAX: none */
    double bound;
    bool scoring; /* the term's score is read off this leaf */
    bool present; /* the segment has the term */
};

struct match {
    const struct query *query;
    const struct segment *segment; /* open now */
    struct rank_length length;
    struct match_node *root;
    struct match_leaf *leaves;
    unsigned leaf_count;
    unsigned beside; /* leaves from there on are not in the tree, but only score */
    uint16_t
        scoring[QUERY_TERMS_MAX]; /* by term: its leaf; terms that are only excluded have none */
    bool scored[QUERY_TERMS_MAX], positive[QUERY_TERMS_MAX]; /* positive: not only excluded */
    uint8_t by_bound[QUERY_TERMS_MAX],
        typed[QUERY_TERMS_MAX]; /* scored terms: largest bound first; as typed */
    unsigned scored_count;
    bool any; /* any of some terms: documents are found by those that matter, see match_require */
};

/* False when the arena has no room. `weights` by term; term weight 0: no item has it. */
bool match_init(struct match *m, const struct query *query, const double *weights,
    struct rank_length length, struct arena *arena);

/* Opens a segment; `lists` by term. False when nothing in it can match. */
bool match_open(struct match *m, const struct segment *segment, const uint32_t *lists);
/* The first document from `document` on that has the terms; POSTINGS_END when none has. */
uint32_t match_advance(struct match *m, uint32_t document);
/* Do the phrases stand in the document that match_advance returned, and what is excluded not? */
bool match_verify(struct match *m, uint32_t document);

/* What no document from `document` to *until can score more than. */
double match_bound(struct match *m, uint32_t document, uint32_t *until);
/* The document's score, terms added in the order they were typed; or, once it is sure to be below
 * `least`, some number that is below it. */
float match_score(struct match *m, uint32_t document, float least);
/* For a query that is a single term: its leaf, to be read block by block; else NULL. */
struct match_leaf *match_only_term(struct match *m);
/* What no document of one of its blocks can score more than. */
double match_block_bound(struct match *m, struct match_leaf *leaf, uint32_t block);
/* From now on documents that cannot score `least` need not be found. */
void match_require(struct match *m, float least);

#endif
