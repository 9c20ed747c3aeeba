/* The allocator's own frames at the leaf of a sampled allocation, which Go does not show either:
 * the leaf is to be the function that called malloc. */
#ifndef PPROF_HEAP_TRIM_H
#define PPROF_HEAP_TRIM_H

#include <stdint.h>

struct pp_symbols;

/* Frames are told by address where jemalloc is a library of its own, and by name: those of a
 * jemalloc within the program, and of a program's own malloc that calls jemalloc's. */
struct pp_heap_trim {
    uintptr_t start, limit; /* of jemalloc's library; limit 0: it is part of the program */
    struct pp_symbols *symbols;
};

void pp_heap_trim_init(struct pp_heap_trim *trim);
void pp_heap_trim_release(struct pp_heap_trim *trim);
/* How many of the innermost frames are the allocator's; never all of them. */
unsigned pp_heap_trim(struct pp_heap_trim *trim, const uintptr_t *pcs, unsigned depth);

#endif
