/*
 * SIGPROF: one handler, installed once and for good, for those who want something done in a thread:
 * cpu.c by its timers, dump.c by pthread_sigqueue's like. Who sends puts the address of a struct
 * pp_errand into the signal's value; a signal without one is ignored.
 */
#ifndef PPROF_SIGNAL_H
#define PPROF_SIGNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct pp_errand {
    /* In the handler, with errno saved: signal-safe only. The errand's memory must never be given
     * back: a signal may still be pending. What was written before it was stored, the handler sees.
     */
    void (*_Atomic run)(struct pp_errand *errand, const siginfo_t *info, const void *ucontext);
};

/* Installs the handler: SA_RESTART, SA_SIGINFO, SA_ONSTACK. False when it cannot. Once is enough.
 */
bool pp_signal_install(void);
/* False: it was never installed, or the program has put another in its place. */
bool pp_signal_installed(void);
/* Sends SIGPROF with the errand to one thread of this process. */
bool pp_signal_send(int tid, struct pp_errand *errand);
/* Nanoseconds spent in the handler, over all threads. */
uint64_t pp_signal_spent(void);

#endif
