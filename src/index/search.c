/*
 * Document at a time: in each segment the rarest term leads, the others are advanced to its
 * documents. Every match is counted; it is scored only if the bounds of the blocks it lies in let
 * it into the hits wanted.
 */
#include "index/query.h"
#include "index/rank.h"
#include "index/set.h"
#include "index/top.h"

#include <assert.h>

struct search {
    const struct index_set *set;
    const struct query *query;
    const struct source_set *sources;
    struct rank_length length;
    double weights[SEARCH_TERMS_MAX];
    struct postings_cursor *cursors; /* by term */
    uint32_t *lists;                 /* by member, then term */
    struct top top;
    size_t total;
};

/* One segment being searched. */
struct scan {
    struct search *search;
    const struct set_member *member;
    const struct segment *segment;
    const uint32_t *lists;
    bool all_sources;                   /* none of its items is of a source not asked for */
    uint8_t order[SEARCH_TERMS_MAX];    /* terms, rarest first */
    uint32_t bounded[SEARCH_TERMS_MAX]; /* block that bounds[term] is of */
    double bounds[SEARCH_TERMS_MAX];
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
            postings_open(&s->cursors[term], p, list);
            with -= dead_with(&s->cursors[term], m, &p->lists[list]);
        }
    }
    return with;
}

/* False when some term is nowhere, so that nothing can match. */
static bool weigh_terms(struct search *s)
{
    s->length = rank_length_of(s->set->average_length);
    for (unsigned t = 0; t < s->query->term_count; t++) {
        uint64_t with = items_with(s, t);
        if (with == 0)
            return false;
        s->weights[t] = rank_term_weight(s->set->items, with);
    }
    return true;
}

/* --- one segment --- */

static bool admissible(const struct scan *scan, uint32_t document)
{
    return !bitmap_has(scan->member->dead, document) &&
           (scan->all_sources ||
               source_set_has(scan->search->sources, scan->segment->sources[document]));
}

/* The most that a document of the cursor's block can have from a term. */
static double block_bound(const struct search *s, unsigned term, const struct postings_cursor *c)
{
    struct impact impacts[POSTINGS_IMPACTS];
    unsigned count = postings_impacts(c, impacts);
    double most = count ? 0 : s->weights[term]; /* what infinitely many occurrences would give */
    for (unsigned i = 0; i < count; i++) {
        double part = rank_part(s->weights[term], &s->length, impacts[i].weight, impacts[i].length);
        if (part > most)
            most = part;
    }
    return most;
}

static float score_of(const struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    double sum = 0;
    for (unsigned t = 0; t < s->query->term_count; t++) {
        uint32_t title, summary;
        postings_counts(&s->cursors[t], &title, &summary);
        sum += rank_part(s->weights[t], &s->length, rank_weigh(title, summary),
            scan->segment->lengths[document]);
    }
    return (float)sum;
}

static void offer(const struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    float score = score_of(scan, document);
    if (top_admits_score(&s->top, score))
        top_offer(&s->top, (struct search_hit) { &scan->segment->items[document], score });
}

/* The best-placed document number that the cursor's block can hold. */
static uint32_t block_start(const struct postings_cursor *c)
{
    return c->block == c->first ? 0 : c->of->blocks[c->block - 1].last + 1;
}

static void count_block(const struct scan *scan, struct postings_cursor *c)
{
    struct search *s = scan->search;
    if (scan->all_sources && scan->member->dead_count == 0) {
        s->total += c->count;
        return;
    }
    postings_decode(c);
    for (uint32_t i = 0; i < c->count; i++)
        s->total += admissible(scan, c->documents[i]);
}

static void score_block(const struct scan *scan, struct postings_cursor *c)
{
    postings_decode(c);
    for (c->index = 0; c->index < c->count; c->index++) {
        if (!admissible(scan, c->documents[c->index]))
            continue;
        scan->search->total++;
        offer(scan, c->documents[c->index]);
    }
}

/* A query of one term goes block by block, and only counts in those that cannot get in. */
static void scan_term(struct scan *scan)
{
    struct search *s = scan->search;
    struct postings_cursor *c = s->cursors;
    postings_open_blocks(c, &scan->segment->postings, scan->lists[0]);
    while (postings_next_block(c)) {
        float bound = (float)block_bound(s, 0, c);
        if (top_admits(&s->top, bound, &scan->segment->items[block_start(c)]))
            score_block(scan, c);
        else
            count_block(scan, c);
    }
}

/* --- several terms --- */

/* Do the clause's terms stand one after the other in the current document? Each has a reader; the
 * place looked for moves on to wherever some term comes next. */
static bool phrase_matches(const struct scan *scan, struct query_clause clause)
{
    struct search *s = scan->search;
    const uint8_t *units = s->query->units + clause.first;
    struct position_reader readers[QUERY_UNITS_MAX];
    for (unsigned i = 0; i < clause.count; i++) {
        readers[i] = postings_positions(&s->cursors[units[i]]);
        if (!position_next(&readers[i]))
            return false;
    }
    assert(clause.count > 0);
    uint32_t start = readers[0].position;
    for (unsigned i = 0, agreed = 0; agreed < clause.count; i = (i + 1) % clause.count) {
        while (readers[i].position < start + i)
            if (!position_next(&readers[i]))
                return false;
        agreed = readers[i].position == start + i ? agreed + 1 : 1;
        start = readers[i].position - i;
    }
    return true;
}

