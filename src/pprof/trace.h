/* Execution traces: per-thread rings of events, always filling (the flight recorder). */
#ifndef PPROF_TRACE_H
#define PPROF_TRACE_H

#include "pprof/pprof.h"

#include <stdbool.h>

/* From pprof_start: the size of rings, and whether the recorder runs. */
void pp_trace_configure(size_t ring_bytes, bool recorder);

/* For lock.c: the calling thread waits for a lock from `since` until now, which who held it
 * released at `released` (0: unknown). The events are recorded after the wait, with its own times.
 */
void pp_trace_waited(enum pprof_wait kind, const char *what, int64_t since, int64_t released);

/* Of the account: events recorded, events lost to a running trace, and bytes of rings. */
void pp_trace_account(uint64_t *events, uint64_t *dropped, uint64_t *bytes);

#endif
