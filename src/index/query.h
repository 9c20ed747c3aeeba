/*
 * A parsed query: a tree whose leaves are clauses, filters and patterns. A clause is what one typed
 * word came to: a single term, or several that must stand one after the other in one field.
 *
 * Every term of a clause that is not only excluded adds to the score of what the tree matches,
 * wherever in the item it stands; so do terms of `optional`, which no clause needs to have. Filters
 * do not score.
 */
#ifndef INDEX_QUERY_H
#define INDEX_QUERY_H

#include "index/search.h"

#include <stdint.h>

enum {
    QUERY_TERMS_MAX = SEARCH_ALL_TERMS_MAX,                 /* distinct */
    QUERY_EXPANDED_MAX = 2 * SEARCH_EXPANSION_MAX,          /* terms that patterns stand for */
    QUERY_TYPED_MAX = 4 * SEARCH_TERMS_MAX,                 /* clauses and units before that */
    QUERY_UNITS_MAX = QUERY_TYPED_MAX + QUERY_EXPANDED_MAX, /* terms of all clauses together */
    QUERY_NODES_MAX = 2 * QUERY_TYPED_MAX + 1 + QUERY_EXPANDED_MAX,
    QUERY_FILTERS_MAX = 32,
    QUERY_PATTERNS_MAX = 8,
};

struct query_clause {
    uint16_t first, count; /* of units */
    bool title;            /* it must stand in the title */
    bool excluded;         /* only ever below a QUERY_NOT */
};

enum query_filter_kind { FILTER_EVERY, FILTER_SOURCES, FILTER_DATES, FILTER_LANGUAGE, FILTER_HOST };

struct query_filter {
    enum query_filter_kind kind;
    const struct source_set *sources; /* FILTER_SOURCES */
    int64_t from, to;                 /* FILTER_DATES: from <= item_date < to */
    struct str text; /* in lower case: FILTER_LANGUAGE its subtags; FILTER_HOST the domain */
};

/* A word with *: stands for the terms that begin so, end so, or have it somewhere. */
struct query_pattern {
    struct str text; /* folded */
    bool at_start, at_end, title;
    struct str typed;
    size_t offset; /* of it in the query's text */
};

enum query_kind {
    QUERY_CLAUSE,  /* a leaf */
    QUERY_FILTER,  /* a leaf */
    QUERY_PATTERN, /* a leaf that nothing matches, until query_expand makes it a QUERY_ANY */
    QUERY_ALL,     /* every child; those of kind QUERY_NOT must not match */
    QUERY_ANY,     /* one child at least */
    QUERY_NOT,     /* its only child does not match; only ever a child of QUERY_ALL, and never its
                      only one */
};

#define QUERY_NO_NODE UINT16_MAX

struct query_node {
    enum query_kind kind;
    uint16_t number;      /* a leaf: of the clause, filter or pattern */
    uint16_t child, next; /* its first child; its next sibling; or QUERY_NO_NODE */
};

struct query {
    struct str terms[QUERY_TERMS_MAX]; /* distinct, folded; typed ones first, in that order */
    uint8_t groups[QUERY_TERMS_MAX];   /* by term: 0, or the number that terms which weigh as one
                                          have: of a pattern, or of the word they are stems of */
    uint8_t times[QUERY_TERMS_MAX];    /* by term: how often clauses were to have it */
    uint8_t optional[QUERY_TERMS_MAX]; /* by term: how often it is to score though no clause asks
                                          for it */
    uint8_t begins[QUERY_TERMS_MAX];   /* by term that is a stem: words that have it begin with so
                                          many of its bytes */
    uint8_t units[QUERY_UNITS_MAX];    /* numbers of terms */
    struct query_clause clauses[QUERY_UNITS_MAX]; /* distinct */
    struct query_filter filters[QUERY_FILTERS_MAX];
    struct query_pattern patterns[QUERY_PATTERNS_MAX];
    struct query_node nodes[QUERY_NODES_MAX];
    struct query_message messages[QUERY_MESSAGES_MAX];
    unsigned term_count, unit_count, clause_count, filter_count, pattern_count, node_count,
        message_count;
    uint16_t root;      /* of kind QUERY_ALL or QUERY_ANY; QUERY_NO_NODE: the query is empty */
    uint32_t languages; /* bit i: bare words ask for their stems in language i; 0: for themselves */
    uint64_t lengths;   /* bit n - 1: some term has n bytes, of those a token can have */
};

#define QUERY_NONE QUERY_TERMS_MAX

/* The number of a term: a folded token, or a stem; QUERY_NONE when it is none of the query's. */
unsigned query_find(const struct query *query, struct str token);
/* The number of a stem of the token among them; QUERY_NONE when none is. */
unsigned query_find_stem(const struct query *query, struct str token);

#endif
