/* CPU samples: a timer on each thread's CPU clock, 100 Hz, whose signal the thread itself handles.
 */
#ifndef PPROF_CPU_H
#define PPROF_CPU_H

#include "pprof/pprof.h"
#include "pprof/profile.h"

/* From then until stop, every thread is sampled, those that are born meanwhile too. One at a time:
 * PPROF_BUSY. */
enum pprof_error pp_cpu_start(void);
/* Waits `nanoseconds` by the sink's wait (or sleeps), and looks for new threads meanwhile. */
enum pprof_error pp_cpu_wait(const struct pprof_sink *sink, int64_t nanoseconds);
/* Looks for new threads: for who waits in another way, every PP_CPU_SCAN nanoseconds. */
void pp_cpu_scan(void);
enum { PP_CPU_SCAN = 20000000 };
/* Ends it and fills `out`, which it initializes. */
enum pprof_error pp_cpu_stop(struct pp_profile *out);
bool pp_cpu_running(void);

/* Of the account, since the program's start: samples, those for which there was no room, those
 * deeper than PP_STACK_MAX; and the bytes that a running profile has filled. Signal-safe. */
void pp_cpu_account(uint64_t *samples, uint64_t *dropped, uint64_t *truncated, uint64_t *bytes);

#endif
