/*
 * What the profiler knows of a thread: a record, made at the thread's first use of the library and
 * freed when the thread ends. Threads that never use it have none; /proc/self/task lists them all.
 */
#ifndef PPROF_THREAD_H
#define PPROF_THREAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { PP_LABELS_MAX = 8 };

struct pp_label {
    const char *key;
    const char *text; /* NULL: the value is the number */
    int64_t number;
};

struct pp_labels {
    unsigned count;
    struct pp_label label[PP_LABELS_MAX];
};

struct pp_ring; /* trace.c's */

struct pp_thread {
    struct pp_thread *next, *previous;
    pid_t tid;
    struct pp_labels labels; /* the thread's own, and its signal handlers' */
    uint32_t created_by;     /* a stack of pp_stacks_shared; 0: unknown */
    /* What it waits for now, by pprof_wait_begin or a lock; others may read. */
    const char *_Atomic wait_what; /* NULL: nothing known */
    _Atomic int wait_kind;         /* enum pprof_wait */
    _Atomic int64_t wait_since;    /* CLOCK_MONOTONIC */
    _Atomic int64_t lock_wait;     /* nanoseconds waited for locks in all */
    struct pp_ring *_Atomic ring;
};

/* The calling thread's record; made now if it has none. NULL only without memory. Once a thread has
 * one this is a load and signal-safe. */
struct pp_thread *pp_thread_self(void);
/* The same, but never makes one: NULL when the thread has none. Signal-safe. */
struct pp_thread *pp_thread_known(void);

/* Calls `visit` for every record, under a lock that threads take when they begin and end: it must
 * not make or end threads, nor call pp_thread_self. */
void pp_threads_each(void (*visit)(void *context, struct pp_thread *thread), void *context);

#endif
