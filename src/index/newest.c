/* The newest items of a set: its segments, each newest first, merged. */
#include "index/set.h"

struct newest {
    const struct index_set *set;
    const struct source_set *sources;
    uint32_t *at; /* by member: next document */
};

/* Moves to the next document of a member that is alive and of the sources; false when there is
 * none. */
static bool seek(struct newest *n, size_t i)
{
    const struct set_member *m = &n->set->members[i];
    const struct segment *s = m->segment;
    uint32_t d = n->at[i];
    while (d < s->count && (bitmap_has(m->dead, d) || !source_set_has(n->sources, s->sources[d])))
        d++;
    n->at[i] = d;
    return d < s->count;
}

/* The newest of what the members have next; false when they have none. */
static bool take(struct newest *n, struct item *item, struct search_hit *hit)
{
    const struct segment *best = NULL;
    size_t from = 0;
    for (size_t i = 0; i < n->set->member_count; i++) {
        const struct segment *s = n->set->members[i].segment;
        if (seek(n, i) && (best == NULL || segment_before(s, n->at[i], best, n->at[from]))) {
            best = s;
            from = i;
        }
    }
    if (best == NULL)
        return false;
    uint32_t document = n->at[from]++;
    *item = segment_item(best, document);
    *hit = (struct search_hit) { .item = item, .sketch = best->sketches[document] };
    return true;
}

static size_t total_of(const struct index_set *set, const struct source_set *sources)
{
    size_t total = 0;
    for (uint32_t source = 0; source < set->source_count; source++)
        if (source_set_has(sources, source))
            total += set->source_items[source];
    return total;
}

static void begin_behind(struct newest *n, const struct search_place *place)
{
    for (size_t i = 0; i < n->set->member_count; i++)
        n->at[i] = segment_behind(n->set->members[i].segment, place);
}

/* As many as are left, at most `most`. */
static size_t take_all(struct newest *n, struct search_hit *hits, struct item *items, size_t most)
{
    size_t count = 0;
    while (count < most && take(n, &items[count], &hits[count]))
        count++;
    return count;
}

enum error_code search_newest_after(const struct index_set *set, const struct source_set *sources,
    const struct search_place *after, size_t limit, struct arena *arena,
    struct search_result *result, struct error *e)
{
    *result = (struct search_result) { 0 };
    if (limit > SEARCH_WINDOW_MAX)
        return error_set(
            e, ERROR_LIMIT, "no more than the first %d results can be shown", SEARCH_WINDOW_MAX);
    struct newest n = { .set = set, .sources = sources };
    size_t total = total_of(set, sources), most = limit < total ? limit : total;
    n.at = arena_zero(arena, set->member_count, sizeof *n.at);
    result->hits = arena_alloc(arena, most * sizeof *result->hits);
    struct item *items = arena_alloc(arena, most * sizeof *items);
    if (n.at == NULL || result->hits == NULL || items == NULL)
        return error_set(e, ERROR_LIMIT, "the newest %zu items do not fit into the arena", most);
    if (after)
        begin_behind(&n, after);
    result->count = take_all(&n, result->hits, items, most);
    result->total = total;
    return ERROR_NONE;
}

enum error_code search_newest(const struct index_set *set, const struct source_set *sources,
    size_t limit, struct arena *arena, struct search_result *result, struct error *e)
{
    return search_newest_after(set, sources, NULL, limit, arena, result, e);
}
