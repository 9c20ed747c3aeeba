/* One typed word, or quoted phrase, as the index has it. */
#include "index/query_draft.h"
#include "index/token.h"

/* A word that the tokenizer breaks into several tokens asks for them one after the other, as what
 * is quoted does. */
uint16_t query_word(struct query_draft *d, struct str text, bool quoted, bool title)
{
    struct tokenizer tokenizer;
    struct token token;
    (void)quoted;
    tokenizer_start(&tokenizer, text);
    query_draft_begin(d, title);
    while (tokenizer_next(&tokenizer, &token))
        query_draft_unit(d, token.folded);
    return query_draft_end(d);
}
