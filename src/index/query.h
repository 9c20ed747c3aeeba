/*
 * A parsed query: a tree whose leaves are clauses. A clause is what one typed word came to: a
 * single term, or several that must stand one after the other in one field.
 *
 * Every term of a clause that is not only excluded adds to the score of what the tree matches,
 * wherever in the item it stands; so do terms of `optional`, which no clause needs to have.
 */
#ifndef INDEX_QUERY_H
#define INDEX_QUERY_H

#include "index/search.h"

#include <stdint.h>

enum {
    QUERY_UNITS_MAX = 4 * SEARCH_TERMS_MAX, /* terms of all clauses together, repeated ones too */
};

struct query_clause {
    uint16_t first, count; /* of units */
    bool title;            /* it must stand in the title */
};

enum query_kind {
    QUERY_CLAUSE, /* a leaf */
    QUERY_ALL,    /* every child; those of kind QUERY_NOT must not match */
    QUERY_ANY,    /* one child at least */
    QUERY_NOT,    /* its only child does not match; only ever a child of QUERY_ALL */
};

enum { QUERY_NODES_MAX = 2 * QUERY_UNITS_MAX + 1 };

#define QUERY_NO_NODE UINT16_MAX

struct query_node {
    enum query_kind kind;
    uint16_t clause;      /* QUERY_CLAUSE */
    uint16_t child, next; /* its first child; its next sibling; or QUERY_NO_NODE */
};

struct query {
    struct str terms[SEARCH_TERMS_MAX]; /* distinct, folded, in the order they were typed */
    uint8_t units[QUERY_UNITS_MAX];     /* numbers of terms */
    struct query_clause clauses[QUERY_UNITS_MAX]; /* distinct */
    struct query_node nodes[QUERY_NODES_MAX];
    bool optional[SEARCH_TERMS_MAX]; /* by term: it scores though no clause asks for it */
    unsigned term_count, unit_count, clause_count, node_count;
    uint16_t root;    /* QUERY_NO_NODE: the query is empty */
    uint64_t lengths; /* bit n - 1: some term has n bytes */
    bool first[256];  /* some term begins with that byte, in either case: for tokenizer_skip */
};

#define QUERY_NONE SEARCH_TERMS_MAX

/* The number of a folded token among the terms; QUERY_NONE when it is none. */
unsigned query_find(const struct query *query, struct str token);

#endif
