#include "index/set_draft.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
    FIRST_TIER = 1024,  /* items: all smaller segments are one tier, and merged at once */
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

static void mark_dead(struct set_draft *d, struct set_member *m, uint32_t document)
{
    own_bitmap(d, m)[document / 64] |= (uint64_t)1 << (document % 64);
    m->dead_count++;
    m->dead_length += m->segment->lengths[document];
}

/* Marks the item's document dead wherever it lives: in one member at most. */
static void kill_item(struct set_draft *d, uint64_t id)
{
    for (struct set_member *m = d->members; m < d->members + d->count; m++) {
        uint32_t document = segment_find(m->segment, id);
        if (document == SEGMENT_NONE || bitmap_has(m->dead, document))
            continue;
        mark_dead(d, m, document);
        d->source_items[m->segment->sources[document]]--;
        return;
    }
}

/* --- merging --- */

static uint32_t living(const struct set_member *m)
{
    return m->segment->count - m->dead_count;
}

static unsigned tier_of(const struct set_member *m)
{
    unsigned tier = 0;
    for (uint32_t size = living(m) / FIRST_TIER; size; size /= SET_FANOUT)
        tier++;
    return tier;
}

static bool is_merging(const struct set_draft *d, const struct set_member *m)
{
    for (size_t i = 0; i < d->merging.count; i++)
        if (d->merging.parts[i].segment == m->segment)
            return true;
    return false;
}

static bool may_merge(const struct set_draft *d, const struct set_member *m)
{
    return m->segment->memory.text <= SEGMENT_TEXT_MAX / SET_FANOUT && !is_merging(d, m);
}

static void remove_member(struct set_draft *d, size_t i)
{
    let_go(&d->members[i], d->published);
    d->members[i] = d->members[--d->count];
}

static struct set_member *push_member(struct set_draft *d, struct segment *segment)
{
    MEM_GROW(d->members, d->count + 1, d->capacity);
    d->members[d->count] = (struct set_member) { .segment = segment };
    return &d->members[d->count++];
}

/* The first SET_FANOUT members of a tier; false when it has not that many. */
static bool find_tier(const struct set_draft *d, unsigned tier, size_t which[static SET_FANOUT])
{
    size_t count = 0;
    for (size_t i = 0; i < d->count && count < SET_FANOUT; i++)
        if (tier_of(&d->members[i]) == tier && may_merge(d, &d->members[i]))
            which[count++] = i;
    return count == SET_FANOUT;
}

/* Merges the members numbered in `which` (ascending) into one. */
static void merge_members(struct set_draft *d, const size_t *which, size_t count)
{
    struct segment_part parts[SET_FANOUT];
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct segment_part) {
            .segment = d->members[which[i]].segment,
            .dead = d->members[which[i]].dead,
        };
    struct segment *merged = segment_merge(d->seed, parts, count, NULL);
    for (size_t i = count; i-- > 0;)
        remove_member(d, which[i]);
    push_member(d, merged);
    d->merged += count;
}

static bool is_to_be_purged(const struct set_draft *d, const struct set_member *m)
{
    return m->dead_count > m->segment->count / PURGE_FRACTION && !is_merging(d, m);
}

/* Takes out what is all dead, and rewrites what is small and so in large part. */
static void purge(struct set_draft *d)
{
    for (size_t i = d->count; i-- > 0;) {
        const struct set_member *m = &d->members[i];
        if (!is_to_be_purged(d, m))
            continue;
        if (living(m) == 0)
            remove_member(d, i);
        else if (m->segment->count <= FIRST_TIER)
            merge_members(d, &i, 1);
    }
}

static void merge_small(struct set_draft *d)
{
    size_t which[SET_FANOUT];
    purge(d);
    while (find_tier(d, 0, which))
        merge_members(d, which, SET_FANOUT);
}

/* --- merging beside the writer --- */

static void choose_member(struct set_draft *d, size_t i)
{
    const struct set_member *m = &d->members[i];
    struct segment_part *part = &d->merging.parts[d->merging.count++];
    uint64_t *dead = NULL;
    if (m->dead) {
        dead = mem_alloc(bitmap_words(m->segment) * sizeof *dead);
        memcpy(dead, m->dead, bitmap_words(m->segment) * sizeof *dead);
    }
    *part = (struct segment_part) { .segment = m->segment, .dead = dead };
}

