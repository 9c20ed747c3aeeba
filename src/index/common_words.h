/* The commonest of some words of a set's segments: what a pattern or an unfinished word stands for.
 * Plain memory; the words lie in their vocabularies, which the set keeps. */
#ifndef INDEX_COMMON_WORDS_H
#define INDEX_COMMON_WORDS_H

#include "index/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COMMON_WORDS_MAX = 64 };

struct common_word {
    struct str word;
    uint64_t items; /* that have it */
};

struct common_words {
    struct common_word best[COMMON_WORDS_MAX]; /* commonest first, then by their bytes */
    size_t count, most;                        /* most: at most COMMON_WORDS_MAX are kept */
    bool cut;                                  /* there were more */
};

/* Keeps the word if it is among the commonest so far. */
void common_words_add(struct common_words *c, struct str word, uint64_t items);
/* Could a word that so many items have be kept, wherever it stands among equals? */
bool common_words_admits(const struct common_words *c, uint64_t items);
/* Adds the words of one segment, each with the items of the whole set that have it. */
void common_words_join(
    struct common_words *all, const struct common_words *of, const struct index_set *set);
/* Orders what is kept by bytes alone; nothing may be added after it. */
void common_words_sort(struct common_words *c);

/* Items of the set that have the word, replaced ones included. */
uint64_t common_words_items(const struct index_set *set, struct str word);

#endif
