#include "index/story_groups.h"

#include "index/shingles.h"

enum {
    TITLE_LEAST = 3, /* shingles; shorter titles say too little */
    BOTH_LEAST = 8,
};

/* Resemblances, in hundredths, from which on two are the same story. */
enum { TITLE_ALIKE = 55, BOTH_ALIKE = 40 };

/* And those of their sketches, from which on their texts are compared: no more, since two shingles
 * may set one bit. */
enum { TITLE_SKETCHED = 50, BOTH_SKETCHED = 40 };

/* Bits set: of the title's half, and of both. */
struct weight {
    unsigned title, both;
};

/* What is compared of a hit. */
struct report {
    int64_t date;
    uint64_t sketch;
    struct weight weight; /* of the sketch */
    uint32_t source;
    struct shingles *shingles; /* NULL: not needed so far */
};

struct grouper {
    const struct search_hit *hits;
    struct arena *arena;
    struct report reports[STORY_HITS_MAX];
};

/* In all bytes at once (H. Warren, "Hacker's Delight", 5-1), as there may be no instruction. */
static inline struct weight weigh(uint64_t sketch)
{
    uint64_t n = sketch - (sketch >> 1 & 0x5555555555555555U);
    n = (n & 0x3333333333333333U) + (n >> 2 & 0x3333333333333333U);
    n = (n + (n >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return (struct weight) { (uint32_t)n * 0x01010101U >> 24,
        (unsigned)(n * 0x0101010101010101U >> 56) };
}

/* Is what is shared of two sets at least so many hundredths of what either has? */
static inline bool resemble(unsigned shared, unsigned a, unsigned b, unsigned hundredths)
{
    return shared && shared * 100 >= hundredths * (a + b - shared);
}

static bool may_be_alike(const struct report *a, const struct report *b)
{
    struct weight shared = weigh(a->sketch & b->sketch);
    return resemble(shared.title, a->weight.title, b->weight.title, TITLE_SKETCHED) ||
           resemble(shared.both, a->weight.both, b->weight.both, BOTH_SKETCHED);
}

static const struct shingles *shingles_at(struct grouper *g, size_t hit)
{
    struct report *r = &g->reports[hit];
    if (r->shingles == NULL && (r->shingles = arena_alloc(g->arena, sizeof *r->shingles)) != NULL)
        shingles_of(g->hits[hit].item, r->shingles);
    return r->shingles;
}

static bool are_alike(struct grouper *g, size_t a, size_t b)
{
    const struct shingles *x = shingles_at(g, a), *y = shingles_at(g, b);
    if (x == NULL || y == NULL)
        return false;
    const unsigned *in_x = x->counts, *in_y = y->counts;
    unsigned title = shingles_shared(x, y, SHINGLES_TITLE);
    if (in_x[SHINGLES_TITLE] >= TITLE_LEAST && in_y[SHINGLES_TITLE] >= TITLE_LEAST &&
        resemble(title, in_x[SHINGLES_TITLE], in_y[SHINGLES_TITLE], TITLE_ALIKE))
        return true;
    unsigned all_x = in_x[SHINGLES_TITLE] + in_x[SHINGLES_SUMMARY];
    unsigned all_y = in_y[SHINGLES_TITLE] + in_y[SHINGLES_SUMMARY];
    return all_x >= BOTH_LEAST && all_y >= BOTH_LEAST &&
           resemble(title + shingles_shared(x, y, SHINGLES_SUMMARY), all_x, all_y, BOTH_ALIKE);
}

static bool same_story(struct grouper *g, size_t a, size_t b)
{
    const struct report *x = &g->reports[a], *y = &g->reports[b];
    int64_t apart = x->date - y->date, most = (int64_t)STORY_DAYS * 24 * 60 * 60;
    return x->source != y->source && apart <= most && apart >= -most && may_be_alike(x, y) &&
           are_alike(g, a, b);
}

static bool has_source(
    const struct grouper *g, const struct story_groups *out, size_t best, size_t before)
{
    for (size_t i = best; i < before; i++)
        if (out->best[i] == best && g->reports[i].source == g->reports[before].source)
            return true;
    return false;
}

static void join(struct grouper *g, struct story_groups *out, size_t hit)
{
    for (size_t best = 0; best < hit; best++) {
        if (out->best[best] == best && same_story(g, best, hit) && !has_source(g, out, best, hit)) {
            out->best[hit] = (uint8_t)best;
            out->sources[best]++;
            return;
        }
    }
}

static void note(struct grouper *g, size_t hit)
{
    const struct search_hit *h = &g->hits[hit];
    g->reports[hit] = (struct report) { .date = item_date(h->item),
        .sketch = h->sketch,
        .weight = weigh(h->sketch),
        .source = h->item->source };
}

void story_group(
    const struct search_hit *hits, size_t count, struct arena *arena, struct story_groups *out)
{
    struct grouper g;
    g.hits = hits;
    g.arena = arena;
    out->count = count < STORY_HITS_MAX ? count : STORY_HITS_MAX;
    for (size_t i = 0; i < out->count; i++) {
        out->best[i] = (uint8_t)i;
        out->sources[i] = 1;
        note(&g, i);
        join(&g, out, i);
    }
}
