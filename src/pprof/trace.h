/* Execution traces: per-thread rings of events, always filling (the flight recorder). */
#ifndef PPROF_TRACE_H
#define PPROF_TRACE_H

#include "pprof/pprof.h"

#include <stdbool.h>

struct pp_thread;

/* From pprof_start: the size of rings, and whether the recorder runs. */
void pp_trace_configure(size_t ring_bytes, bool recorder);

/* For thread.c: the calling thread begins, its record is complete; it ends, its record is still
 * there. */
void pp_trace_thread_begins(struct pp_thread *thread);
void pp_trace_thread_ends(struct pp_thread *thread);

/* A wait for a lock or condition that has ended now. */
struct pp_waited {
    enum pprof_wait kind;
    const char *what;
    int64_t since, released; /* released: when who held it let it go; 0: unknown */
    uint32_t stack, holder;  /* of pp_stacks_shared; 0: unknown */
};

/* For lock.c: the calling thread waited. The events are recorded with the wait's own times. */
void pp_trace_waited(const struct pp_waited *wait);

/* Of the account: events recorded, events lost to a running trace, and bytes of rings. */
void pp_trace_account(uint64_t *events, uint64_t *dropped, uint64_t *bytes);

/* --- Between trace.c, which records, and trace_take.c, which writes --- */

/* Starts or ends recording beyond what the flight recorder does, for one who writes a trace. */
void pp_trace_record(bool on);
/* Counts events lost to a running trace. */
void pp_trace_dropped(uint64_t events);

#endif
