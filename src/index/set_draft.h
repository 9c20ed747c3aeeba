/*
 * The writer's side: the set that will be published next.
 *
 * Segments and bitmaps are shared between the draft and the published set. What readers may see is
 * never changed: a bitmap is copied before its first change after a publication, and what the draft
 * lets go of is freed at once only if it was never published; otherwise set_retire frees it when
 * the last reader of the old set has left. Writer's thread only.
 */
#ifndef INDEX_SET_DRAFT_H
#define INDEX_SET_DRAFT_H

#include "index/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct set_draft {
    uint64_t seed; /* of vocabularies: secret, one an index */
    struct stemming stemming;
    struct set_member *members;
    size_t count, capacity;
    const struct index_set *published;
    uint32_t source_items[INDEX_SOURCE_MAX];
    size_t merged; /* segments merged since the last publication */
    bool changed;  /* since then */
};

void set_draft_init(struct set_draft *d);
/* Frees what was never published. */
void set_draft_release(struct set_draft *d);

/* One more segment of these items (few enough for one), which replace earlier ones of the same id,
 * the later of two among them too; then merges segments of like size. */
void set_draft_add(struct set_draft *d, const struct item *items, size_t count);

/* The draft as a set, on the heap. */
struct index_set *set_draft_freeze(const struct set_draft *d);
/* `set` is what readers see from now on. */
void set_draft_published(struct set_draft *d, const struct index_set *set);

/* Frees a set that no reader holds, and of its segments and bitmaps those that `next` (which may be
 * NULL) has not. Nulls. */
void set_retire(struct index_set **set, const struct index_set *next);

#endif
