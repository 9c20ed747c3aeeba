/*
 * A timer on the CPU clock of every thread of the process, 100 Hz, whose signal the thread itself
 * handles. Threads made by pprof_thread_create get theirs as they begin, others when they are next
 * looked for; what such a thread has used until then is owed to it, and counted when its timer
 * first expires.
 */
#ifndef PPROF_TIMERS_H
#define PPROF_TIMERS_H

#include <stdbool.h>
#include <stddef.h>

enum { PP_TIMERS_PERIOD = 10000000 /* nanoseconds of CPU */ };

/* Called in the handler of the thread's signal: signal-safe only. `weight` is the number of periods
 * that it stands for. */
typedef void pp_timers_sample(const void *ucontext, unsigned weight);

/* Starts the timers of all threads. One at a time, and scan and stop are the caller's. False:
 * /proc/self/task cannot be read, or no timer can be made; errno. */
bool pp_timers_start(pp_timers_sample *sample);
/* Gives one to the threads born since, takes away those of threads that have ended. Every 20 ms is
 * often enough: each fifth time lists them, unless some were born in the last second, or their
 * number has changed. */
void pp_timers_scan(void);
/* Deletes them. A handler may still be running, or yet run to its end, but none begins to call
 * `sample`. Returns the number of threads that were left without a timer, as the user's limit of
 * pending signals was reached (RLIMIT_SIGPENDING). */
size_t pp_timers_stop(void);

/* The calling thread has just begun. */
void pp_timers_begin_thread(void);

#endif
