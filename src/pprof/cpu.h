/* CPU samples: a timer on each thread's CPU clock, 100 Hz, whose signal the thread itself handles.
 */
#ifndef PPROF_CPU_H
#define PPROF_CPU_H

#include "pprof/pprof.h"
#include "pprof/profile.h"

/* From then until stop, every thread is sampled, those that are born meanwhile too. One at a time:
 * PPROF_BUSY. */
enum pprof_error pp_cpu_start(void);
/* Waits `nanoseconds` by the sink's wait (or sleeps). */
enum pprof_error pp_cpu_wait(const struct pprof_sink *sink, int64_t nanoseconds);
/* Ends it and fills `out`, which it initializes. */
enum pprof_error pp_cpu_stop(struct pp_profile *out);
bool pp_cpu_running(void);

#endif
