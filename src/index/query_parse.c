#include "index/query_draft.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

static bool is_space(UChar32 c)
{
    return c >= 0 && (u_isUWhiteSpace(c) || c < ' ');
}

/* The next run of text without white space; false at the end. */
static bool next_word(struct str text, size_t *at, struct str *word)
{
    const uint8_t *bytes = (const uint8_t *)text.at;
    size_t start = *at;
    for (size_t i = *at; i < text.len;) {
        size_t before = i;
        UChar32 c;
        U8_NEXT(bytes, i, text.len, c);
        *at = i;
        *word = str_n(text.at + start, before - start);
        if (!is_space(c))
            continue;
        if (before > start)
            return true;
        start = i;
    }
    *word = str_n(text.at + start, text.len - start);
    return start < text.len;
}

static enum error_code too_small(const struct arena *arena, struct error *e)
{
    return error_set(
        e, ERROR_LIMIT, "the query does not fit into an arena of %zu bytes", arena->capacity);
}

enum error_code query_parse(struct str text, enum query_match match, struct arena *arena,
    struct query **out, struct error *e)
{
    struct query_draft d;
    struct str word;
    *out = NULL;
    if (!query_draft_init(&d, arena))
        return too_small(arena, e);
    d.query->root = query_draft_node(&d, match == MATCH_ANY ? QUERY_ANY : QUERY_ALL);
    for (size_t at = 0; next_word(text, &at, &word);)
        query_draft_put(&d, d.query->root, query_word(&d, word, false, false));
    if (arena_failed(arena))
        return too_small(arena, e);
    if (d.full)
        return error_set(e, ERROR_LIMIT, "the query has more than %d words", SEARCH_TERMS_MAX);
    if (query_is_empty(d.query))
        d.query->root = QUERY_NO_NODE;
    *out = d.query;
    return ERROR_NONE;
}
