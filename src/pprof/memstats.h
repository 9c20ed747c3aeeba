/* Go's runtime.MemStats, as far as an allocator in C has a figure for it. */
#ifndef PPROF_MEMSTATS_H
#define PPROF_MEMSTATS_H

#include "pprof/buf.h"

#include <stddef.h>
#include <stdint.h>

enum {
    PP_PAUSES = 256, /* of Go's ring of pauses */
    PP_SIZES = 61,   /* of Go's BySize */
};

/* What each is, pp_memstats_fields says. */
struct pp_memstats {
    uint64_t alloc, total_alloc, sys, lookups, mallocs, frees;
    uint64_t heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
    uint64_t stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys;
    uint64_t buck_hash_sys, gc_sys, other_sys;
    uint64_t next_gc, last_gc, pause_total_ns, num_gc, num_forced_gc;
    double gc_cpu_fraction;
    uint64_t pause_ns[PP_PAUSES], pause_end[PP_PAUSES];
    struct {
        uint64_t size, mallocs, frees;
    } by_size[PP_SIZES];
    unsigned sizes;    /* of them in use */
    uint64_t resident; /* bytes of the process in memory, as the kernel counts; not one of Go's */
};

struct pp_memstats_field {
    const char *name; /* Go's */
    size_t offset;    /* of the uint64_t in struct pp_memstats */
    const char *about;
};

/* The fields that are single integers, in Go's order. */
extern const struct pp_memstats_field pp_memstats_fields[];
extern const size_t pp_memstats_field_count;

/* From jemalloc's statistics where it is malloc, else from mallinfo2. Counts that other threads'
 * caches have not reported yet are missing. */
void pp_memstats_read(struct pp_memstats *stats);
/* As a JSON object with Go's names, PauseNs, PauseEnd and BySize included: expvar's "memstats". */
void pp_memstats_json(struct pp_buf *to, const struct pp_memstats *stats);
/* As the comments at the end of Go's heap?debug=1. */
void pp_memstats_text(struct pp_buf *to, const struct pp_memstats *stats);

#endif
