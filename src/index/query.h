/*
 * A parsed query: clauses, all of which an item must satisfy. A clause is what one typed word came
 * to: a single term, or several that must stand one after the other in one field.
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
};

struct query {
    struct str terms[SEARCH_TERMS_MAX]; /* distinct, folded, in the order they were typed */
    uint8_t units[QUERY_UNITS_MAX];     /* numbers of terms */
    struct query_clause clauses[QUERY_UNITS_MAX]; /* distinct */
    unsigned term_count, unit_count, clause_count;
    uint64_t lengths; /* bit n - 1: some term has n bytes */
    bool first[256];  /* some term begins with that byte, in either case: for tokenizer_skip */
};

#define QUERY_NONE SEARCH_TERMS_MAX

/* The number of a folded token among the terms; QUERY_NONE when it is none. */
unsigned query_find(const struct query *query, struct str token);

#endif
