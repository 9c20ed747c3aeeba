/* For how long at the least a thread has slept, which the kernel does not tell: it has when it went
 * to sleep as often as at an earlier look. */
#ifndef PPROF_REST_H
#define PPROF_REST_H

#include "pprof/crowd.h"

/* CLOCK_MONOTONIC, since when a member has slept; 0: not known. */
int64_t pp_rest_since(const struct pp_task_state *state);
/* After the crowd's stacks have been asked for, which wakes each once: looks again, for the next
 * time. One look is kept. Without memory nothing is. */
void pp_rest_note(const struct pp_crowd *crowd);

#endif
