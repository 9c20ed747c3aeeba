/*
 * The caller's stack by frame pointers, as a number of pp_stacks_shared: some 20 ns where
 * backtrace() takes 2,700, so that each event can have one. Frames of code built without frame
 * pointers are missing, or end the walk. Every step is checked against the bounds of the thread's
 * stack, so a register that holds something else is no harm; what is no address of code is cut off.
 */
#ifndef PPROF_WALK_H
#define PPROF_WALK_H

#include "pprof/ring.h"

#include <stdint.h>

enum { PP_WALK_MAX = 32 };

/* `frame` is __builtin_frame_address(0) of a function whose caller is to be the leaf. `ring` is
 * the calling thread's. 0 when nothing is known. */
uint32_t pp_walk(struct pp_ring *ring, const void *frame);

#endif
