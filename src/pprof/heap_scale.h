/* From sampled blocks to all blocks, and back. A block of `size` bytes is sampled with probability
 * 1 - e^(-size / rate). */
#ifndef PPROF_HEAP_SCALE_H
#define PPROF_HEAP_SCALE_H

#include <stdint.h>

struct pp_heap_sum {
    int64_t objects, bytes;
};

/* What the sampled blocks of a stack stand for, by their average size, as Go's scaleHeapSample.
 * jemalloc, which knows each block's size, prints such figures as this makes the right ones of. */
struct pp_heap_sum pp_heap_scale(struct pp_heap_sum sampled, int64_t rate);
/* Figures of which pp_heap_scale makes these: bytes to a thousandth, objects as nearly as whole
 * numbers let it. For the text form, whose readers scale. */
struct pp_heap_sum pp_heap_unscale(struct pp_heap_sum all, int64_t rate);

#endif
