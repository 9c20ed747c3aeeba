#include "index/set_draft.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/random.h>

enum {
    /* So many segments of one tier become one, FANOUT times the size: an item is merged
     * log(items) / log(FANOUT) times, and there are less than FANOUT segments a tier. */
    FANOUT = 4,
    FIRST_TIER = 1024,  /* items: all smaller segments are one tier */
    PURGE_FRACTION = 4, /* a segment of which more than 1/4 is dead is rewritten */
};

void set_draft_init(struct set_draft *d)
{
    *d = (struct set_draft) { 0 };
    if (getrandom(&d->seed, sizeof d->seed, 0) != (ssize_t)sizeof d->seed)
        abort(); /* cannot be for so few bytes */
}

static bool set_has_segment(const struct index_set *set, const struct segment *segment)
{
    for (size_t i = 0; set && i < set->member_count; i++)
        if (set->members[i].segment == segment)
            return true;
    return false;
}

static bool set_has_bitmap(const struct index_set *set, const uint64_t *dead)
{
    for (size_t i = 0; set && i < set->member_count; i++)
        if (set->members[i].dead == dead)
            return true;
    return false;
}

/* Frees of a member what the set has not. */
static void let_go(struct set_member *m, const struct index_set *set)
{
    if (!set_has_bitmap(set, m->dead))
        free(m->dead);
    if (!set_has_segment(set, m->segment))
        segment_free(&m->segment);
}

void set_retire(struct index_set **set, const struct index_set *next)
{
    for (size_t i = 0; i < (*set)->member_count; i++)
        let_go(&(*set)->members[i], next);
    free((*set)->members);
    free(*set);
    *set = NULL;
}

void set_draft_release(struct set_draft *d)
{
    for (size_t i = 0; i < d->count; i++)
        let_go(&d->members[i], d->published);
    free(d->members);
    *d = (struct set_draft) { 0 };
}

/* --- replacing --- */

static size_t bitmap_words(const struct segment *s)
{
    return (s->count + 63) / 64;
}

/* The member's bitmap, made the draft's own. */
static uint64_t *own_bitmap(const struct set_draft *d, struct set_member *m)
{
    if (m->dead && !set_has_bitmap(d->published, m->dead))
        return m->dead;
    uint64_t *own = mem_zero(bitmap_words(m->segment), sizeof *own);
    if (m->dead)
        memcpy(own, m->dead, bitmap_words(m->segment) * sizeof *own);
    return m->dead = own;
}

/* Marks the item's document dead wherever it lives: in one member at most. */
static void kill_item(struct set_draft *d, uint64_t id)
{
    for (struct set_member *m = d->members; m < d->members + d->count; m++) {
        uint32_t document = segment_find(m->segment, id);
        if (document == SEGMENT_NONE || bitmap_has(m->dead, document))
            continue;
        own_bitmap(d, m)[document / 64] |= (uint64_t)1 << (document % 64);
        m->dead_count++;
        m->dead_length += m->segment->lengths[document];
        d->source_items[m->segment->sources[document]]--;
        return;
    }
}

/* --- merging --- */

static unsigned tier_of(const struct set_member *m)
{
    unsigned tier = 0;
    for (uint32_t size = (m->segment->count - m->dead_count) / FIRST_TIER; size; size /= FANOUT)
        tier++;
    return tier;
}

static bool may_merge(const struct set_member *m)
{
    return m->segment->memory.text <= SEGMENT_TEXT_MAX / FANOUT;
}

static void remove_member(struct set_draft *d, size_t i)
{
    let_go(&d->members[i], d->published);
    d->members[i] = d->members[--d->count];
}

static void push_member(struct set_draft *d, struct segment *segment)
{
    MEM_GROW(d->members, d->count + 1, d->capacity);
    d->members[d->count++] = (struct set_member) { .segment = segment };
}

