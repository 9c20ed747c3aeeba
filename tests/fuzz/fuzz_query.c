/*
 * What is typed is bounded, and means what the index means: a text that is searched for by itself
 * is found, and its snippet is one run of it with something marked.
 */
#include "index/search.h"
#include "index/snippet.h"

#include <stdlib.h>

static struct arena arena;

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_found(const struct query *query, struct str text)
{
    struct source_set sources = { .bits = { 2 } };
    struct item items[] = { { .id = 1, .source = 1, .summary = text },
        { .id = 2, .source = 1, .title = STR("other words") } };
    struct search_request request = {
        .query = query, .sources = &sources, .offset = 0, .limit = 10
    };
    struct search_result result;
    struct index *index = index_new(1);
    index_add(index, items, 2);
    const struct index_set *set = index_enter(index, 0);
    require(search_run(set, &request, &arena, &result, NULL) == ERROR_NONE);
    bool found = false;
    for (size_t i = 0; i < result.count; i++)
        found |= result.hits[i].item->id == 1;
    require(found == !query_is_empty(query));
    index_leave(index, 0);
    index_free(&index);
}

static void check_snippet(const struct query *query, struct str text, size_t most)
{
    struct snippet s;
    size_t marked = 0;
    snippet_make(query, text, most, &arena, &s);
    const char *at = s.count ? s.pieces[0].text.at : text.at, *start = at;
    for (size_t i = 0; i < s.count; i++) {
        require(s.pieces[i].text.at == at && s.pieces[i].text.len > 0);
        at += s.pieces[i].text.len;
        marked += s.pieces[i].marked;
    }
    require((size_t)(at - start) <= most);
    require(s.cut_before == (start > text.at) && s.cut_after == (at < text.at + text.len));
    if (most >= text.len)
        require((marked > 0) == !query_is_empty(query));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_n((const char *)data, size);
    struct query *query;
    if (arena.base == NULL && arena_init(&arena, 4 << 20, NULL) != ERROR_NONE)
        abort();
    arena_reset(&arena);
    if (query_parse(text, MATCH_ALL, &arena, &query, NULL) != ERROR_NONE)
        return 0;
    check_found(query, text);
    check_snippet(query, text, SIZE_MAX);
    check_snippet(query, text, size / 2);
    check_snippet(query, text, size / 5);
    return 0;
}
