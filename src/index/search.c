/*
 * Document at a time, segment after segment. Every match is counted up to SEARCH_COUNT_MAX; from
 * then on, or from the start where the total is known, stretches of documents are passed over whose
 * blocks' bounds say that none gets among the hits wanted.
 */
#include "base/clock.h"
#include "index/match.h"
#include "index/query.h"
#include "index/rank.h"
#include "index/set.h"
#include "index/top.h"

#include <assert.h>
#include <math.h>

enum { PATIENCE = 4096 };

struct search {
    const struct index_set *set;
    const struct query *query;
    const struct source_set *sources;
    const struct search_place *after;
    bool by_date;
    struct search_statistics *statistics; /* the result's */
    struct rank_recency recency;
    double *weights;                /* by term */
    struct postings_cursor *cursor; /* for counting the dead */
    uint32_t *lists;                /* by member, then term */
    struct match *match;
    struct top top;
    uint64_t *with; /* by term: items that have it */
    size_t total;
    bool counted;      /* total is known beforehand */
    int64_t end;       /* of the time it may take, as clock_monotonic tells it */
    unsigned patience; /* documents, or blocks, until the clock is read again */
    bool stopped;
};

/* One segment being searched. */
struct scan {
    struct search *search;
    const struct set_member *member;
    const struct segment *segment;
    bool all_sources; /* none of its items is of a source not asked for */
    uint32_t until;   /* up to that document the bound was good */
    uint32_t start;   /* no hit wanted is before it; to be counted some are */
};

/* --- statistics --- */

/* How many dead documents have the term: by whichever of the two is shorter. */
static uint32_t dead_with(
    struct postings_cursor *c, const struct set_member *m, const struct postings_list *list)
{
    uint32_t with = 0;
    if (list->documents <= m->dead_count) {
        for (; c->document != POSTINGS_END; postings_next(c))
            with += bitmap_has(m->dead, c->document);
        return with;
    }
    for (uint32_t word = 0; word < (m->segment->count + 63) / 64; word++) {
        for (uint64_t bits = m->dead[word]; bits; bits &= bits - 1) {
            uint32_t document = word * 64 + (uint32_t)__builtin_ctzll(bits);
            postings_advance(c, document);
            with += c->document == document;
        }
    }
    return with;
}

/* Live items of the set that have the term; notes where each member has it. */
static uint64_t items_with(struct search *s, unsigned term)
{
    uint64_t with = 0;
    for (size_t i = 0; i < s->set->member_count; i++) {
        const struct set_member *m = &s->set->members[i];
        const struct postings *p = &m->segment->postings;
        uint32_t list = vocabulary_find(&m->segment->vocabulary, s->query->terms[term]);
        s->lists[i * s->query->term_count + term] = list;
        if (list == VOCABULARY_NONE)
            continue;
        with += p->lists[list].documents;
        if (m->dead_count) {
            postings_open(s->cursor, p, list);
            with -= dead_with(s->cursor, m, &p->lists[list]);
        }
    }
    return with;
}

/* The words that a pattern stands for weigh as one word that all of their items have. */
static double weight_of(const struct search *s, unsigned term)
{
    const struct search_statistics *statistics = s->statistics;
    uint64_t with = statistics->with[term];
    const uint8_t *groups = s->query->groups;
    for (unsigned t = 0; groups[term] && t < statistics->terms; t++)
        if (t != term && groups[t] == groups[term])
            with += statistics->with[t];
    if (with == 0)
        return 0;
    return rank_wanted(s->query->times[term], s->query->optional[term]) *
           rank_term_weight(statistics->items, with < statistics->items ? with : statistics->items);
}

static int64_t newest_of(const struct index_set *set)
{
    int64_t newest = INT64_MIN;
    for (size_t i = 0; i < set->member_count; i++)
        if (set->members[i].segment->dates[0] > newest)
            newest = set->members[i].segment->dates[0];
    return newest;
}

static void weigh_terms(struct search *s, const struct search_statistics *given)
{
    unsigned terms = s->query->term_count;
    bool kept = given && given->terms == terms;
    s->statistics->items = s->set->items;
    s->statistics->newest = newest_of(s->set);
    s->statistics->average_length = s->set->average_length;
    s->statistics->terms = terms;
    for (unsigned t = 0; t < terms; t++)
        s->statistics->with[t] = s->with[t] = items_with(s, t);
    if (kept)
        *s->statistics = *given;
    for (unsigned t = 0; t < terms; t++)
        s->weights[t] = weight_of(s, t);
}

/* --- one segment --- */

static bool admissible(const struct scan *scan, uint32_t document)
{
    return !bitmap_has(scan->member->dead, document) &&
           (scan->all_sources ||
               source_set_has(scan->search->sources, scan->segment->sources[document]));
}

/* Are matches that cannot be among the hits still looked for, to be counted? */
static bool counts(const struct search *s)
{
    return !s->counted && (s->total <= SEARCH_COUNT_MAX || s->total <= s->top.most);
}