bool set_draft_choose(struct set_draft *d)
{
    size_t which[SET_FANOUT];
    assert(d->merging.count == 0);
    purge(d);
    for (size_t i = 0; i < d->count; i++)
        if (is_to_be_purged(d, &d->members[i])) {
            choose_member(d, i);
            return true;
        }
    for (unsigned tier = 0; tier < 32; tier++)
        if (find_tier(d, tier, which)) {
            for (size_t i = 0; i < SET_FANOUT; i++)
                choose_member(d, which[i]);
            return true;
        }
    return false;
}

static size_t member_of(const struct set_draft *d, const struct segment *segment)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->members[i].segment == segment)
            return i;
    abort(); /* what is chosen stays */
}

/* Marks dead in `to` what has died in `from` since it was chosen. */
static void follow_deaths(struct set_draft *d, struct set_member *to, const struct set_member *from,
    const uint64_t *before)
{
    for (size_t word = 0; from->dead && word < bitmap_words(from->segment); word++) {
        uint64_t died = from->dead[word] & ~(before ? before[word] : 0);
        for (; died; died &= died - 1) {
            uint32_t document = (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(died);
            mark_dead(d, to, segment_find(to->segment, segment_id(from->segment, document)));
        }
    }
}

void set_draft_abandon(struct set_draft *d)
{
    for (size_t i = 0; i < d->merging.count; i++)
        free((uint64_t *)d->merging.parts[i].dead);
    d->merging.count = 0;
}

void set_draft_install(struct set_draft *d, struct segment *merged)
{
    struct set_member *to = push_member(d, merged);
    struct set_merge done = d->merging;
    for (size_t i = 0; i < done.count; i++)
        follow_deaths(d, to, &d->members[member_of(d, done.parts[i].segment)], done.parts[i].dead);
    d->merging.count = 0;
    for (size_t i = 0; i < done.count; i++) {
        remove_member(d, member_of(d, done.parts[i].segment));
        free((uint64_t *)done.parts[i].dead);
    }
    purge(d);
    d->merged += done.count;
    d->changed = true;
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

/* As those of an archive do. */
static bool ids_ascend(const struct item *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (items[i - 1].id >= items[i].id)
            return false;
    return true;
}

struct segment *set_draft_build(
    const struct set_draft *d, struct workspace *workspace, const struct item *items, size_t count)
{
    if (ids_ascend(items, count))
        return segment_build(workspace, d->seed, &d->stemming, items, count);
    struct item *last = mem_alloc(count * sizeof *last);
    size_t kept = last_issues(items, count, last);
    struct segment *segment = segment_build(workspace, d->seed, &d->stemming, last, kept);
    free(last);
    return segment;
}

/* Could some member have an item of it? */
static bool may_replace(const struct set_draft *d, const struct segment *s)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->members[i].segment->first_id <= s->last_id &&
            d->members[i].segment->last_id >= s->first_id)
            return true;
    return false;
}

static void count_item(struct set_draft *d, uint32_t source)
{
    d->source_items[source]++;
    if (source >= d->source_count)
        d->source_count = source + 1;
}

void set_draft_join(struct set_draft *d, struct segment *segment)
{
    bool replaces = may_replace(d, segment);
    for (uint32_t document = 0; document < segment->count; document++) {
        if (replaces)
            kill_item(d, segment_id(segment, document));
        count_item(d, segment->sources[document]);
    }
    push_member(d, segment);
    merge_small(d);
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
    size_t sources_size = d->source_count * sizeof *d->source_items;
    struct index_set *set = mem_zero(1, sizeof *set + sources_size);
    uint64_t length = 0;
    set->generation = d->published ? d->published->generation + 1 : 0;
    set->member_count = d->count;
    set->members = mem_alloc(d->count * sizeof *set->members);
    set->memory.items = sizeof *set + sources_size + d->count * sizeof *set->members;
    for (size_t i = 0; i < d->count; i++) {
        const struct set_member *m = &d->members[i];
        set->members[i] = *m;
        set->items += m->segment->count - m->dead_count;
        length += m->segment->total_length - m->dead_length;
        add_memory(&set->memory, &m->segment->memory);
        set->memory.dead += m->dead ? bitmap_words(m->segment) * sizeof *m->dead : 0;
        stem_use_add(&set->stems, &m->segment->stems);
    }
    set->average_length = set->items ? (double)length / (double)set->items : 1.0;
    set->source_count = d->source_count;
    memcpy(set->source_items, d->source_items, sources_size);
    return set;
}

void set_draft_published(struct set_draft *d, const struct index_set *set)
{
    d->published = set;
    d->merged = 0;
    d->changed = false;
}
