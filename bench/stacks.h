/* A heap profile for people: which stacks hold the most, in lines. */
#ifndef BENCH_STACKS_H
#define BENCH_STACKS_H

#include "pprof/profile.h"

/* The `most` stacks of most bytes (the last value of the profile's kind), a line each: bytes, their
 * share of `total`, and the frames from who asked for the memory on, three at most. Functions that
 * only allocate for others (mem_alloc, buf_add …) are passed over. On standard output. */
void stacks_print(const struct pp_profile *profile, size_t most, int64_t total);

#endif