/* May documents be passed over that cannot be among the hits? */
static bool prunes(const struct search *s)
{
    return s->top.count == s->top.most && !counts(s);
}

/* What scores of the document are multiplied by. */
static double boost_of(const struct scan *scan, uint32_t document)
{
    const struct search *s = scan->search;
    return s->recency.most > 0
               ? rank_recent(&s->recency, scan->segment->dates[document], s->statistics->newest)
               : 1;
}

/* At least what scores of the document and of older ones are multiplied by. */
static double most_boost(const struct scan *scan, uint32_t document)
{
    return scan->search->recency.most > 0 ? boost_of(scan, document) * MATCH_SLACK : 1;
}

/* A score that, multiplied by the boost, is less than `least`, yet hardly so. */
static float before_boost(float least, double boost)
{
    return boost > 1 ? (float)(least / boost * (1 - 1e-6)) : least;
}

/* In order of date, none that follows is better than the first that is not good enough. */
static uint32_t pass_over_older(const struct scan *scan, uint32_t document)
{
    if (document < scan->segment->count &&
        top_admits(&scan->search->top, (struct top_hit) { scan->segment, document, 0 }))
        return document;
    return POSTINGS_END;
}

/* The first document from `document` on whose stretch can have a hit; POSTINGS_END when none. */
static uint32_t pass_over(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    if (s->by_date)
        return pass_over_older(scan, document);
    while (document < scan->segment->count && document > scan->until) {
        float bound = (float)match_bound(s->match, document, &scan->until);
        bound = (float)(bound * most_boost(scan, document));
        if (top_admits(&s->top, (struct top_hit) { scan->segment, document, bound }))
            return document;
        document = scan->until + 1;
    }
    return document < scan->segment->count ? document : POSTINGS_END;
}

/* Lets the segment's documents that cannot get in any more not be found. */
static void require(struct scan *scan)
{
    struct search *s = scan->search;
    if (prunes(s) && !s->by_date)
        match_require(s->match, before_boost(s->top.hits[0].score, most_boost(scan, 0)));
}

static void offer(struct scan *scan, uint32_t document, float score)
{
    struct search *s = scan->search;
    if (!top_admits_score(&s->top, score))
        return;
    top_offer(&s->top, (struct top_hit) { scan->segment, document, score });
    require(scan);
}

/* A document that has the terms. Its phrases are looked at only if its score lets it in. */
static void take(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    bool pruning = prunes(s);
    float least = pruning ? s->top.hits[0].score : 0;
    if (!admissible(scan, document) || (!pruning && !match_verify(s->match, document)))
        return;
    double boost = boost_of(scan, document);
    float score = s->by_date ? 0 : match_score(s->match, document, before_boost(least, boost));
    score = (float)(score * boost);
    if (!pruning)
        s->total += !s->counted;
    else if (score < least || !match_verify(s->match, document))
        return;
    offer(scan, document, score);
}

/* The next document that has the terms and is not passed over. */
static uint32_t find_from(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    for (;;) {
        if (document < scan->start && !counts(s))
            document = scan->start;
        if (prunes(s))
            document = pass_over(scan, document);
        if (document == POSTINGS_END)
            return document;
        uint32_t found = match_advance(s->match, document);
        if (found == POSTINGS_END || !prunes(s) || found <= scan->until)
            return found;
        document = pass_over(scan, found);
        if (document == found)
            return found;
    }
}

/* Is the time up? Looks at the clock every so many times. */
static bool late(struct search *s, unsigned every)
{
    if (s->patience-- > 0)
        return false;
    s->patience = every;
    s->stopped = s->end && clock_monotonic() >= s->end;
    return s->stopped;
}

/* Up to where windows take over; the first document that is left to them. */
static uint32_t scan_documents(struct scan *scan)
{
    struct search *s = scan->search;
    uint32_t document = 0;
    for (require(scan); !match_has_windows(s->match); document++) {
        document = find_from(scan, document);
        if (document == POSTINGS_END || late(s, PATIENCE))
            return POSTINGS_END;
        take(scan, document);
    }
    return document;
}

/* What documents from `document` on have to score at least to be among the hits: where a document
 * that scores like the last of these comes behind it, more than that. */
static float least_from(const struct scan *scan, uint32_t document)
{
    const struct top *top = &scan->search->top;
    float least = top->hits[0].score;
    if (!top_admits(top, (struct top_hit) { scan->segment, document, least }))
        least = nextafterf(least, INFINITY);
    return before_boost(least, most_boost(scan, document));
}

static void scan_windows(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    const struct match_window *window = &s->match->window;
    for (; document < scan->segment->count && !late(s, PATIENCE / POSTINGS_BLOCK);
         document = window->until + 1) {
        float least = prunes(s) && !s->by_date ? least_from(scan, document) : 0;
        if (document < scan->start && !counts(s))
            document = scan->start;
        if (!match_next_window(s->match, document, least) ||
            (prunes(s) && s->by_date &&
                pass_over_older(scan, window->documents[0]) == POSTINGS_END))
            return;
        for (unsigned i = 0; i < window->count; i++)
            take(scan, match_place(s->match, i));
    }
}

