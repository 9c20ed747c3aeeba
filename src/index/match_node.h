/* What the files of match share: the tree as iterators. */
#ifndef INDEX_MATCH_NODE_H
#define INDEX_MATCH_NODE_H

#include "index/match.h"

struct match_node {
    enum query_kind kind;
    uint32_t document; /* it stands at */
    uint64_t cost;     /* documents it may have in this segment, as far as its lists tell */
    unsigned child_count, except_count;
    struct match_node **children, **excepts;
    struct match_leaf **units; /* QUERY_CLAUSE: by unit */
    unsigned unit_count;
    bool title;                        /* QUERY_CLAUSE: the units must stand in the title */
    const struct query_filter *filter; /* QUERY_FILTER */
    const struct segment *segment;     /* QUERY_FILTER: open now */
    uint32_t from, to; /* QUERY_FILTER: only these documents can pass, from <= document < to */
    bool sure;         /* QUERY_FILTER: all of them do */
    unsigned
        driving; /* QUERY_ANY at the root: children from there on are enough to find what counts */
};

/* Is it met by whatever has the one term? */
static inline bool match_is_single_term(const struct match_node *node)
{
    return node->unit_count == 1 && !node->title;
}

/* The most that a document from `document` to *until, which is lowered to the end of the term's
 * block, can have of the term. False when no document from there on has it. */
bool match_leaf_bound(const struct match *m, struct match_leaf *leaf, uint32_t document,
    uint32_t *until, double *bound);

/* False when the arena has no room. */
bool match_make_window(struct match *m, struct arena *arena);
/* For the segment that is open now; filters are. */
void match_open_window(struct match *m);
/* match_advance for those that have windows. */
uint32_t match_advance_window(struct match *m, uint32_t document);
/* From now on documents without that term need not be found, in a query for any of some terms. */
void match_require_one(struct match *m, struct match_leaf *leaf);

/* QUERY_FILTER: sets from, to and sure for the segment. */
void match_open_filter(struct match_node *node, const struct segment *segment);
/* Does a document between from and to pass? */
bool match_pass_filter(const struct match_node *node, uint32_t document);

#endif
