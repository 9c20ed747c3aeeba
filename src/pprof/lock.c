/*
 * Locks and condition variables that know who made whom wait.
 *
 * A thread that finds the lock taken draws how long it must wait to be recorded, captures its stack
 * (it has to wait anyway), and says in the mutex from when on its wait counts. Whoever unlocks
 * after that leaves its own stack there before it lets go: the captured wait and the captured
 * holder are the pair. Short waits, which are not recorded, cost who unlocks no stack.
 */
#include "pprof/contention.h"
#include "pprof/pprof.h"
#include "pprof/stack.h"
#include "pprof/thread.h"
#include "pprof/trace.h"

/* What a thread's record said it was waiting for, when it had to wait for a lock on the way. */
struct earlier {
    const char *what;
    int kind;
    int64_t since;
};

struct wait {
    enum pprof_wait kind;
    const char *name;
    int64_t since, least; /* least 0: not to be recorded */
    uint32_t stack;
    struct pp_thread *thread; /* NULL: no memory for a record */
    struct earlier earlier;
};

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void tell(struct pp_thread *thread, const char *what, int kind, int64_t since)
{
    atomic_store_explicit(&thread->wait_kind, kind, memory_order_relaxed);
    atomic_store_explicit(&thread->wait_since, since, memory_order_relaxed);
    atomic_store_explicit(&thread->wait_what, what, memory_order_release);
}

/* The stack of whoever called the public function that called the caller, that function its leaf,
 * as Go's profiles show sync.(*Mutex).Lock. */
static __attribute__((always_inline)) inline uint32_t capture(void)
{
    uintptr_t pcs[PP_STACK_MAX];
    unsigned depth = pp_stack_capture(pcs, PP_STACK_MAX, 1);
    return pp_stacks_add(pp_stacks_shared(), pcs, depth);
}

/* Inlined, that the number of frames be known. */
static __attribute__((always_inline)) inline struct wait begin(
    enum pprof_wait kind, const char *name)
{
    struct wait wait = { .kind = kind, .name = name, .since = now() };
    wait.least = pp_contention_least();
    if (wait.least)
        wait.stack = capture();
    wait.thread = pp_thread_self();
    if (wait.thread == NULL)
        return wait;
    wait.earlier = (struct earlier) { wait.thread->wait_what, wait.thread->wait_kind,
        wait.thread->wait_since };
    tell(wait.thread, name, kind, wait.since);
    return wait;
}

/* `released` and `holder` are 0 where nobody left them. Returns how long it was. */
static int64_t end(const struct wait *wait, int64_t released, uint32_t holder)
{
    int64_t length = now() - wait->since;
    if (wait->thread)
        tell(wait->thread, wait->earlier.what, wait->earlier.kind, wait->earlier.since);
    if (wait->least && length >= wait->least)
        pp_contention_add(wait->name, wait->stack, holder, length);
    pp_trace_waited(
        &(struct pp_waited) { wait->kind, wait->name, wait->since, released, wait->stack, holder });
    return length;
}

/* --- mutexes --- */

void pprof_mutex_init(struct pprof_mutex *mutex, const char *name)
{
    *mutex = (struct pprof_mutex)PPROF_MUTEX_INITIALIZER(name);
}

void pprof_mutex_destroy(struct pprof_mutex *mutex)
{
    pthread_mutex_destroy(&mutex->mutex);
}