/* Merges the members numbered in `which` (ascending) into one. */
static void merge_members(struct set_draft *d, const size_t *which, size_t count)
{
    struct segment_part parts[FANOUT];
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct segment_part) {
            .segment = d->members[which[i]].segment,
            .dead = d->members[which[i]].dead,
        };
    struct segment *merged = segment_merge(d->seed, parts, count);
    for (size_t i = count; i-- > 0;)
        remove_member(d, which[i]);
    push_member(d, merged);
    d->merged += count;
}

/* Merges the first FANOUT members of a tier; false when it has not that many. */
static bool merge_tier(struct set_draft *d, unsigned tier)
{
    size_t which[FANOUT], count = 0;
    for (size_t i = 0; i < d->count && count < FANOUT; i++)
        if (tier_of(&d->members[i]) == tier && may_merge(&d->members[i]))
            which[count++] = i;
    if (count < FANOUT)
        return false;
    merge_members(d, which, count);
    return true;
}

/* Takes out what is all dead, and rewrites what is so in large part. */
static void purge(struct set_draft *d)
{
    for (size_t i = d->count; i-- > 0;) {
        const struct set_member *m = &d->members[i];
        if (m->dead_count == m->segment->count)
            remove_member(d, i);
        else if (m->dead_count > m->segment->count / PURGE_FRACTION)
            merge_members(d, &i, 1);
    }
}

static void merge(struct set_draft *d)
{
    purge(d);
    for (unsigned tier = 0; tier < 32; tier++)
        while (merge_tier(d, tier))
            ;
}

/* --- adding --- */

struct issue {
    uint64_t id;
    size_t index;
};

static int compare_issues(const void *a, const void *b)
{
    const struct issue *x = a, *y = b;
    if (x->id != y->id)
        return x->id > y->id ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

/* The items without those that a later one of the same id replaces; how many. */
static size_t last_issues(const struct item *items, size_t count, struct item *last)
{
    struct issue *issues = mem_alloc(count * sizeof *issues);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        issues[i] = (struct issue) { items[i].id, i };
    qsort(issues, count, sizeof *issues, compare_issues);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || issues[i + 1].id != issues[i].id)
            last[kept++] = items[issues[i].index];
    free(issues);
    return kept;
}

void set_draft_add(struct set_draft *d, const struct item *items, size_t count)
{
    if (count == 0)
        return;
    struct item *last = mem_alloc(count * sizeof *last);
    size_t kept = last_issues(items, count, last);
    for (size_t i = 0; i < kept; i++) {
        kill_item(d, last[i].id);
        d->source_items[last[i].source]++;
    }
    push_member(d, segment_build(d->seed, &d->stemming, last, kept));
    free(last);
    merge(d);
    d->changed = true;
}

static void add_memory(struct index_memory *sum, const struct index_memory *m)
{
    sum->postings += m->postings;
    sum->positions += m->positions;
    sum->vocabulary += m->vocabulary;
    sum->items += m->items;
    sum->text += m->text;
}

struct index_set *set_draft_freeze(const struct set_draft *d)
{
    struct index_set *set = mem_zero(1, sizeof *set);
    uint64_t length = 0;
    set->generation = d->published ? d->published->generation + 1 : 0;
    set->member_count = d->count;
    set->members = mem_alloc(d->count * sizeof *set->members);
    set->memory.items = sizeof *set + d->count * sizeof *set->members;
    for (size_t i = 0; i < d->count; i++) {
        const struct set_member *m = &d->members[i];
        set->members[i] = *m;
        set->items += m->segment->count - m->dead_count;
        length += m->segment->total_length - m->dead_length;
        add_memory(&set->memory, &m->segment->memory);
        set->memory.dead += m->dead ? bitmap_words(m->segment) * sizeof *m->dead : 0;
        set->languages |= m->segment->languages;
    }
    set->average_length = set->items ? (double)length / (double)set->items : 1.0;
    memcpy(set->source_items, d->source_items, sizeof set->source_items);
    return set;
}

void set_draft_published(struct set_draft *d, const struct index_set *set)
{
    d->published = set;
    d->merged = 0;
    d->changed = false;
}
