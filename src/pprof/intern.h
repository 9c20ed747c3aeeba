/*
 * Numbers instead of things: the same string, or the same pair of numbers, always gets the same
 * number, 1, 2, 3 … in the order in which they came. 0 is left for "none". A chain is made of pairs
 * of (what came before, what is added), so a trie is a struct pp_pairs, too.
 *
 * Heap memory; without it they are `failed` and give 0 from then on, checked once, at the end.
 * Zeroed, both are empty. One thread's.
 */
#ifndef PPROF_INTERN_H
#define PPROF_INTERN_H

#include "pprof/numbering.h"

struct pp_pair {
    uint32_t first, second;
};

struct pp_pairs {
    struct pp_pair *at; /* number n is at[n - 1] */
    uint32_t count, capacity;
    struct pp_numbering numbering;
    bool failed;
};

uint32_t pp_pairs_add(struct pp_pairs *pairs, uint32_t first, uint32_t second);
void pp_pairs_release(struct pp_pairs *pairs);

struct pp_strings {
    char **at; /* number n is at[n - 1], a copy */
    uint32_t count, capacity;
    uint32_t *slots; /* hash → number; a power of two, at most half full */
    uint32_t slot_count;
    bool failed;
};

uint32_t pp_strings_add(struct pp_strings *strings, const char *text);
void pp_strings_release(struct pp_strings *strings);

#endif
