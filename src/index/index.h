/*
 * The index: immutable segments, published as a set.
 *
 *   items → index_add → segment ─┐
 *                 (merge) ───────┴→ struct index_set ──cell──→ readers, without a lock
 *
 * One writer thread adds and publishes. A reader enters (index_enter), searches the set it finds
 * for as long as it likes, and leaves; nothing in that set changes or goes away meanwhile. Segments
 * of like size are merged as they come, so their number grows with the logarithm of the items:
 * small ones by the writer itself, all others by index_merge, which another thread calls, so that
 * no publication waits for them. An item that is added again (same id) replaces the earlier one.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "base/error.h"
#include "base/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    INDEX_SOURCE_MAX = 4096, /* item.source must be less */
};

struct index;
struct index_set;

/* `readers`: how many slots index_enter has. The first set is empty. */
struct index *index_new(unsigned readers);
/* From now on items are indexed under the stems of their words as well, see stem.h, and a bare word
 * of a query finds all its forms. `fallback` is the language, as BCP 47 writes it, of items that do
 * not say theirs; empty: none. Before the first item. */
void index_stem(struct index *index, struct str fallback);
/* Can that be a fallback? ERROR_REFUSED, with a sentence that names those that can, when there are
 * no rules for the language. */
enum error_code index_check_language(struct str language, struct error *e);
/* Frees everything and nulls; no reader may be inside. */
void index_free(struct index **index);

/* Bytes on the heap, by what they are for. */
struct index_memory {
    size_t postings;   /* documents and counts of every word */
    size_t positions;  /* where in its documents a word stands */
    size_t vocabulary; /* the words, and their order */
    size_t items;      /* date, source, length and id of an item, and where its texts are */
    size_t text;       /* what the feeds wrote */
    size_t dead;       /* which items have been replaced */
};
static inline size_t index_memory_sum(const struct index_memory *m)
{
    return m->postings + m->positions + m->vocabulary + m->items + m->text + m->dead;
}

/* What one publication did. */
struct index_publication {
    uint64_t generation; /* counts publications, from 1 */
    size_t items;        /* live items in the set now */
    size_t segments;
    size_t merged; /* segments that were merged into one by it */
    size_t bytes;  /* memory of the set, index_memory_sum of the following */
    struct index_memory memory;
    int64_t
        duration; /* nanoseconds for building, merging and waiting for the readers of the old set */
};

/* Indexes the items and publishes them, all at once. They need an id and a source below
 * INDEX_SOURCE_MAX (asserted); bytes are copied; of a title or summary beyond 1 MiB only that much
 * is searched. Of two items of one id the later counts. Writer only. count 0 publishes what was
 * loaded, or else nothing: then it says how the published set is. */
struct index_publication index_add(struct index *index, const struct item *items, size_t count);
/* What the writer does for a publication, which goes through them in this order, but may be at rest
 * between two times of building. */
enum index_stage {
    INDEX_AT_REST,
    INDEX_BUILDING, /* segments, merges, the next set */
    INDEX_WAITING,  /* it is published: for the last reader of the set before it */
    INDEX_FREEING,  /* what only that one had */
    INDEX_STAGES,   /* how many there are */
};
/* Has `enters` called, in the writer's thread, whenever a stage begins; NULL: no more. Writer only.
 */
void index_watch(
    struct index *index, void (*enters)(void *context, enum index_stage stage), void *context);

/* For loading an archive: collects without publishing until index_add or index_load_end. Builds a
 * segment whenever enough items have gathered. Writer only. */
void index_load(struct index *index, const struct item *item);
struct index_publication index_load_end(struct index *index);

/* The same by several threads, each with a loader of its own. What they have loaded is published by
 * the writer's index_load_end, after their last index_loader_end. Of two items of one id that were
 * given to different loaders, which counts is not said. */
struct index_loader;
struct index_loader *index_loader_new(struct index *index);
void index_loader_add(struct index_loader *loader, const struct item *item);
/* Makes a segment of what has gathered: fewer ids are compared when each has a range of its own. */
void index_loader_flush(struct index_loader *loader);
/* Hands over to the index, frees, nulls. */
void index_loader_end(struct index_loader **loader);

/* How far a long loading is, for those who wait for it: any thread may ask. */
struct index_progress {
    bool ready; /* nothing is being loaded */
    uint64_t loaded, expected;
};
/* From now until index_load_end the index is not ready; so many items are to come. */
void index_load_begin(struct index *index, uint64_t expected);
struct index_progress index_progress(const struct index *index);

/* What one merge did. */
struct index_merged {
    size_t segments; /* that became one */
    size_t items;    /* of the one */
    size_t bytes;
    int64_t duration; /* nanoseconds */
};
/* Merges some segments into one beside the writer, and publishes the set with it; false when
 * nothing is due, so call it until then. One thread at a time, which may be another than the
 * writer; to be ended before index_free. */
bool index_merge(struct index *index, struct index_merged *done);
/* Ends a merge under way soon, without effect; from now on there are none. Any thread. */
void index_merge_cancel(struct index *index);

/* The current set, held by this slot until index_leave. Never waits. */
const struct index_set *index_enter(struct index *index, unsigned slot);
void index_leave(struct index *index, unsigned slot);

/* Figures of a set. */
size_t index_set_items(const struct index_set *set);
size_t index_set_bytes(const struct index_set *set); /* index_memory_sum */
const struct index_memory *index_set_memory(const struct index_set *set);
size_t index_set_segments(const struct index_set *set);
uint64_t index_set_generation(const struct index_set *set);
/* The stems its items have; NULL: none. As long as the set is held. */
const struct stem_use *index_set_stems(const struct index_set *set);

#endif
