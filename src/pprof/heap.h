/* The heap profile: jemalloc's sampled allocations, unsampled. */
#ifndef PPROF_HEAP_H
#define PPROF_HEAP_H

#include "pprof/buf.h"
#include "pprof/profile.h"

size_t pp_heap_count(void);
enum pprof_error pp_heap_collect(struct pp_profile *out, bool settle);
enum pprof_error pp_allocs_collect(struct pp_profile *out, bool settle);
void pp_heap_text(struct pp_buf *to, const struct pp_profile *profile);

/* Gives freed memory back to the kernel, which stands for Go's collection, and counts that. */
void pp_heap_settle(void);

#endif
