/* What threads wait for, kept in their records for whoever looks. */
#include "pprof/trace.h"

#include "pprof/thread.h"

#include <time.h>

unsigned pprof_trace_on;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void pprof_wait_begin(enum pprof_wait kind, const char *what)
{
    struct pp_thread *thread = pp_thread_self();
    if (thread == NULL)
        return;
    atomic_store_explicit(&thread->wait_kind, (int)kind, memory_order_relaxed);
    atomic_store_explicit(&thread->wait_since, now(), memory_order_relaxed);
    atomic_store_explicit(&thread->wait_what, what, memory_order_release);
}

void pprof_wait_end(void)
{
    struct pp_thread *thread = pp_thread_known();
    if (thread)
        atomic_store_explicit(&thread->wait_what, NULL, memory_order_release);
}

static size_t ring_size;
static bool recording;

void pp_trace_configure(size_t ring_bytes, bool recorder)
{
    ring_size = ring_bytes;
    recording = recorder;
}

void pp_trace_waited(enum pprof_wait kind, const char *what, int64_t since, int64_t released)
{
    (void)kind, (void)what, (void)since, (void)released;
}

void pp_trace_account(uint64_t *events, uint64_t *dropped, uint64_t *bytes)
{
    *events = *dropped = 0;
    *bytes = recording ? ring_size : 0;
}
