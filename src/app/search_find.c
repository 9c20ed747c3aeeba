#include "app/search.h"
#include "base/clock.h"

static void add_source(struct source_set *set, const struct config_source *source)
{
    /* 0 is nobody's number yet. */
    if (source->id && source->id < INDEX_SOURCE_MAX)
        source_set_add(set, source->id);
}

static struct source_set chosen(const struct search *s)
{
    struct source_set set = { { 0 } };
    for (size_t i = 0; i < s->config->source_count; i++)
        if (search_form_has(&s->form, i))
            add_source(&set, &s->config->sources[i]);
    return set;
}

/* The page asked for; of a page too deep to be had, the total alone. */
static enum error_code find_in(
    struct search *s, const struct source_set *sources, struct arena *arena)
{
    bool deep = s->form.page > SEARCH_PAGE_LAST;
    struct search_request request = {
        .query = s->query,
        .sources = sources,
        .offset = deep ? 0 : (size_t)(s->form.page - 1) * SEARCH_PAGE_SIZE,
        .limit = deep ? 1 : SEARCH_PAGE_SIZE,
    };
    enum error_code code = search_run(s->set, &request, arena, &s->result, &s->error);
    if (deep || code)
        s->result.count = 0;
    return code;
}

/* Source by source, in the configuration's order, until one has a hit. */
static enum error_code find_first(struct search *s, struct arena *arena)
{
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < s->config->source_count; i++) {
        if (!search_form_has(&s->form, i))
            continue;
        struct source_set one = { { 0 } };
        add_source(&one, &s->config->sources[i]);
        arena_rewind(arena, mark);
        enum error_code code = find_in(s, &one, arena);
        if (code)
            return code;
        if (s->result.total) {
            s->only = i;
            return ERROR_NONE;
        }
    }
    return ERROR_NONE;
}

static enum error_code find(struct search *s, struct arena *arena)
{
    s->sources = chosen(s);
    enum error_code code = query_parse(s->form.term, MATCH_ALL, arena, &s->query, &s->error);
    if (code)
        return code;
    if (query_is_empty(s->query)) {
        s->form.page = 1;
        return search_newest(s->set, &s->sources, SEARCH_PAGE_SIZE, arena, &s->result, &s->error);
    }
    return s->form.first ? find_first(s, arena) : find_in(s, &s->sources, arena);
}

void search_find(struct search *s, struct arena *arena)
{
    int64_t start = clock_monotonic();
    s->only = s->config->source_count;
    s->result = (struct search_result) { 0 };
    if (find(s, arena))
        s->result = (struct search_result) { 0 };
    s->elapsed = clock_monotonic() - start;
}

uint64_t search_pages(const struct search *s)
{
    uint64_t pages = (s->result.total + SEARCH_PAGE_SIZE - 1) / SEARCH_PAGE_SIZE;
    return pages < SEARCH_PAGE_LAST ? pages : SEARCH_PAGE_LAST;
}
