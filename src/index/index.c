#include "index/index.h"

#include "base/cell.h"
#include "base/clock.h"
#include "base/mem.h"
#include "index/set.h"
#include "index/set_draft.h"
#include "index/stage.h"
#include "index/stem.h"
#include "index/token.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct index {
    struct cell *cell;
    /* The draft belongs to whoever holds it: the writer, or a merge or loader that hands over. */
    pthread_mutex_t changing;
    struct set_draft draft; /* what will be published next */
    struct stage stage;
    struct workspace *workspace; /* while it loads */
    int64_t worked;              /* nanoseconds spent for the next publication */
    void (*enters)(void *context, enum index_stage stage);
    void *context; /* of `enters` */
    atomic_bool loading, cancelled;
    _Atomic uint64_t loaded, expected;
};

void index_watch(
    struct index *index, void (*enters)(void *context, enum index_stage stage), void *context)
{
    index->enters = enters;
    index->context = context;
}

static void enter(const struct index *index, enum index_stage stage)
{
    if (index->enters)
        index->enters(index->context, stage);
}

static void lock(struct index *index)
{
    pthread_mutex_lock(&index->changing);
}

static void unlock(struct index *index)
{
    pthread_mutex_unlock(&index->changing);
}

/* Builds a segment, for which the draft is left to others, and hands it over. */
static void add_segment(struct index *index, const struct item *items, size_t count)
{
    struct segment *segment = set_draft_build(&index->draft, index->workspace, items, count);
    lock(index);
    set_draft_join(&index->draft, segment);
    unlock(index);
}

static void flush_staged(struct index *index)
{
    if (index->stage.count == 0)
        return;
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    add_segment(index, index->stage.items, index->stage.count);
    stage_clear(&index->stage);
    enter(index, INDEX_AT_REST);
    index->worked += clock_monotonic() - start;
}

/* --- publishing --- */

static struct index_publication publication_of(const struct index_set *set)
{
    return (struct index_publication) {
        .generation = set->generation,
        .items = set->items,
        .segments = set->member_count,
        .bytes = index_memory_sum(&set->memory),
        .memory = set->memory,
    };
}

static struct index_publication publish(struct index *index)
{
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    lock(index);
    const struct index_set *next = set_draft_freeze(&index->draft);
    struct index_publication done = publication_of(next);
    done.merged = index->draft.merged;
    enter(index, INDEX_WAITING);
    struct index_set *old = (struct index_set *)cell_swap(index->cell, next);
    enter(index, INDEX_FREEING);
    set_draft_published(&index->draft, next);
    set_retire(&old, next);
    unlock(index);
    enter(index, INDEX_AT_REST);
    done.duration = index->worked + clock_monotonic() - start;
    index->worked = 0;
    return done;
}

struct index *index_new(unsigned readers)
{
    struct index *index = mem_zero(1, sizeof *index);
    token_warm();
    pthread_mutex_init(&index->changing, NULL);
    set_draft_init(&index->draft);
    const struct index_set *first = set_draft_freeze(&index->draft);
    index->cell = cell_new(readers, first);
    set_draft_published(&index->draft, first);
    return index;
}

void index_stem(struct index *index, struct str fallback)
{
    index->draft.stemming = (struct stemming) { true, stem_language_of(fallback) };
}

enum error_code index_check_language(struct str language, struct error *e)
{
    char known[256] = "";
    size_t len = 0;
    if (language.len == 0 || stem_language_of(language) != STEM_NONE)
        return ERROR_NONE;
    for (stem_language i = 1; stem_language_name(i) && len < sizeof known; i++)
        len += (size_t)snprintf(
            known + len, sizeof known - len, "%s%s", i > 1 ? ", " : "", stem_language_name(i));
    return error_set(e, ERROR_REFUSED,
        "index.language: there are no rules for \"%.*s\"; there are for %s, and it may be empty",
        STR_ARG(language), known);
}

void index_free(struct index **index)
{
    struct index *x = *index;
    if (x == NULL)
        return;
    stage_release(&x->stage);
    workspace_free(&x->workspace);
    set_draft_release(&x->draft);
    struct index_set *last = (struct index_set *)cell_peek(x->cell);
    set_retire(&last, NULL);
    cell_free(&x->cell);
    pthread_mutex_destroy(&x->changing);
    free(x);
    *index = NULL;
}

/* Adds in portions that each make one segment. */
static void add_portions(struct index *index, const struct item *items, size_t count)
{
    while (count > 0) {
        size_t portion = 0, text = 0;
        while (portion < count && !stage_is_enough(portion, text))
            text += segment_item_text(&items[portion++]);
        add_segment(index, items, portion);
        items += portion;
        count -= portion;
    }
}

static bool has_changed(struct index *index)
{
    lock(index);
    bool changed = index->draft.changed;
    unlock(index);
    return changed;
}

/* Of the set as it is. */
static struct index_publication published(struct index *index)
{
    lock(index);
    struct index_publication now = publication_of(index->draft.published);
    unlock(index);
    return now;
}

