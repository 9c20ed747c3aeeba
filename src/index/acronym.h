/*
 * Acronyms that some write with dots and others without: "U.S.A." is "USA", "U.S." is "US".
 *
 * One of three letters or more that is written with dots is indexed as a word of that stem too. One
 * of two letters is often a word as well ("us", "it"), so that who asks for "U.S." is to find what
 * is written with dots or in capitals, and not "with us": those have a term of their own, like a
 * stem that ends in a dot, which no word does. Letters of ASCII only.
 */
#ifndef INDEX_ACRONYM_H
#define INDEX_ACRONYM_H

#include "index/stem.h"

#include <stdbool.h>
#include <stddef.h>

enum { ACRONYM_MAX = 8, ACRONYM_PAIR = 2 }; /* letters */

struct acronym {
    char letters[ACRONYM_MAX]; /* folded */
    size_t len;                /* 0: there is none */
    size_t start;              /* where it begins in the text */
    bool dotted;               /* else it is two capitals */
};

/* The acronym that ends with the token which stands there. */
struct acronym acronym_at(struct str text, size_t offset, size_t end);

/* The term of one of two letters. It is written to `term`. */
struct str acronym_pair_term(const struct acronym *acronym, char term[static STEM_MAX]);

#endif
