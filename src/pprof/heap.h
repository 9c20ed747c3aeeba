/* The heap profile: jemalloc's sampled allocations, unsampled. And the allocator's own figures. */
#ifndef PPROF_HEAP_H
#define PPROF_HEAP_H

#include "pprof/buf.h"
#include "pprof/profile.h"

size_t pp_heap_count(void);
enum pprof_error pp_heap_collect(struct pp_profile *out, bool settle);
enum pprof_error pp_allocs_collect(struct pp_profile *out, bool settle);
void pp_heap_text(struct pp_buf *to, const struct pp_profile *profile);

/* Returns freed memory to the kernel: jemalloc's thread caches and dirty pages. */
void pp_heap_settle(void);
/* True when malloc is jemalloc's in this process: it is linked in, and valgrind or a sanitizer has
 * not taken its place. */
bool pp_heap_is_jemalloc(void);

/* Go's runtime.MemStats, as far as an allocator in C has a figure for it; see memstats.c, whose
 * table says for each field what it is here. */
struct pp_memstats {
    uint64_t alloc, total_alloc, sys, mallocs, frees;
    uint64_t heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
    uint64_t stack_inuse, stack_sys, buck_hash_sys, other_sys;
    uint64_t resident; /* of the process, by the kernel */
    uint64_t next_gc, last_gc, pause_total_ns,
        num_gc; /* index sets reclaimed: pp_memstats_reclaim */
    uint64_t pause_ns[256], pause_end[256];
    uint64_t num_forced_gc;
    double gc_cpu_fraction;
};

void pp_memstats_read(struct pp_memstats *stats);
/* As a JSON object with Go's field names. */
void pp_memstats_json(struct pp_buf *to, const struct pp_memstats *stats);

#endif
