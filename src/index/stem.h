/*
 * Stems: what the forms of a word have in common ("markets", "marketing": "market"), by Snowball's
 * algorithm for the item's language (libstemmer; M. Porter, "Snowball: a language for stemming
 * algorithms", 2001, https://snowballstem.org).
 *
 * A segment that is built with stemming has two kinds of terms: each token as it is folded, with
 * its positions; and of each token that stem_applies to, the stem, behind a byte that no token can
 * begin with, without positions: a phrase is always of exact words. (Xapian's Z-prefixed terms do
 * likewise.) An item whose language is not known, or has no algorithm, is indexed under the words
 * themselves as their stems, so that one question by stems finds all items.
 *
 * Two tokens that only a joint divides, as in "e-mail", "don't" and "AT&T", are stemmed as one word
 * as well, so that who asks for email, dont or att finds them.
 *
 * Words are stemmed as they are folded, without diacritics, on both sides: what a lazy typist asks
 * for is then found as well, at the price of some endings that the algorithm knows only with their
 * accents.
 *
 * Threads: each has stemmers of its own, made when it first needs them and freed when it ends; from
 * then on nothing allocates or locks.
 */
#ifndef INDEX_STEM_H
#define INDEX_STEM_H

#include "base/str.h"
#include "index/token.h"

#include <stdbool.h>
#include <stdint.h>

/* A stemming algorithm's number, below STEM_LANGUAGES. */
typedef uint8_t stem_language;
enum {
    STEM_NONE,            /* every word is its own stem */
    STEM_LANGUAGES = 32,  /* so that a uint32_t has a bit for each */
    STEM_MAX = TOKEN_MAX, /* bytes of a term; a longer stem is cut */
};

/* How items are stemmed. */
struct stemming {
    bool on;
    stem_language fallback; /* of items that do not say their language */
};

/* What stems are used for the items of a segment, or set. */
struct stem_use {
    uint32_t languages; /* bit i: some item is stemmed in language i; 0: none is stemmed */
    /* By language: so many bytes at most of its words' stems, from the end, are other than in the
     * word ("happi": 1). So who looks for words that have a stem can pass over most others. */
    uint8_t tails[STEM_LANGUAGES];
};

/* The first byte of a stem's term. */
#define STEM_MARK '\1'

/* By the primary subtag of a BCP 47 tag ("en" of "en-GB"), in any case; STEM_NONE when there is no
 * algorithm for it. */
stem_language stem_language_of(struct str tag);
/* The languages that have an algorithm, by number from 1 on; NULL past the last. */
const char *stem_language_name(stem_language language);

/* Does a folded token have a stem? Not when it holds a digit or is a single character. Depends on
 * nothing but the token. */
bool stem_applies(struct str token);
/* The term of the token's stem, its mark included. It is written to `term`. */
struct str stem_term(stem_language language, struct str token, char term[static STEM_MAX]);

/* Is that, between two tokens, a hyphen, an apostrophe or an ampersand and nothing else? */
bool stem_is_joint(struct str between);

/* Notes that a word of the language has that stem's term. */
void stem_use_word(struct stem_use *use, stem_language language, struct str token, struct str term);
void stem_use_add(struct stem_use *use, const struct stem_use *more);

static inline bool stem_is_term(struct str term)
{
    return term.len && term.at[0] == STEM_MARK;
}

#endif