static bool phrases_match(const struct scan *scan)
{
    const struct query *q = scan->search->query;
    for (unsigned i = 0; i < q->clause_count; i++)
        if (q->clauses[i].count > 1 && !phrase_matches(scan, q->clauses[i]))
            return false;
    return true;
}

/* The most that a document can score which lies in the blocks where the cursors are. */
static float bound_here(struct scan *scan)
{
    struct search *s = scan->search;
    double sum = 0;
    for (unsigned t = 0; t < s->query->term_count; t++) {
        if (scan->bounded[t] != s->cursors[t].block) {
            scan->bounded[t] = s->cursors[t].block;
            scan->bounds[t] = block_bound(s, t, &s->cursors[t]);
        }
        sum += scan->bounds[t];
    }
    return (float)sum;
}

static void match(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    if (!admissible(scan, document) || !phrases_match(scan))
        return;
    s->total++;
    if (top_admits(&s->top, bound_here(scan), &scan->segment->items[document]))
        offer(scan, document);
}

/* Brings all cursors to the document if they have it: `document` is then returned, else the first
 * one found that is later. */
static uint32_t advance_all(struct scan *scan, uint32_t document)
{
    struct search *s = scan->search;
    for (unsigned i = 1; i < s->query->term_count; i++) {
        struct postings_cursor *c = &s->cursors[scan->order[i]];
        postings_advance(c, document);
        if (c->document > document)
            return c->document;
    }
    return document;
}

static void scan_terms(struct scan *scan)
{
    struct search *s = scan->search;
    for (unsigned t = 0; t < s->query->term_count; t++) {
        postings_open(&s->cursors[t], &scan->segment->postings, scan->lists[t]);
        scan->bounded[t] = UINT32_MAX;
    }
    struct postings_cursor *lead = &s->cursors[scan->order[0]];
    while (lead->document != POSTINGS_END) {
        uint32_t found = advance_all(scan, lead->document);
        if (found == lead->document) {
            match(scan, found);
            postings_next(lead);
        } else {
            postings_advance(lead, found);
        }
    }
}

/* Rarest first; by insertion, as there are few. False when the segment lacks a term. */
static bool order_terms(struct scan *scan)
{
    const struct postings_list *lists = scan->segment->postings.lists;
    for (unsigned t = 0; t < scan->search->query->term_count; t++) {
        unsigned i = t;
        if (scan->lists[t] == VOCABULARY_NONE)
            return false;
        uint32_t documents = lists[scan->lists[t]].documents;
        for (; i > 0 && lists[scan->lists[scan->order[i - 1]]].documents > documents; i--)
            scan->order[i] = scan->order[i - 1];
        scan->order[i] = (uint8_t)t;
    }
    return true;
}

static void scan_member(struct search *s, size_t i)
{
    struct scan scan = {
        .search = s,
        .member = &s->set->members[i],
        .segment = s->set->members[i].segment,
        .lists = s->lists + i * s->query->term_count,
        .all_sources = true,
    };
    bool any_source = false;
    for (size_t w = 0; w < INDEX_SOURCE_MAX / 64; w++) {
        uint64_t has = scan.segment->source_set.bits[w], asked = s->sources->bits[w];
        any_source |= (has & asked) != 0;
        scan.all_sources &= (has & ~asked) == 0;
    }
    if (!any_source || !order_terms(&scan))
        return;
    if (s->query->unit_count == 1)
        scan_term(&scan);
    else
        scan_terms(&scan);
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

/* What the top holds from `offset` on. */
static void take_hits(struct top *top, size_t offset, struct search_result *result)
{
    top_sort(top);
    if (offset < top->count) {
        result->hits = top->hits + offset;
        result->count = top->count - offset;
    }
}

enum error_code search_run(const struct index_set *set, const struct search_request *request,
    struct arena *arena, struct search_result *result, struct error *e)
{
    *result = (struct search_result) { 0 };
    enum error_code code = check_window(request->offset, request->limit, e);
    if (code != ERROR_NONE || query_is_empty(request->query))
        return code;
    unsigned terms = request->query->term_count;
    struct search s = { .set = set, .query = request->query, .sources = request->sources };
    s.cursors = arena_alloc(arena, terms * sizeof *s.cursors);
    s.lists = arena_alloc(arena, terms * set->member_count * sizeof *s.lists);
    if (!s.cursors || !s.lists || !top_init(&s.top, request->offset + request->limit, arena))
        return arena_too_small(arena, e);
    if (!weigh_terms(&s))
        return ERROR_NONE;
    for (size_t i = 0; i < set->member_count; i++)
        scan_member(&s, i);
    take_hits(&s.top, request->offset, result);
    result->total = s.total;
    return ERROR_NONE;
}
