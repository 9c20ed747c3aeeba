/* The process's memory, for programs; and the giving back of what is free, which they may watch. */
#include "pprof/heap.h"
#include "pprof/jemalloc.h"
#include "pprof/memstats.h"
#include "pprof/pprof.h"
#include "pprof/reclaim.h"

static struct {
    pthread_mutex_t lock; /* for one settling at a time */
    void (*settled)(void *context, const struct pprof_settling *settling);
    void *context;
} watch = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct pprof_memory pprof_memory_now(void)
{
    struct pp_memstats s;
    pp_memstats_read(&s);
    return (struct pprof_memory) {
        .live = s.heap_alloc,
        .active = s.heap_inuse,
        .mapped = s.heap_sys,
        .released = s.heap_released,
        .resident = s.resident,
        .allocated = s.total_alloc,
        .allocations = s.mallocs,
        .frees = s.frees,
        .reclaims = s.num_gc,
        .reclaim_ns = (int64_t)s.pause_total_ns,
        .settles = s.num_forced_gc,
    };
}

void pprof_watch_settling(
    void (*settled)(void *context, const struct pprof_settling *settling), void *context)
{
    pthread_mutex_lock(&watch.lock);
    watch.settled = settled;
    watch.context = context;
    pthread_mutex_unlock(&watch.lock);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void settle(void)
{
    pp_jemalloc_settle();
    pp_reclaim_forced();
}

static void settle_watched(void)
{
    struct pprof_settling s = { .before = pprof_memory_now() };
    int64_t begun = now();
    settle();
    s.duration = now() - begun;
    s.after = pprof_memory_now();
    watch.settled(watch.context, &s);
}

void pp_heap_settle(void)
{
    pthread_mutex_lock(&watch.lock);
    if (watch.settled)
        settle_watched();
    else
        settle();
    pthread_mutex_unlock(&watch.lock);
}
