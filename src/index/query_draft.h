/*
 * A query being made: terms, clauses and nodes, each bounded. What does not fit is left out, which
 * `full` says; the query stays whole. Arena only; one thread.
 */
#ifndef INDEX_QUERY_DRAFT_H
#define INDEX_QUERY_DRAFT_H

#include "base/arena.h"
#include "index/query.h"
#include "index/stem.h"

struct query_draft {
    struct query *query;
    struct arena *arena;
    const struct stem_use *use; /* NULL: bare words ask for themselves */
    unsigned terms_most, nodes_most;
    unsigned stems;      /* of the terms */
    unsigned units_most; /* how many clauses, and how many units */
    bool any;            /* words typed as one run: any of them will do, as of those with spaces */
    bool full;           /* something did not fit; arena_failed tells whether it was the arena */
};

/* An empty query in the arena, whose bare words ask for stems as they are used; NULL: for
 * themselves. False when it has no room. */
bool query_draft_init(struct query_draft *d, const struct stem_use *use, struct arena *arena);

/* The number of a folded token among the terms, which it joins; QUERY_NONE when there is no room.
 */
unsigned query_draft_term(struct query_draft *d, struct str token);
/* Such a term that is to score though no clause may ask for it. */
void query_draft_optional(struct query_draft *d, struct str token);

/* A clause: begin, the units in order, end. Nothing else may be added meanwhile but terms. */
void query_draft_begin(struct query_draft *d, bool title);
void query_draft_unit(struct query_draft *d, struct str token);
/* Its leaf; QUERY_NO_NODE when it has no unit, or did not fit as a whole. An equal clause that is
 * there already is used again. */
uint16_t query_draft_end(struct query_draft *d);

/* A node without children; QUERY_NO_NODE when there is no room. */
uint16_t query_draft_node(struct query_draft *d, enum query_kind kind);
/* Puts `child` last; neither need be there. A clause that the parent has already is not put again.
 */
void query_draft_put(struct query_draft *d, uint16_t parent, uint16_t child);

/* Makes the node the root, under a QUERY_ALL where it is a leaf, and says of each clause whether it
 * is only excluded. Again after a change below it. */
void query_draft_finish(struct query_draft *d, uint16_t node);

/* Leaves; QUERY_NO_NODE when there is no room. What filter and pattern point to is to live in the
 * arena. */
uint16_t query_draft_filter(struct query_draft *d, const struct query_filter *filter);
uint16_t query_draft_pattern(struct query_draft *d, const struct query_pattern *pattern);

/* Adds a message about so many bytes of the query's text. Beyond QUERY_MESSAGES_MAX they are
 * dropped. */
void query_draft_say(struct query_draft *d, size_t offset, size_t length, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The node's only child, or the node; QUERY_NO_NODE when it has none. */
uint16_t query_draft_only(const struct query_draft *d, uint16_t node);

/* What a person typed as one word, or within quotes: a node that is met by items that have it;
 * QUERY_NO_NODE when there is no token in it, or no room. `title`: in the title alone. */
uint16_t query_word(struct query_draft *d, struct str text, bool quoted, bool title);
/* Its parts. The tokens one after the other, as they are, which is what one token asks for too; and
 * the same, or their stem in any of the items' languages. */
uint16_t query_exact(struct query_draft *d, struct str text, bool title);
uint16_t query_inflected(struct query_draft *d, struct str text, bool title);

#endif
