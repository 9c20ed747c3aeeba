/*
 * Shingles: runs of two words, by which texts are compared (A. Broder, "On the resemblance and
 * containment of documents", 1997). The resemblance of two sets is what both have, by all that
 * either has.
 *
 * Of an item SHINGLES_MAX are looked at, of the title and then the summary. A sketch of them is a
 * bit map of 64 bits, in which each shingle sets one, those of the title in the lower half, others
 * in the upper: two sketches tell in a few instructions that the items hardly resemble each other,
 * and nearly all pairs do not. Nothing allocates; any thread.
 */
#ifndef INDEX_SHINGLES_H
#define INDEX_SHINGLES_H

#include "base/item.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { SHINGLES_MAX = 24 };
enum shingles_part { SHINGLES_TITLE, SHINGLES_SUMMARY, SHINGLES_PARTS };

/* A sketch being made, of an item's words in their order. */
struct sketch {
    uint64_t bits;
    uint64_t before; /* hash of the word before */
    enum shingles_part part;
    unsigned words; /* of the part */
    unsigned count; /* shingles */
};
/* With the title. */
void sketch_begin(struct sketch *sketch);
void sketch_part(struct sketch *sketch, enum shingles_part part);
/* Not beyond SHINGLES_MAX shingles (asserted). */
void sketch_word(struct sketch *sketch, struct str folded);

/* An item's shingles themselves, by part: ascending and distinct. */
struct shingles {
    uint32_t of[SHINGLES_PARTS][SHINGLES_MAX];
    unsigned counts[SHINGLES_PARTS];
};
void shingles_of(const struct item *item, struct shingles *out);
/* How many of a part both have. */
unsigned shingles_shared(
    const struct shingles *a, const struct shingles *b, enum shingles_part part);

#endif
