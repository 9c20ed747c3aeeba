/* jemalloc's heap profile, "heap_v2" (jemalloc(3), prof.dump; src/prof_data.c of 5.3). */
#ifndef PPROF_HEAP_PARSE_H
#define PPROF_HEAP_PARSE_H

#include "pprof/stack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One stack. The figures are of sampled blocks alone. */
struct pp_heap_record {
    uintptr_t pcs[PP_STACK_MAX]; /* as stack.h says */
    unsigned depth;
    int64_t alloc_objects, alloc_bytes; /* 0 where jemalloc does not accumulate */
    int64_t inuse_objects, inuse_bytes;
};

struct pp_heap_reader {
    void (*record)(void *context, const struct pp_heap_record *record);
    void *context;
};

/* Calls `record` for every stack of the dump. *rate: bytes between two samples on average. False
 * when it is no such dump; `record` may have been called then. Signal-safe if `record` is. */
bool pp_heap_parse(
    const char *text, size_t len, int64_t *rate, const struct pp_heap_reader *reader);

#endif
