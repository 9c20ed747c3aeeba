/*
 * The language of queries.
 *
 *   query    = sequence { "OR" sequence }
 *   sequence = { [ "AND" ] item }                 all of them; with MATCH_ANY any of those that are
 *                                                 neither filters nor excluded
 *   item     = [ "-" ] ( word | phrase | "(" query ")" | field value )
 *   phrase   = a quotation mark, words, a quotation mark: " “ ” „ « »
 *   word     = what stands between blanks; with a * at its beginning, end or both, any word that
 *              ends so, begins so or has it
 *   field    = "title:" | "source:" | "feed:" | "lang:" | "after:" | "before:" | "when:" | "site:"
 *   value    = word | phrase, for title: a group as well; no blank before it
 *
 * So OR binds less than words side by side, as in PostgreSQL's websearch_to_tsquery. OR and AND are
 * in capitals, fields in any case. A word that the tokenizer breaks into several tokens ("AT&T",
 * "U.S.") asks for them one after the other, as a phrase. A run of several words in a script that
 * has no spaces asks for each of them, as query_run.c says.
 *
 *   title:    in the title
 *   source:   of that source, by its name or title
 *   feed:     of a source that has the value in its name, title or a feed's address
 *   lang:     the item's language, or a wider one: en finds en-us
 *   after:    YYYY, YYYY-MM, YYYY-MM-DD, and behind a day Thh or Thh:mm: from its beginning on, UTC
 *   before:   the same: earlier than its beginning
 *   when:     a number and h, d, w, m (30 days) or y (365 days): not older than that
 *   site:     the link's host is that domain or one below it
 *
 * What cannot be understood gets a message and is left out, or taken as words; no text is refused.
 */
#ifndef INDEX_QUERY_LANGUAGE_H
#define INDEX_QUERY_LANGUAGE_H

#include "index/search.h"
#include "index/stem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QUERY_TEXT_MAX = 4096, /* bytes; what stands beyond is left out */
    QUERY_DEPTH_MAX = 16,  /* of parentheses; deeper ones are ignored */
};

/* What a query's text refers to. */
struct query_world {
    enum query_match match;
    int64_t now;                  /* unix seconds, for when: */
    const struct stem_use *stems; /* bare words ask for: index_set_stems; NULL: for themselves */
    /* Adds the sources that have the name to `set`; `part`: those that have it in their name, title
     * or a feed's address. NULL: no source has a name. */
    void (*sources)(const void *context, struct str name, bool part, struct source_set *set);
    const void *context;
};

/* As query_parse. */
enum error_code query_parse_in(struct str text, const struct query_world *world,
    struct arena *arena, struct query **out, struct error *e);

/* Gives words with a * the terms they stand for in the set, the most frequent of them: before the
 * query is searched in that set, and once. ERROR_LIMIT when the arena is too small. */
enum error_code query_expand(
    struct query *query, const struct index_set *set, struct arena *arena, struct error *e);

/* In the order they came up. */
size_t query_messages(const struct query *query, const struct query_message **messages);

#endif
