/*
 * How many letters two words differ by: one more, one less, another one, or two neighbours swapped
 * count 1 each (Damerau-Levenshtein as optimal string alignment: no letter is changed twice).
 *
 * Made for going through many words in the order of their bytes: rows of the table are kept, so
 * that of the next word only what differs from the one before is computed, and a beginning that is
 * already too far off tells that all words with it are. (K. Oflazer, "Error-tolerant finite-state
 * recognition", Computational Linguistics 22, 1996, for the cut-off.) Letters are code points. No
 * memory but the struct itself; one belongs to one thread.
 */
#ifndef INDEX_EDIT_DISTANCE_H
#define INDEX_EDIT_DISTANCE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { EDIT_LETTERS_MAX = 64 };

struct edit_distance {
    uint32_t word[EDIT_LETTERS_MAX]; /* that others are compared with */
    unsigned length;
    uint32_t other[EDIT_LETTERS_MAX];
    unsigned depth;                     /* letters of the other word so far */
    uint8_t ends[EDIT_LETTERS_MAX + 1]; /* by depth: bytes of the other word so far */
    uint8_t rows[EDIT_LETTERS_MAX + 1][EDIT_LETTERS_MAX + 1];
};

/* False when the word has more than EDIT_LETTERS_MAX letters or is not UTF-8. */
bool edit_distance_start(struct edit_distance *e, struct str word);
/* Keeps of the other word what lies within its first `bytes`. */
void edit_distance_keep(struct edit_distance *e, size_t bytes);
/* Takes the next letter of `other` in. False when there is none left, or no room for it. */
bool edit_distance_push(struct edit_distance *e, struct str other);
/* Between the word and what was taken in. */
unsigned edit_distance_now(const struct edit_distance *e);
/* Is every word that begins with what was taken in farther off than `most`? */
bool edit_distance_hopeless(const struct edit_distance *e, unsigned most);

/* Of two words; UINT32_MAX when one cannot be compared. */
unsigned edit_distance_of(struct str a, struct str b);

#endif
