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
    bool scoring;  /* the term's score is read off this leaf */
    bool present;  /* the segment has the term */
    bool required; /* from the start: the match's window alone moves its cursor */
};

/* Documents that have all terms of a query that needs all of some: see match_next_window. */
struct match_window {
    struct match_leaf **required; /* the rarest first */
    unsigned required_count;      /* 0: documents are found by match_advance */
    uint32_t from, to;            /* documents yet to be looked at */
    uint32_t lead_until;          /* last document that the leading term's block is asked for */
    unsigned kept, next;          /* of that block; the next to be put into a window */
    bool weighed;                 /* tf and k are known */
    uint8_t keep[POSTINGS_BLOCK]; /* places in the block */
    alignas(16) float tf[POSTINGS_BLOCK];
    alignas(16) float k[POSTINGS_BLOCK];
    uint32_t until;         /* last document of the window */
    unsigned count, placed; /* its documents; the current one */
    uint32_t documents[POSTINGS_BLOCK];
    uint8_t (*at)[POSTINGS_BLOCK]; /* by required leaf, then document: place in its block */
};

struct match {
    const struct query *query;
    const struct segment *segment; /* open now */
    struct rank_length length;
    double average; /* length of the set's items */
    double ratio;   /* see rank_ratio: of the open segment */
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
    struct match_window window;
};

/* False when the arena has no room. `weights` by term; term weight 0: no item has it. */
bool match_init(struct match *m, const struct query *query, const double *weights,
    double average_length, struct arena *arena);

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
/* For a query that is a single term: its leaf; else NULL. */
const struct match_leaf *match_only_term(const struct match *m);
/* From now on documents that cannot score `least` need not be found. */
void match_require(struct match *m, float least);

/* Does the query need all of some terms, and besides may only filter and exclude? Or is it for any
 * of some, and match_require found that one of them is needed? Then whole windows of documents are
 * found at once, from where match_advance came to. */
static inline bool match_has_windows(const struct match *m)
{
    return m->window.required_count > 0;
}
/* Goes to the next window that has documents, from `document` on, with all terms. Those that cannot
 * score `least` may be missing; 0: none is. False when there is no more. */
bool match_next_window(struct match *m, uint32_t document, float least);
/* Makes document i of the window the current one, for match_verify and match_score. Ascending. */
uint32_t match_place(struct match *m, unsigned i);

#endif
