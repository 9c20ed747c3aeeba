/* What suggestions need of a query's text and of the set's words. For suggest_*.c alone. */
#ifndef INDEX_SUGGEST_WORDS_H
#define INDEX_SUGGEST_WORDS_H

#include "index/set.h"
#include "index/token.h"

#include <stdbool.h>

enum { SPELLINGS_MAX = 3 };

/* A word like another. */
struct spelling {
    char bytes[TOKEN_MAX];
    uint8_t len;
    unsigned distance;
    uint64_t items;
};
struct spellings {
    struct spelling best[SPELLINGS_MAX]; /* best first */
    unsigned count;
};

/* Words like `word`, which `items` items have. */
void suggest_spellings(
    const struct index_set *set, struct str word, uint64_t items, struct spellings *out);

/* Does the token of the query's text stand for a word to be found, as it is: not excluded, no
 * pattern, no operator, no value of a filter? */
bool suggest_is_word(struct str text, const struct token *token);

#endif
