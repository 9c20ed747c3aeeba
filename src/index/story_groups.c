/*
 * One open hash table of all hits' shingles says of each which hits have it; so the cost grows with
 * the shingles, which are nearly all different, and not with the pairs of hits.
 */
#include "index/story_groups.h"

#include "index/token.h"

#include <xxhash.h>

enum {
    PART_TITLE,
    PART_SUMMARY,
    PARTS,
    TITLE_LEAST = 3, /* shingles; shorter titles say too little */
    BOTH_LEAST = 8,
};

/* Resemblances from which on two are the same story. */
#define TITLE_ALIKE 0.55
#define BOTH_ALIKE 0.4

struct shingle {
    uint64_t hits; /* bit i: hit i has it; 0: a free place */
    uint64_t hash;
};

struct grouper {
    const struct search_hit *hits;
    size_t count;
    struct shingle *table;
    size_t mask; /* places, less 1 */
    uint8_t sizes[PARTS][STORY_HITS_MAX];
    uint8_t shared[PARTS][STORY_HITS_MAX][STORY_HITS_MAX]; /* the later hit's row */
};

static struct shingle *find(struct grouper *g, uint64_t hash)
{
    size_t i = hash & g->mask;
    while (g->table[i].hits && g->table[i].hash != hash)
        i = (i + 1) & g->mask;
    return &g->table[i];
}

static void add(struct grouper *g, size_t hit, int part, uint64_t hash)
{
    struct shingle *s = find(g, hash);
    if (s->hits >> hit & 1)
        return;
    for (uint64_t others = s->hits; others; others &= others - 1)
        g->shared[part][hit][__builtin_ctzll(others)]++;
    s->hash = hash;
    s->hits |= (uint64_t)1 << hit;
    g->sizes[part][hit]++;
}

static void add_part(struct grouper *g, size_t hit, int part, struct str text)
{
    struct tokenizer tokenizer;
    struct token token;
    uint64_t before = 0;
    tokenizer_start(&tokenizer, text);
    while (g->sizes[PART_TITLE][hit] + g->sizes[PART_SUMMARY][hit] < STORY_SHINGLES_MAX &&
           tokenizer_next(&tokenizer, &token)) {
        uint64_t word = XXH3_64bits(token.folded.at, token.folded.len);
        /* A multiplication, so that "a b" is not "b a"; the part, as each counts by itself. */
        if (token.position)
            add(g, hit, part, (before * 0x9E3779B97F4A7C15U ^ word) + (uint64_t)part);
        before = word;
    }
}

static bool are_alike(unsigned shared, unsigned a, unsigned b, double alike, unsigned least)
{
    return a >= least && b >= least && shared >= alike * (a + b - shared);
}

static bool same_story(const struct grouper *g, size_t a, size_t b)
{
    const struct item *x = g->hits[a].item, *y = g->hits[b].item;
    int64_t apart = item_date(x) - item_date(y), most = (int64_t)STORY_DAYS * 24 * 60 * 60;
    if (x->source == y->source || apart > most || apart < -most)
        return false;
    unsigned title = g->shared[PART_TITLE][b][a], summary = g->shared[PART_SUMMARY][b][a];
    const uint8_t *titles = g->sizes[PART_TITLE], *summaries = g->sizes[PART_SUMMARY];
    return are_alike(title, titles[a], titles[b], TITLE_ALIKE, TITLE_LEAST) ||
           are_alike(title + summary, titles[a] + summaries[a], titles[b] + summaries[b],
               BOTH_ALIKE, BOTH_LEAST);
}

static bool has_source(
    const struct grouper *g, const struct story_groups *out, size_t best, size_t before)
{
    for (size_t i = best; i < before; i++)
        if (out->best[i] == best && g->hits[i].item->source == g->hits[before].item->source)
            return true;
    return false;
}

static void join(const struct grouper *g, struct story_groups *out, size_t hit)
{
    for (size_t best = 0; best < hit; best++) {
        if (out->best[best] == best && same_story(g, best, hit) && !has_source(g, out, best, hit)) {
            out->best[hit] = (uint8_t)best;
            out->sources[best]++;
            return;
        }
    }
}

static bool several_sources(const struct search_hit *hits, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (hits[i].item->source != hits[0].item->source)
            return true;
    return false;
}

void story_group(
    const struct search_hit *hits, size_t count, struct arena *arena, struct story_groups *out)
{
    size_t places = 64;
    out->count = count < STORY_HITS_MAX ? count : STORY_HITS_MAX;
    for (size_t i = 0; i < out->count; i++) {
        out->best[i] = (uint8_t)i;
        out->sources[i] = 1;
    }
    if (!several_sources(hits, out->count))
        return;
    while (places < 2 * STORY_SHINGLES_MAX * out->count)
        places *= 2;
    struct grouper *g = arena_zero(arena, 1, sizeof *g);
    struct shingle *table = arena_zero(arena, places, sizeof *table);
    if (g == NULL || table == NULL)
        return;
    g->hits = hits;
    g->table = table;
    g->mask = places - 1;
    for (size_t i = 0; i < out->count; i++) {
        add_part(g, i, PART_TITLE, hits[i].item->title);
        add_part(g, i, PART_SUMMARY, hits[i].item->summary);
        join(g, out, i);
    }
}
