/* Words with *, as they are typed. What they stand for is found in query_expand.c. */
#include "index/query_field.h"
#include "index/token.h"

/* The single token of the text; empty when it has none, or several. */
static struct str only_token(struct query_draft *d, struct str text, unsigned *count)
{
    struct tokenizer tokenizer;
    struct token token;
    struct str only = { NULL, 0 };
    *count = 0;
    tokenizer_start(&tokenizer, text);
    while (tokenizer_next(&tokenizer, &token))
        if (++*count == 1)
            only = arena_copy(d->arena, token.folded);
    return only;
}

bool query_is_pattern(struct str word)
{
    return word.len && (word.at[0] == '*' || word.at[word.len - 1] == '*');
}

uint16_t query_pattern(struct query_draft *d, struct str word, size_t offset, bool title)
{
    struct query_pattern pattern = { .typed = word, .offset = offset, .title = title };
    struct str core = word;
    for (; core.len && core.at[0] == '*'; core.at++)
        core.len--;
    pattern.at_start = core.len == word.len;
    while (core.len && core.at[core.len - 1] == '*')
        core.len--;
    pattern.at_end = core.at + core.len == word.at + word.len;
    unsigned tokens;
    pattern.text = only_token(d, core, &tokens);
    if (tokens == 1)
        return query_draft_pattern(d, &pattern);
    if (tokens == 0)
        query_draft_say(d, offset, word.len, "A * needs letters or digits beside it.");
    else
        query_draft_say(
            d, offset, word.len, "A * goes with a single word: this is searched for without it.");
    return query_word(d, core, false, title);
}
