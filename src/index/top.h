/*
 * The best so many of the hits that come along: a heap with the worst on top, in an arena.
 */
#ifndef INDEX_TOP_H
#define INDEX_TOP_H

#include "base/arena.h"
#include "index/segment.h"

#include <stdbool.h>
#include <stddef.h>

/* A document among the best; its item is made only of those that are shown. */
struct top_hit {
    const struct segment *segment;
    uint32_t document;
    float score;
};

struct top {
    struct top_hit *hits;
    size_t count, most;
    const struct search_place *after; /* only hits behind it are taken in; NULL: all */
};

/* False when the arena has no room. `most` at least 1. */
bool top_init(struct top *t, size_t most, struct arena *arena);
/* Takes the hit in if it is among the best so far. */
void top_offer(struct top *t, struct top_hit hit);
/* Orders hits[0 .. count) best first; nothing may be offered afterwards. */
void top_sort(struct top *t);

/* Could that hit get in? False for sure when not. */
bool top_admits(const struct top *t, struct top_hit hit);
/* Could any hit of that score? */
static inline bool top_admits_score(const struct top *t, float score)
{
    return t->count < t->most || score >= t->hits[0].score;
}

#endif