/* Who unlocks at `due` or later is to leave a stack. */
static void ask(struct pprof_mutex *mutex, int64_t due)
{
    int64_t earliest = __atomic_load_n(&mutex->due, __ATOMIC_RELAXED);
    __atomic_fetch_add(&mutex->waiters, 1, __ATOMIC_RELAXED);
    while ((earliest == 0 || due < earliest) && !__atomic_compare_exchange_n(&mutex->due, &earliest,
                                                    due, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
}

/* The last one takes what was asked for with it. Another that asks at this moment may lose its
 * `due`: then who unlocks leaves a stack sooner than it would have to. */
static void ask_no_more(struct pprof_mutex *mutex)
{
    if (__atomic_sub_fetch(&mutex->waiters, 1, __ATOMIC_RELAXED) == 0)
        __atomic_store_n(&mutex->due, 0, __ATOMIC_RELAXED);
}

static __attribute__((noinline)) void lock_slowly(struct pprof_mutex *mutex)
{
    struct wait wait = begin(PPROF_WAIT_SYNC, mutex->name);
    if (wait.least)
        ask(mutex, wait.since + wait.least);
    pthread_mutex_lock(&mutex->mutex);
    if (wait.least)
        ask_no_more(mutex);
    bool left = mutex->released >= wait.since; /* else by an earlier holder, for another waiter */
    int64_t length = end(&wait, left ? mutex->released : 0, left ? mutex->holder : 0);
    if (wait.thread)
        atomic_fetch_add_explicit(&wait.thread->lock_wait, length, memory_order_relaxed);
}

static __attribute__((noinline)) void leave_stack(struct pprof_mutex *mutex)
{
    int64_t released = now();
    if (released < __atomic_load_n(&mutex->due, __ATOMIC_RELAXED))
        return;
    mutex->holder = capture();
    mutex->released = released;
}

/* Keeps the compiler from jumping where it should call, which would drop the public function's
 * frame. */
static inline void stay(void)
{
    __asm__ volatile("");
}

void pprof_mutex_lock(struct pprof_mutex *mutex)
{
    if (pthread_mutex_trylock(&mutex->mutex) != 0)
        lock_slowly(mutex);
    stay();
}

bool pprof_mutex_trylock(struct pprof_mutex *mutex)
{
    return pthread_mutex_trylock(&mutex->mutex) == 0;
}

void pprof_mutex_unlock(struct pprof_mutex *mutex)
{
    if (__atomic_load_n(&mutex->waiters, __ATOMIC_RELAXED))
        leave_stack(mutex);
    pthread_mutex_unlock(&mutex->mutex);
}

/* --- conditions --- */

void pprof_cond_init(struct pprof_cond *cond, const char *name)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&cond->cond, &attributes);
    pthread_condattr_destroy(&attributes);
    cond->name = name;
}

void pprof_cond_destroy(struct pprof_cond *cond)
{
    pthread_cond_destroy(&cond->cond);
}

/* `until` NULL: for ever. */
static __attribute__((noinline)) bool wait_slowly(
    struct pprof_cond *cond, struct pprof_mutex *mutex, const struct timespec *until)
{
    struct wait wait = begin(PPROF_WAIT_COND, cond->name);
    int error = until ? pthread_cond_timedwait(&cond->cond, &mutex->mutex, until)
                      : pthread_cond_wait(&cond->cond, &mutex->mutex);
    end(&wait, 0, 0);
    return error == 0;
}

void pprof_cond_wait(struct pprof_cond *cond, struct pprof_mutex *mutex)
{
    if (__atomic_load_n(&mutex->waiters, __ATOMIC_RELAXED))
        leave_stack(mutex);
    wait_slowly(cond, mutex, NULL);
    stay();
}

bool pprof_cond_wait_for(struct pprof_cond *cond, struct pprof_mutex *mutex, int64_t nanoseconds)
{
    int64_t end_at = now() + (nanoseconds > 0 ? nanoseconds : 0);
    struct timespec until = { end_at / 1000000000, end_at % 1000000000 };
    if (__atomic_load_n(&mutex->waiters, __ATOMIC_RELAXED))
        leave_stack(mutex);
    bool in_time = wait_slowly(cond, mutex, &until);
    stay();
    return in_time;
}

void pprof_cond_signal(struct pprof_cond *cond)
{
    pthread_cond_signal(&cond->cond);
}

void pprof_cond_broadcast(struct pprof_cond *cond)
{
    pthread_cond_broadcast(&cond->cond);
}
