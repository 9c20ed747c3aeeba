/*
 * Which hits tell the same story, each from another source: agencies' reports are printed by many.
 *
 * Two items are taken for the same story when they are of different sources, at most a week apart,
 * and alike: in their titles, or in title and summary together. How alike is the resemblance of
 * their sets of shingles, runs of two words (A. Broder, "On the resemblance and containment of
 * documents", 1997): shingles that both have, by all that either has. Hits' sketches tell which of
 * them may be alike at all; only of those the texts are read, and compared exactly.
 *
 * Groups are formed in the order of the hits: one joins the first group before it whose best hit it
 * resembles and that has none of its source. The same hits always give the same groups. Arena only;
 * thread-safe.
 */
#ifndef INDEX_STORY_GROUPS_H
#define INDEX_STORY_GROUPS_H

#include "base/arena.h"
#include "index/search.h"

#include <stddef.h>
#include <stdint.h>

enum {
    STORY_HITS_MAX = 64, /* hits beyond stand alone */
    STORY_DAYS = 7,
};

struct story_groups {
    uint8_t best[STORY_HITS_MAX];    /* of each hit: the best one of its group, maybe itself */
    uint8_t sources[STORY_HITS_MAX]; /* of each best hit: how many are in its group, at least 1 */
    size_t count;                    /* hits: at most STORY_HITS_MAX */
};

/* On a full arena (arena_failed) hits may stand alone. What is allocated may be rewound. */
void story_group(
    const struct search_hit *hits, size_t count, struct arena *arena, struct story_groups *out);

/* Does a hit stand under a better one of its group? */
static inline bool story_is_under(const struct story_groups *groups, size_t hit)
{
    return hit < STORY_HITS_MAX && hit < groups->count && groups->best[hit] != hit;
}
/* Of the group whose best hit it is: how many sources. */
static inline unsigned story_sources(const struct story_groups *groups, size_t hit)
{
    return hit < STORY_HITS_MAX && hit < groups->count ? groups->sources[hit] : 1;
}

#endif