/* Does the segment hold items of the sources, and of others? */
static bool compare_sources(struct scan *scan)
{
    bool any = false;
    scan->all_sources = true;
    for (size_t w = 0; w < INDEX_SOURCE_MAX / 64; w++) {
        uint64_t has = scan->segment->source_set.bits[w], asked = scan->search->sources->bits[w];
        any |= (has & asked) != 0;
        scan->all_sources &= (has & ~asked) == 0;
    }
    return any;
}

static void scan_member(struct search *s, size_t i)
{
    struct scan scan = {
        .search = s,
        .member = &s->set->members[i],
        .segment = s->set->members[i].segment,
    };
    if (!compare_sources(&scan) ||
        !match_open(s->match, scan.segment, s->lists + i * s->query->term_count))
        return;
    if (s->by_date && s->after)
        scan.start = segment_behind(scan.segment, s->after);
    scan_windows(&scan, scan_documents(&scan));
}

/* --- entry points --- */

static enum error_code arena_too_small(const struct arena *arena, struct error *e)
{
    return error_set(
        e, ERROR_LIMIT, "the search does not fit into an arena of %zu bytes", arena->capacity);
}

static enum error_code check_window(size_t offset, size_t limit, struct error *e)
{
    assert(limit > 0);
    if (limit > SEARCH_WINDOW_MAX || offset > SEARCH_WINDOW_MAX - limit)
        return error_set(
            e, ERROR_LIMIT, "no more than the first %d results can be shown", SEARCH_WINDOW_MAX);
    return ERROR_NONE;
}

/* A single term's matches need no counting, unless some are of sources that were not asked for. */
static void count_beforehand(struct search *s)
{
    const struct match_leaf *only = match_only_term(s->match);
    if (only == NULL)
        return;
    for (size_t i = 0; i < s->set->member_count; i++) {
        struct scan scan = { .search = s, .segment = s->set->members[i].segment };
        compare_sources(&scan);
        if (!scan.all_sources)
            return;
    }
    s->counted = true;
    s->total = s->with[only->term];
}

/* What the top holds from `offset` on. False when the arena has no room. */
static bool take_hits(
    struct top *top, size_t offset, struct arena *arena, struct search_result *result)
{
    size_t count = offset < top->count ? top->count - offset : 0;
    struct item *items = arena_alloc(arena, count * sizeof *items);
    result->hits = arena_alloc(arena, count * sizeof *result->hits);
    if (items == NULL || result->hits == NULL)
        return false;
    top_sort(top);
    for (size_t i = 0; i < count; i++) {
        const struct top_hit *hit = &top->hits[offset + i];
        items[i] = segment_item(hit->segment, hit->document);
        result->hits[i] =
            (struct search_hit) { &items[i], hit->score, hit->segment->sketches[hit->document] };
    }
    result->count = count;
    return true;
}

enum error_code search_run(const struct index_set *set, const struct search_request *request,
    struct arena *arena, struct search_result *result, struct error *e)
{
    *result = (struct search_result) { 0 };
    enum error_code code = check_window(request->offset, request->limit, e);
    if (code != ERROR_NONE || query_is_empty(request->query))
        return code;
    /* What a pattern stands for grows with the set. */
    if (request->statistics && request->query->pattern_count == 0 &&
        request->statistics->terms != request->query->term_count)
        return error_set(
            e, ERROR_REFUSED, "the place to go on from is of another search: begin this one anew");
    unsigned terms = request->query->term_count;
    struct search s = { .set = set,
        .statistics = &result->statistics,
        .query = request->query,
        .sources = request->sources,
        .after = request->after,
        .by_date = request->order == SEARCH_BY_DATE,
        .recency = request->recency,
        .end = request->most ? clock_monotonic() + request->most : 0 };
    s.cursor = arena_alloc(arena, sizeof *s.cursor);
    s.lists = arena_alloc(arena, terms * set->member_count * sizeof *s.lists);
    s.match = arena_alloc(arena, sizeof *s.match);
    s.weights = arena_alloc(arena, terms * sizeof *s.weights);
    s.with = arena_alloc(arena, terms * sizeof *s.with);
    if (arena_failed(arena) || !top_init(&s.top, request->offset + request->limit, arena))
        return arena_too_small(arena, e);
    s.top.after = request->after;
    weigh_terms(&s, request->statistics);
    if (!match_init(s.match, s.query, s.weights, s.statistics->average_length, arena))
        return arena_too_small(arena, e);
    count_beforehand(&s);
    for (size_t i = 0; i < set->member_count && !s.stopped; i++)
        scan_member(&s, i);
    if (!take_hits(&s.top, request->offset, arena, result))
        return arena_too_small(arena, e);
    result->total = s.total;
    result->more = !s.counted && !counts(&s);
    result->stopped = s.stopped;
    return ERROR_NONE;
}
