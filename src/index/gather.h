/*
 * From the texts of a segment's documents to the numbers of their terms, in the order in which they
 * stand. A stem follows its word, marked, since it stands where the word does.
 *
 * Words are looked up some at a time: while one is read, the memory that tells its number is
 * already on its way.
 */
#ifndef INDEX_GATHER_H
#define INDEX_GATHER_H

#include "base/item.h"
#include "index/shingles.h"
#include "index/stem.h"
#include "index/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

/* In gather.terms: a stem, at the place of the last word before it. */
#define GATHER_STEM ((uint32_t)1 << 31)

/* What words of a segment have been stemmed to, so that each is stemmed once. */
struct known_stems {
    uint32_t *of; /* by number of the word: that of its stem, or what gather.c says */
    size_t count, capacity;
};

/* A zeroed one holds nothing. */
struct gather {
    uint32_t *terms;
    size_t count, capacity;
    struct known_stems stems[STEM_LANGUAGES];
    struct sketch sketch; /* of the words since the caller began it */
};

/* Forgets what was gathered, and keeps its memory. */
void gather_clear(struct gather *g);
void gather_release(struct gather *g);

/* Makes room for about as many terms as so many bytes of text have. */
void gather_expect(struct gather *g, size_t text);
/* Gathers the words of a text, which are added to the vocabulary; with stems of that language,
 * whose use is noted, unless `use` is NULL. How many words. */
uint32_t gather_text(struct gather *g, struct vocabulary *v, struct str text, struct stem_use *use,
    stem_language language);

#endif
