/*
 * What somebody may have meant to type: another spelling of a query, or the end of its last word.
 * Both come from the words of the published set, as they are indexed: folded.
 *
 * Reads the set, writes the arena, and nothing else; safe from any number of threads, each with its
 * own arena. On a full arena (arena_failed) nothing is suggested. The work is bounded: see each.
 */
#ifndef INDEX_SUGGEST_H
#define INDEX_SUGGEST_H

#include "base/arena.h"
#include "base/str.h"
#include "index/search.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SUGGEST_WORDS_MAX = 8,       /* of a query so many words at most are spelled otherwise */
    SUGGEST_COMPLETIONS_MAX = 8, /* completions of a word */
    /* A word is rare that at most one of so many items has, or none. */
    SUGGEST_RARE = 1000,
    /* Of a rare word another spelling is offered that so many times as many items have. */
    SUGGEST_RATIO = 20,
};

/* "Did you mean": the query with rare words replaced by like ones that more items have. Words of up
 * to three letters stand as they are; up to five letters one may be wrong, of longer words two, but
 * never the first (see edit_distance.h). Nearer words come first, of those equally near the one
 * that more items have. Words with digits, and those that are excluded, have a * or follow another
 * field than title:, stay as they are.
 *
 * `found` is what the query as typed has found in `sources`; when that is more than a rare word
 * can have, nothing is looked up. True when there is another spelling that finds more; its text is
 * then in the arena. Takes up to three searches for the best hit, and of a vocabulary looks at the
 * words that begin as one of the query's and are not too far off. */
bool suggest_query(const struct index_set *set, struct str text, enum query_match match,
    const struct source_set *sources, const struct search_result *found, struct arena *arena,
    struct str *out);

/* The text with its last word completed: by words that begin so, those that most items have first,
 * of equally many in the order of their bytes. */
struct suggest_completions {
    struct str texts[SUGGEST_COMPLETIONS_MAX]; /* in the arena */
    size_t count;
};

/* Nothing when the text does not end within a word. Of each segment only the words count that most
 * of its items have, two for each completion wanted; to find them one number is read for every
 * VOCABULARY_ORDER_BLOCK words that begin so. Items that were replaced are counted too, as long as
 * their segment has them. */
void suggest_complete(const struct index_set *set, struct str text, struct arena *arena,
    struct suggest_completions *out);

#endif
