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

/* Behind the cursor, and one hit more than wanted, to know whether there is one. */
static void place_request(const struct search *s, struct search_request *request)
{
    request->limit += request->offset + request->limit < SEARCH_WINDOW_MAX;
    if (s->cursor == NULL)
        return;
    request->after = &s->cursor->after;
    if (request->order == SEARCH_BY_SCORE)
        request->statistics = &s->cursor->statistics;
}

/* There was one more than wanted; at the end of what can be shown at once, there may be. */
static void note_further(struct search *s)
{
    s->further = s->result.count > s->size ||
                 (s->result.count == s->size && s->form.page == SEARCH_WINDOW_MAX / s->size);
    if (s->result.count > s->size)
        s->result.count = s->size;
}

static enum error_code find_newest(
    struct search *s, const struct source_set *sources, struct arena *arena)
{
    s->form.page = 1;
    enum error_code code = search_newest_after(s->set, sources,
        s->cursor ? &s->cursor->after : NULL, s->size + 1, arena, &s->result, &s->error);
    note_further(s);
    return code;
}

/* The page asked for; of a page too deep to be had, the total alone. */
static enum error_code find_in(
    struct search *s, const struct source_set *sources, struct arena *arena)
{
    bool deep = s->form.page > SEARCH_WINDOW_MAX / s->size;
    struct search_request request = {
        .query = s->query,
        .sources = sources,
        .offset = deep ? 0 : (size_t)(s->form.page - 1) * s->size,
        .limit = deep ? 1 : s->size,
        .order = s->form.order,
        .recency = { s->config->rank_recency / 100.0, s->config->rank_half_life * 3600.0 },
        .most = SEARCH_MILLISECONDS_MAX * INT64_C(1000000),
    };
    if (!deep)
        place_request(s, &request);
    enum error_code code = search_run(s->set, &request, arena, &s->result, &s->error);
    if (deep || code)
        s->result.count = 0;
    note_further(s);
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
        if (s->result.total || s->result.stopped) {
            s->only = i;
            return ERROR_NONE;
        }
    }
    return ERROR_NONE;
}

static enum error_code find_as(struct search *s, enum query_match match, struct arena *arena)
{
    enum error_code code = search_parse(s, match, arena);
    if (code)
        return code;
    if (query_is_empty(s->query))
        return find_newest(s, &s->sources, arena);
    return s->form.first ? find_first(s, arena) : find_in(s, &s->sources, arena);
}

/* What has all words; if nothing has, perhaps what has some of them. */
static enum error_code find(struct search *s, struct arena *arena)
{
    s->sources = chosen(s);
    enum error_code code = find_as(s, s->form.match, arena);
    if (code || s->result.total || s->result.stopped || !s->lenient || s->form.match == MATCH_ANY)
        return code;
    code = find_as(s, MATCH_ANY, arena);
    s->partial = s->result.total > 0;
    return code;
}

void search_find(struct search *s, struct arena *arena)
{
    int64_t start = clock_monotonic();
    s->only = s->config->source_count;
    s->partial = false;
    s->result = (struct search_result) { 0 };
    s->further = false;
    if (find(s, arena))
        s->result = (struct search_result) { 0 };
    else
        s->wanted = wanted_make(s->query, arena);
    s->elapsed = clock_monotonic() - start;
}

uint64_t search_pages(const struct search *s)
{
    uint64_t pages = (s->result.total + SEARCH_PAGE_SIZE - 1) / SEARCH_PAGE_SIZE;
    return pages < SEARCH_PAGE_LAST ? pages : SEARCH_PAGE_LAST;
}
