/*
 * The words of a segment's vocabulary in the order of their bytes, for those who look for words by
 * how they begin, or for words like another: 4 bytes a word, and 4 more for each block of them.
 * Stems are not among them.
 *
 * Immutable once made; any number of threads may read.
 */
#ifndef INDEX_VOCABULARY_ORDER_H
#define INDEX_VOCABULARY_ORDER_H

#include "index/postings.h"
#include "index/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

enum { VOCABULARY_ORDER_BLOCK = 64 };

struct vocabulary_order {
    uint32_t *words; /* numbers, by name */
    uint32_t *most;  /* by block: documents that the commonest of its words has */
    size_t count;
};

/* Of a vocabulary that no longer grows, whose numbers are those of the lists. */
void vocabulary_order_make(
    struct vocabulary_order *o, const struct vocabulary *v, const struct postings *p);
void vocabulary_order_release(struct vocabulary_order *o);
size_t vocabulary_order_bytes(const struct vocabulary_order *o);

/* The word at a place. */
static inline struct str vocabulary_order_name(
    const struct vocabulary_order *o, const struct vocabulary *v, size_t place)
{
    return vocabulary_name(v, o->words[place]);
}

/* The first place whose word is not before `prefix`; count when there is none. */
size_t vocabulary_order_find(
    const struct vocabulary_order *o, const struct vocabulary *v, struct str prefix);
/* From `place` on, the first place whose word neither is before `prefix` nor begins with it. Takes
 * the logarithm of the places passed over. */
size_t vocabulary_order_pass(
    const struct vocabulary_order *o, const struct vocabulary *v, struct str prefix, size_t place);

#endif
