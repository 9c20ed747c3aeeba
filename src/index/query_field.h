/* Fields that are filters, from their value to a leaf; words with *. For the parser. */
#ifndef INDEX_QUERY_FIELD_H
#define INDEX_QUERY_FIELD_H

#include "index/query_draft.h"
#include "index/query_language.h"
#include "index/query_lex.h"

/* A leaf of the value, which is not FIELD_TITLE's; QUERY_NO_NODE after a message. */
uint16_t query_field(struct query_draft *d, const struct query_world *world, enum query_field field,
    const struct query_piece *value);

/* Does the word begin or end with a *? */
bool query_is_pattern(struct str word);
/* A leaf of such a word, `offset` bytes into the query's text; QUERY_NO_NODE after a message, or
 * when there is no room. */
uint16_t query_pattern(struct query_draft *d, struct str word, size_t offset, bool title);

#endif
