#include "index/suggest_words.h"

/* What ends a run of characters that belong together. */
static bool bounds(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == '(' || c == ')';
}

/* The run that the token is in. */
static struct str run_of(struct str text, const struct token *token)
{
    size_t start = token->offset, end = token->offset + token->length;
    while (start && !bounds(text.at[start - 1]))
        start--;
    while (end < text.len && !bounds(text.at[end]))
        end++;
    return str_n(text.at + start, end - start);
}

bool suggest_is_word(struct str text, const struct token *token)
{
    struct str run = run_of(text, token);
    if (run.at[0] == '-' || str_find(run, '*') < run.len)
        return false;
    size_t colon = str_find(run, ':');
    if (colon < run.len)
        return str_starts_nocase(run, STR("title:")) && token->offset > (size_t)(run.at - text.at);
    return !str_equal(run, STR("OR")) && !str_equal(run, STR("AND"));
}
