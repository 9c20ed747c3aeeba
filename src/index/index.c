#include "index/index.h"

#include "base/cell.h"
#include "base/clock.h"
#include "base/mem.h"
#include "index/set.h"
#include "index/set_draft.h"
#include "index/token.h"

#include <stdlib.h>

enum {
    /* A segment is built when so much has gathered. */
    STAGE_ITEMS = 1 << 16,
    STAGE_TEXT = 64 << 20,
};

struct index {
    struct cell *cell;
    struct set_draft draft; /* what will be published next */
    struct item *staged;
    size_t staged_count, staged_capacity, staged_text;
    int64_t worked; /* nanoseconds spent for the next publication */
    void (*enters)(void *context, enum index_stage stage);
    void *context; /* of `enters` */
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

/* --- staging --- */

/* The copy's texts lie in one piece that begins with guid. */
static struct item copy_item(const struct item *item)
{
    struct item copy = *item;
    char *at = mem_alloc(segment_item_text(item));
    struct str *fields[] = { &copy.guid, &copy.link, &copy.title, &copy.summary, &copy.author,
        &copy.language };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i]->len)
            memcpy(at, fields[i]->at, fields[i]->len);
        fields[i]->at = at;
        at += fields[i]->len;
    }
    return copy;
}

static void unstage(struct index *index)
{
    for (size_t i = 0; i < index->staged_count; i++)
        free((char *)index->staged[i].guid.at);
    index->staged_count = index->staged_text = 0;
}

static void flush_staged(struct index *index)
{
    if (index->staged_count == 0)
        return;
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    set_draft_add(&index->draft, index->staged, index->staged_count);
    unstage(index);
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
    };
}

static struct index_publication publish(struct index *index)
{
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    const struct index_set *next = set_draft_freeze(&index->draft);
    struct index_publication done = publication_of(next);
    done.merged = index->draft.merged;
    enter(index, INDEX_WAITING);
    struct index_set *old = (struct index_set *)cell_swap(index->cell, next);
    enter(index, INDEX_FREEING);
    set_draft_published(&index->draft, next);
    set_retire(&old, next);
    enter(index, INDEX_AT_REST);
    done.duration = index->worked + clock_monotonic() - start;
    index->worked = 0;
    return done;
}

struct index *index_new(unsigned readers)
{
    struct index *index = mem_zero(1, sizeof *index);
    token_warm();
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

void index_free(struct index **index)
{
    struct index *x = *index;
    if (x == NULL)
        return;
    unstage(x);
    free(x->staged);
    set_draft_release(&x->draft);
    struct index_set *last = (struct index_set *)cell_peek(x->cell);
    set_retire(&last, NULL);
    cell_free(&x->cell);
    free(x);
    *index = NULL;
}

/* Adds in portions that each make one segment. */
static void add_portions(struct index *index, const struct item *items, size_t count)
{
    while (count > 0) {
        size_t portion = 0, text = 0;
        while (portion < count && portion < STAGE_ITEMS && text < STAGE_TEXT)
            text += segment_item_text(&items[portion++]);
        set_draft_add(&index->draft, items, portion);
        items += portion;
        count -= portion;
    }
}

struct index_publication index_add(struct index *index, const struct item *items, size_t count)
{
    flush_staged(index);
    int64_t start = clock_monotonic();
    enter(index, INDEX_BUILDING);
    add_portions(index, items, count);
    enter(index, INDEX_AT_REST);
    index->worked += clock_monotonic() - start;
    if (!index->draft.changed)
        return publication_of(cell_peek(index->cell));
    return publish(index);
}

void index_load(struct index *index, const struct item *item)
{
    MEM_GROW(index->staged, index->staged_count + 1, index->staged_capacity);
    index->staged[index->staged_count++] = copy_item(item);
    index->staged_text += segment_item_text(item);
    if (index->staged_count >= STAGE_ITEMS || index->staged_text >= STAGE_TEXT)
        flush_staged(index);
}

struct index_publication index_load_end(struct index *index)
{
    return index_add(index, NULL, 0);
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
