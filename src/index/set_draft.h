/*
 * The writer's side: the set that will be published next.
 *
 * Segments and bitmaps are shared between the draft and the published set. What readers may see is
 * never changed: a bitmap is copied before its first change after a publication, and what the draft
 * lets go of is freed at once only if it was never published; otherwise set_retire frees it when
 * the last reader of the old set has left. One thread at a time.
 */
#ifndef INDEX_SET_DRAFT_H
#define INDEX_SET_DRAFT_H

#include "index/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* So many segments of one tier become one, SET_FANOUT times the size: an item is merged
     * log(items) / log(SET_FANOUT) times, and there are less than SET_FANOUT segments a tier. */
    SET_FANOUT = 4,
};

/* Segments to be made one, and copies of their bitmaps as they were when they were chosen. */
struct set_merge {
    struct segment_part parts[SET_FANOUT];
    size_t count; /* 0: none */
};

struct set_draft {
    uint64_t seed; /* of vocabularies: secret, one an index */
    struct stemming stemming;
    struct set_member *members;
    size_t count, capacity;
    const struct index_set *published;
    uint32_t source_count; /* one more than the largest source there has been */
    uint32_t source_items[INDEX_SOURCE_MAX];
    struct set_merge merging; /* what has been chosen and not yet installed: stays in the draft */
    size_t merged;            /* segments merged since the last publication */
    bool changed;             /* since then */
};

void set_draft_init(struct set_draft *d);
/* Frees what was never published. No merge may be under way. */
void set_draft_release(struct set_draft *d);

/* A segment of these items (few enough for one), of two of the same id the later; in that
 * workspace, which may be NULL. Reads of the draft what never changes, so any thread may. */
struct segment *set_draft_build(
    const struct set_draft *d, struct workspace *workspace, const struct item *items, size_t count);
/* One more segment, whose items replace those of the same id that the draft has. Then merges small
 * segments. */
void set_draft_join(struct set_draft *d, struct segment *segment);

/* Chooses what is next to be merged, if anything is: segments of like size, or one that is dead in
 * large part. To be made one by segment_merge, which needs nothing of the draft, and then to be
 * installed: meanwhile others may join. False when nothing is due. */
bool set_draft_choose(struct set_draft *d);
/* Puts `merged` in the place of what was chosen, without what has died since. */
void set_draft_install(struct set_draft *d, struct segment *merged);

/* Or leaves what was chosen as it is. */
void set_draft_abandon(struct set_draft *d);

/* The draft as a set, on the heap. */
struct index_set *set_draft_freeze(const struct set_draft *d);
/* `set` is what readers see from now on. */
void set_draft_published(struct set_draft *d, const struct index_set *set);

/* Frees a set that no reader holds, and of its segments and bitmaps those that `next` (which may be
 * NULL) has not. Nulls. */
void set_retire(struct index_set **set, const struct index_set *next);

#endif
