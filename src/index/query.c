#include "index/query.h"

#include "index/query_language.h"
#include "index/stem.h"
#include "index/token.h"

unsigned query_find_stem(const struct query *query, struct str token)
{
    char term[STEM_MAX];
    unsigned found = QUERY_NONE;
    if (query->languages == 0 || !stem_applies(token))
        return found;
    for (stem_language i = 0; i < STEM_LANGUAGES && found == QUERY_NONE; i++)
        if (query->languages >> i & 1)
            found = query_find(query, stem_term(i, token, term));
    return found;
}

unsigned query_find(const struct query *query, struct str token)
{
    _Static_assert(TOKEN_MAX <= 64, "query->lengths has a bit for every length");
    if (token.len <= TOKEN_MAX && !(query->lengths >> (token.len - 1) & 1))
        return QUERY_NONE;
    for (unsigned i = 0; i < query->term_count; i++)
        if (str_equal(query->terms[i], token))
            return i;
    return QUERY_NONE;
}

bool query_is_empty(const struct query *query)
{
    return query->root == QUERY_NO_NODE;
}

size_t query_messages(const struct query *query, const struct query_message **messages)
{
    *messages = query->messages;
    return query->message_count;
}
