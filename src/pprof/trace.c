/* Recording: what each thread does goes into its ring; what it waits for, into its record too. */
#include "pprof/trace.h"

#include "pprof/names.h"
#include "pprof/ring.h"
#include "pprof/thread.h"
#include "pprof/walk.h"

unsigned pprof_trace_on; /* the flight recorder, and each running trace, count one */

static _Atomic uint64_t dropped;

/* --- the thread's ring --- */

/* A trace that begins makes rings for threads that have none yet: the first to set it wins. */
static struct pp_ring *make_ring(struct pp_thread *thread)
{
    struct pp_ring *ring = pp_ring_new(thread->tid), *other = NULL;
    if (ring == NULL)
        return atomic_load(&thread->ring);
    if (atomic_compare_exchange_strong(&thread->ring, &other, ring))
        return ring;
    pp_ring_end(ring);
    return other;
}

static struct pp_ring *first_ring(struct pp_thread *thread)
{
    struct pp_ring *ring = make_ring(thread);
    if (ring && atomic_load(&ring->head) == 0)
        pp_ring_put(ring, PP_EVENT_BEGIN, pp_ticks(), 0, thread->created_by);
    return ring;
}

static inline struct pp_ring *ring_of(struct pp_thread *thread)
{
    if (thread == NULL)
        return NULL;
    struct pp_ring *ring = atomic_load_explicit(&thread->ring, memory_order_acquire);
    return ring ? ring : first_ring(thread);
}

void pp_trace_thread_ends(struct pp_thread *thread)
{
    struct pp_ring *ring = atomic_exchange(&thread->ring, NULL);
    if (ring == NULL)
        return;
    pp_ring_put(ring, PP_EVENT_END, pp_ticks(), 0, 0);
    pp_ring_end(ring);
}

void pp_trace_thread_begins(struct pp_thread *thread)
{
    if (pprof_tracing())
        ring_of(thread);
}

static void give_ring(void *context, struct pp_thread *thread)
{
    (void)context;
    if (atomic_load(&thread->ring) == NULL)
        make_ring(thread);
}

void pp_trace_record(bool on)
{
    pp_ticks_start();
    if (on)
        pp_threads_each(give_ring, NULL);
    __atomic_fetch_add(&pprof_trace_on, on ? 1 : -1, __ATOMIC_SEQ_CST);
}

static void run_recorder(bool on)
{
    static _Atomic bool runs;
    if (atomic_exchange(&runs, on) != on)
        pp_trace_record(on);
}

void pp_trace_configure(size_t ring_bytes, bool recorder)
{
    pp_ring_configure(ring_bytes);
    run_recorder(recorder);
}

void pprof_set_trace_ring(size_t bytes)
{
    if (bytes)
        pp_ring_configure(bytes);
    run_recorder(bytes > 0);
}

/* --- events --- */

/* Of the function this stands in, which the program called: the caller's stack. */
#define STACK(ring) pp_walk((ring), __builtin_frame_address(0))

uint64_t pprof_task_begin_(const char *name)
{
    struct pp_ring *ring = ring_of(pp_thread_self());
    if (ring == NULL)
        return 0;
    uint32_t number = ++ring->tasks;
    pp_ring_put(ring, PP_EVENT_TASK, pp_ticks(), pp_name_number(name), number);
    return (uint64_t)ring->number << 32 | number;
}

void pprof_task_end_(uint64_t task)
{
    struct pp_ring *ring = ring_of(pp_thread_known());
    if (ring)
        pp_ring_put(ring, PP_EVENT_TASK_END, pp_ticks(), 0, (uint32_t)task);
}

void pprof_region_begin_(const char *name)
{
    struct pp_ring *ring = ring_of(pp_thread_self());
    if (ring)
        pp_ring_put(ring, PP_EVENT_REGION, pp_ticks(), pp_name_number(name), STACK(ring));
}

void pprof_region_end_(const char *name)
{
    struct pp_ring *ring = ring_of(pp_thread_known());
    if (ring)
        pp_ring_put(ring, PP_EVENT_REGION_END, pp_ticks(), pp_name_number(name), 0);
}

void pprof_log_(const char *category, const char *message)
{
    struct pp_ring *ring = ring_of(pp_thread_self());
    if (ring)
        pp_ring_put(
            ring, PP_EVENT_LOG, pp_ticks(), pp_name_number(category), pp_name_number(message));
}

/* --- waits --- */

/* To a tick of the kernel's, some milliseconds: a fifth of the price. */
static int64_t coarse_time(void)
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
    atomic_store_explicit(&thread->wait_since, coarse_time(), memory_order_relaxed);
    atomic_store_explicit(&thread->wait_what, what, memory_order_release);
    struct pp_ring *ring = pprof_tracing() ? ring_of(thread) : NULL;
    if (ring)
        pp_ring_put(ring, PP_EVENT_WAIT + kind, pp_ticks(), pp_name_number(what), STACK(ring));
}

void pprof_wait_end(void)
{
    struct pp_thread *thread = pp_thread_known();
    if (thread == NULL)
        return;
    atomic_store_explicit(&thread->wait_what, NULL, memory_order_release);
    struct pp_ring *ring = pprof_tracing() ? ring_of(thread) : NULL;
    if (ring)
        pp_ring_put(ring, PP_EVENT_WAIT_END, pp_ticks(), 0, 0);
}

void pp_trace_waited(const struct pp_waited *wait)
{
    struct pp_ring *ring = pprof_tracing() ? ring_of(pp_thread_self()) : NULL;
    if (ring == NULL)
        return;
    struct pp_scale scale = pp_scale_read();
    pp_ring_put(ring, PP_EVENT_WAIT + wait->kind, pp_scale_ticks(&scale, wait->since),
        pp_name_number(wait->what), wait->stack ? wait->stack : STACK(ring));
    if (wait->released > wait->since && wait->released < scale.time)
        pp_ring_put(
            ring, PP_EVENT_RELEASED, pp_scale_ticks(&scale, wait->released), 0, wait->holder);
    pp_ring_put(ring, PP_EVENT_WAIT_END, scale.ticks, 0, 0);
}

/* --- account --- */

void pp_trace_dropped(uint64_t events)
{
    atomic_fetch_add_explicit(&dropped, events, memory_order_relaxed);
}

void pp_trace_account(uint64_t *events, uint64_t *lost, uint64_t *bytes)
{
    pp_rings_account(events, bytes);
    *lost = atomic_load(&dropped);
}
