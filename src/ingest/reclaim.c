#include "ingest/reclaim.h"

#include "base/clock.h"
#include "ingest/gctrace.h"

#include <string.h>

static const char *const regions[INDEX_STAGES] = {
    [INDEX_BUILDING] = "index build", [INDEX_FREEING] = "index free"
};

static void leave(struct reclaim *r, int64_t now)
{
    r->spent[r->stage] += now - r->since;
    if (r->stage == INDEX_WAITING)
        pprof_wait_end();
    if (regions[r->stage])
        pprof_region_end(regions[r->stage]);
}

static void look_at_memory(struct reclaim *r, enum index_stage stage)
{
    if (stage == INDEX_BUILDING && r->spent[INDEX_BUILDING] == 0)
        r->before = pprof_memory_now();
    else if (stage == INDEX_WAITING)
        r->built = pprof_memory_now();
}

static void enter(void *context, enum index_stage stage)
{
    struct reclaim *r = context;
    leave(r, clock_monotonic());
    if (gctrace_on())
        look_at_memory(r, stage);
    r->stage = stage;
    r->since = clock_monotonic();
    if (stage == INDEX_WAITING)
        pprof_wait_begin(PPROF_WAIT_SYNC, "the last reader of the old index");
    if (regions[stage])
        pprof_region_begin(regions[stage]);
}

void reclaim_watch(struct reclaim *r, struct index *index)
{
    *r = (struct reclaim) { .variable = pprof_var_map("index"), .since = clock_monotonic() };
    index_watch(index, enter, r);
}

static void set(const struct reclaim *r, const char *key, uint64_t value)
{
    pprof_var_set(pprof_var_at(r->variable, key), (int64_t)value);
}

static void show_memory(const struct reclaim *r, const struct index_memory *m)
{
    set(r, "bytes.text", m->text);
    set(r, "bytes.postings", m->postings);
    set(r, "bytes.positions", m->positions);
    set(r, "bytes.vocabulary", m->vocabulary);
    set(r, "bytes.items", m->items);
    set(r, "bytes.dead", m->dead);
}

static void show(const struct reclaim *r, const struct index_publication *done)
{
    set(r, "items", done->items);
    set(r, "segments", done->segments);
    set(r, "bytes", done->bytes);
    show_memory(r, &done->memory);
    set(r, "generation", done->generation);
    set(r, "publications", r->publications);
    set(r, "build_ns", (uint64_t)r->spent_ever[INDEX_BUILDING]);
    set(r, "wait_ns", (uint64_t)r->spent_ever[INDEX_WAITING]);
    set(r, "free_ns", (uint64_t)r->spent_ever[INDEX_FREEING]);
}

static void trace(const struct reclaim *r, const struct index_publication *done)
{
    struct gctrace_publication p = { .index = done,
        .number = r->publications,
        .before = r->before,
        .built = r->built,
        .after = pprof_memory_now() };
    memcpy(p.spent, r->spent, sizeof p.spent);
    for (size_t stage = INDEX_BUILDING; stage < INDEX_STAGES; stage++)
        p.spent_ever += r->spent_ever[stage];
    gctrace_published(&p);
}

static void sum_up(struct reclaim *r)
{
    r->publications++;
    pprof_reclaimed(r->spent[INDEX_WAITING] + r->spent[INDEX_FREEING]);
    for (size_t stage = 0; stage < INDEX_STAGES; stage++)
        r->spent_ever[stage] += r->spent[stage];
}

void reclaim_note(struct reclaim *r, const struct index_publication *done)
{
    bool published = done->generation != r->generation;
    r->generation = done->generation;
    if (published)
        sum_up(r);
    show(r, done);
    if (published && gctrace_on())
        trace(r, done);
    if (published)
        memset(r->spent, 0, sizeof r->spent);
}