struct index_publication index_add(struct index *index, const struct item *items, size_t count)
{
    flush_staged(index);
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    add_portions(index, items, count);
    enter(index, INDEX_AT_REST);
    index->worked += clock_monotonic() - start;
    return has_changed(index) ? publish(index) : published(index);
}

void index_load(struct index *index, const struct item *item)
{
    if (index->workspace == NULL)
        index->workspace = workspace_new();
    stage_add(&index->stage, item);
    if (stage_is_full(&index->stage))
        flush_staged(index);
}

struct index_publication index_load_end(struct index *index)
{
    struct index_publication done = index_add(index, NULL, 0);
    workspace_free(&index->workspace);
    stage_release(&index->stage);
    atomic_store(&index->loading, false);
    return done;
}

/* --- loading by several threads --- */

struct index_loader {
    struct index *index;
    struct stage stage;
    struct workspace *workspace;
    struct segment **made;
    size_t count, capacity;
};

struct index_loader *index_loader_new(struct index *index)
{
    struct index_loader *loader = mem_zero(1, sizeof *loader);
    loader->index = index;
    loader->workspace = workspace_new();
    return loader;
}

void index_loader_flush(struct index_loader *l)
{
    if (l->stage.count == 0)
        return;
    MEM_GROW(l->made, l->count + 1, l->capacity);
    l->made[l->count++] =
        set_draft_build(&l->index->draft, l->workspace, l->stage.items, l->stage.count);
    stage_clear(&l->stage);
}

void index_loader_add(struct index_loader *l, const struct item *item)
{
    stage_add(&l->stage, item);
    atomic_fetch_add_explicit(&l->index->loaded, 1, memory_order_relaxed);
    if (stage_is_full(&l->stage))
        index_loader_flush(l);
}

void index_loader_end(struct index_loader **loader)
{
    struct index_loader *l = *loader;
    *loader = NULL;
    index_loader_flush(l);
    workspace_free(&l->workspace);
    stage_release(&l->stage);
    lock(l->index);
    for (size_t i = 0; i < l->count; i++)
        set_draft_join(&l->index->draft, l->made[i]);
    unlock(l->index);
    free(l->made);
    free(l);
}

void index_load_begin(struct index *index, uint64_t expected)
{
    atomic_store(&index->loaded, 0);
    atomic_store(&index->expected, expected);
    atomic_store(&index->loading, true);
}

struct index_progress index_progress(const struct index *index)
{
    return (struct index_progress) {
        .ready = !atomic_load_explicit(&index->loading, memory_order_acquire),
        .loaded = atomic_load_explicit(&index->loaded, memory_order_relaxed),
        .expected = atomic_load_explicit(&index->expected, memory_order_relaxed),
    };
}

/* --- merging beside the writer --- */

static bool choose(struct index *index)
{
    lock(index);
    bool chosen = set_draft_choose(&index->draft);
    unlock(index);
    return chosen;
}

/* Publishes what was merged, unless the writer is about to publish: what it has handed over so far
 * may be part of something that is to be seen whole. */
static void install(struct index *index, struct segment *merged)
{
    lock(index);
    bool writing = index->draft.changed;
    set_draft_install(&index->draft, merged);
    if (!writing) {
        const struct index_set *next = set_draft_freeze(&index->draft);
        struct index_set *old = (struct index_set *)cell_swap(index->cell, next);
        set_draft_published(&index->draft, next);
        set_retire(&old, next);
    }
    unlock(index);
}

static void abandon(struct index *index)
{
    lock(index);
    set_draft_abandon(&index->draft);
    unlock(index);
}

void index_merge_cancel(struct index *index)
{
    atomic_store(&index->cancelled, true);
}

bool index_merge(struct index *index, struct index_merged *done)
{
    int64_t start = clock_monotonic();
    if (atomic_load(&index->cancelled) || !choose(index))
        return false;
    const struct set_merge *chosen = &index->draft.merging;
    done->segments = chosen->count;
    struct segment *merged =
        segment_merge(index->draft.seed, chosen->parts, chosen->count, &index->cancelled);
    if (merged == NULL) {
        abandon(index);
        return false;
    }
    done->items = merged->count;
    done->bytes = index_memory_sum(&merged->memory);
    install(index, merged);
    done->duration = clock_monotonic() - start;
    return true;
}

/* --- reading --- */

const struct index_set *index_enter(struct index *index, unsigned slot)
{
    return cell_enter(index->cell, slot);
}

void index_leave(struct index *index, unsigned slot)
{
    cell_leave(index->cell, slot);
}

size_t index_set_items(const struct index_set *set)
{
    return set->items;
}

size_t index_set_bytes(const struct index_set *set)
{
    return index_memory_sum(&set->memory);
}

const struct index_memory *index_set_memory(const struct index_set *set)
{
    return &set->memory;
}

size_t index_set_segments(const struct index_set *set)
{
    return set->member_count;
}

uint64_t index_set_generation(const struct index_set *set)
{
    return set->generation;
}

const struct stem_use *index_set_stems(const struct index_set *set)
{
    return set->stems.languages ? &set->stems : NULL;
}
