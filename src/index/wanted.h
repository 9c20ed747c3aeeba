/*
 * The words of a text that a query asks for: its terms, and words that have one of its stems.
 *
 * A text is not read word by word: it is scanned for the few bytes that such a word can begin with,
 * and tokenized from there. Only a word that begins as a stem's words do is stemmed, and that once
 * for all texts.
 */
#ifndef INDEX_WANTED_H
#define INDEX_WANTED_H

#include "base/arena.h"
#include "index/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wanted_word {
    size_t start, end;   /* in the text */
    uint16_t term, stem; /* numbers of the query's terms; QUERY_NONE: it is none, or has none */
    bool marked;         /* the caller's; false at first */
};

/* What is asked for, and the stems met so far: of one request, for one thread. */
struct wanted;

/* Of a query that has been expanded, and which it refers to. NULL on a full arena. */
struct wanted *wanted_make(const struct query *query, struct arena *arena);

const struct query *wanted_query(const struct wanted *wanted);

/* All of them that the text has, in order, in the arena; NULL when that is full. */
struct wanted_word *wanted_find(
    struct wanted *wanted, struct str text, struct arena *arena, size_t *count);

/* Are they neighbours in the text, with no word between them? */
bool wanted_adjoin(struct str text, const struct wanted_word *a, const struct wanted_word *b);

#endif
