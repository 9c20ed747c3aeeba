#include "index/facets.h"

#include "base/calendar.h"
#include "index/facets_bars.h"
#include "index/match.h"
#include "index/set.h"

struct counter {
    const struct index_set *set;
    const struct search_request *request;
    struct match match;
    uint32_t *lists; /* by member, then term */
    double *weights; /* by term: 1, or 0 when no item has it */
    uint32_t every;  /* one of so many windows is looked at */
    int32_t *hours;  /* of the matches counted */
    struct facets *out;
};

/* Notes where each member has each term; how many items have the commonest, or the set's items when
 * there is no term. */
static uint64_t find_terms(struct counter *c)
{
    const struct query *query = c->request->query;
    uint64_t most = query->term_count ? 0 : c->set->items;
    for (unsigned t = 0; t < query->term_count; t++) {
        uint64_t with = 0;
        for (size_t i = 0; i < c->set->member_count; i++) {
            const struct segment *s = c->set->members[i].segment;
            uint32_t list = vocabulary_find(&s->vocabulary, query->terms[t]);
            c->lists[i * query->term_count + t] = list;
            with += list == VOCABULARY_NONE ? 0 : s->postings.lists[list].documents;
        }
        c->weights[t] = with > 0;
        most = with > most ? with : most;
    }
    return most;
}

static void choose_windows(struct counter *c, const struct search_result *result, uint64_t most)
{
    uint64_t matches = result->more ? most : result->total;
    c->every = (uint32_t)(matches / FACETS_COUNTED_MAX + 1);
    c->out->more = result->more || c->every > 1;
}

/* The document itself when its window is one to be looked at, else the first of the next one. */
static uint32_t window_from(const struct counter *c, uint32_t document)
{
    uint32_t window = document / FACETS_WINDOW;
    if (window % c->every == 0)
        return document;
    uint64_t next = (uint64_t)(window / c->every + 1) * c->every * FACETS_WINDOW;
    return next < POSTINGS_END ? (uint32_t)next : POSTINGS_END;
}

static int32_t hour_of(int64_t date)
{
    const int64_t hour = 60 * 60, day = 24 * hour;
    return 24 * calendar_day_of(date) + (int32_t)((date % day + day) % day / hour);
}

static void count(struct counter *c, const struct set_member *m, uint32_t document)
{
    const struct segment *s = m->segment;
    if (bitmap_has(m->dead, document) ||
        !source_set_has(c->request->sources, s->sources[document]) ||
        !match_verify(&c->match, document))
        return;
    c->hours[c->out->counted++] = hour_of(s->dates[document]);
    c->out->by_source[s->sources[document]]++;
}

static void count_in(struct counter *c, size_t member)
{
    const struct set_member *m = &c->set->members[member];
    if (!match_open(&c->match, m->segment, c->lists + member * c->request->query->term_count))
        return;
    for (uint32_t document = 0; document < m->segment->count;) {
        uint32_t found = match_advance(&c->match, document);
        if (found == POSTINGS_END)
            return;
        document = window_from(c, found);
        if (document != found)
            continue;
        if (c->out->counted == FACETS_COUNTED_MAX) {
            c->out->more = true;
            return;
        }
        count(c, m, document++);
    }
}

/* One more than the highest of the sources. */
static uint32_t sources_end(const struct source_set *sources)
{
    for (uint32_t word = INDEX_SOURCE_MAX / 64; word-- > 0;)
        if (sources->bits[word])
            return word * 64 + 64 - (uint32_t)__builtin_clzll(sources->bits[word]);
    return 0;
}

/* All matches are among the hits of the result: there is nothing to look for. */
static bool is_whole(const struct search_result *result)
{
    return !result->more && !result->stopped && result->count == result->total &&
           result->count <= FACETS_COUNTED_MAX;
}

static void count_hits(struct counter *c, const struct search_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct item *item = result->hits[i].item;
        c->hours[c->out->counted++] = hour_of(item_date(item));
        c->out->by_source[item->source]++;
    }
}

static bool make_room(struct counter *c, struct arena *arena)
{
    c->hours = arena_alloc(arena, FACETS_COUNTED_MAX * sizeof *c->hours);
    c->out->sources = sources_end(c->request->sources);
    c->out->by_source = arena_zero(arena, c->out->sources, sizeof *c->out->by_source);
    return !arena_failed(arena);
}

/* Finds the matches and counts them. False when the arena has no room. */
static bool count_all(struct counter *c, const struct search_result *result, struct arena *arena)
{
    size_t terms = c->request->query->term_count;
    c->lists = arena_alloc(arena, terms * c->set->member_count * sizeof *c->lists);
    c->weights = arena_alloc(arena, terms * sizeof *c->weights);
    if (c->lists == NULL || c->weights == NULL)
        return false;
    choose_windows(c, result, find_terms(c));
    if (!match_init(&c->match, c->request->query, c->weights, 1, arena))
        return false;
    for (size_t i = 0; i < c->set->member_count; i++)
        count_in(c, i);
    return true;
}

enum error_code facets_count(const struct index_set *set, const struct search_request *request,
    const struct search_result *result, struct arena *arena, struct facets *out, struct error *e)
{
    struct counter c = { .set = set, .request = request, .out = out };
    *out = (struct facets) { 0 };
    bool room = make_room(&c, arena);
    if (room && is_whole(result))
        count_hits(&c, result);
    else
        room = room && count_all(&c, result, arena);
    if (room && facets_make_bars(c.hours, out->counted, arena, out))
        return ERROR_NONE;
    return error_set(
        e, ERROR_LIMIT, "the counts do not fit into an arena of %zu bytes", arena->capacity);
}
