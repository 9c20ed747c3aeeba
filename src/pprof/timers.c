#include "pprof/timers.h"

#include "pprof/signal.h"
#include "pprof/task.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid /* glibc has no name for it */
#endif

enum { NONE = -1, BUCKETS = 256, LOOKS_MAX = 5, RESTLESS_LOOKS = 50 };

/* Never given back, as pp_errand says, but used again. */
struct timer {
    struct pp_errand errand;
    /* The kernel's number of it, or NONE: a signal of another number is a late one of a timer that
     * this was before. */
    _Atomic int number;
    _Atomic unsigned owed; /* periods used before there was a timer */
    _Atomic long rest;     /* nanoseconds to the end of the current one, when any are owed */
    pid_t tid;
    struct timer *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below */
static struct timer *running[BUCKETS];                   /* by the thread's number */
static struct timer *idle;
static pp_timers_sample *_Atomic sample; /* NULL: stopped */
static struct pp_tasks tasks;
static size_t untimed;    /* at the last scan */
static int64_t last_scan; /* CLOCK_MONOTONIC */
static unsigned looks;    /* that found as many threads as there were, since the last scan */
static unsigned restless; /* looks left that scan in any case, as threads have been born lately */

static int64_t read_clock(clockid_t clock)
{
    struct timespec t;
    if (clock_gettime(clock, &t) != 0)
        return 0;
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* As the kernel makes it of a thread's number: CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED in
 * include/linux/posix-timers.h. pthread_getcpuclockid would need a pthread_t. */
static clockid_t clock_of(pid_t tid)
{
    return (clockid_t)(~(unsigned)tid << 3 | 6);
}

/* glibc's timer_t is the kernel's number, but for SIGEV_THREAD. */
static timer_t handle_of(int number)
{
    return (timer_t)(intptr_t)number; /* NOLINT */
}

static void set(int number, long first)
{
    const struct itimerspec times = { .it_value.tv_nsec = first,
        .it_interval.tv_nsec = PP_TIMERS_PERIOD };
    timer_settime(handle_of(number), 0, &times, NULL);
}

/* --- in the thread's signal handler --- */

/* What was owed comes with a timer that expired at once; from then on it ends with each period. */
static unsigned pay(struct timer *timer, unsigned expired)
{
    unsigned owed = atomic_exchange(&timer->owed, 0);
    if (owed == 0)
        return expired;
    set(atomic_load(&timer->number), atomic_load(&timer->rest));
    return owed + expired - 1;
}

static void expire(struct pp_errand *errand, const siginfo_t *info, const void *ucontext)
{
    struct timer *timer = (struct timer *)errand;
    pp_timers_sample *take = atomic_load(&sample);
    if (take && info->si_code == SI_TIMER && info->si_timerid == atomic_load(&timer->number))
        take(ucontext, pay(timer, 1 + (unsigned)info->si_overrun));
}

/* --- one timer --- */

/* The kernel looks at these timers once a tick, so they expire half a tick late on average. */
static long half_tick(void)
{
    struct timespec tick;
    return clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0 ? tick.tv_nsec / 2 : 0;
}

/* When, in CPU time since its birth, a thread is first to be sampled. At random: unless each began
 * at a place of its own within the period, threads that work in step would all be sampled at one
 * instant. Early by half a tick: else each thread's last samples would be missed, an eighth of
 * those of a thread that lives for 15 ms. */
static long random_phase(void)
{
    uint64_t random = 0;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random)
        random = (uint64_t)read_clock(CLOCK_MONOTONIC);
    return (long)(random % PP_TIMERS_PERIOD) + 1 - half_tick();
}

static void arm(struct timer *timer, int number, int64_t used)
{
    int64_t past = used - random_phase();
    atomic_store(&timer->owed, past < 0 ? 0 : (unsigned)(past / PP_TIMERS_PERIOD) + 1);
    atomic_store(&timer->rest, PP_TIMERS_PERIOD - (long)(past % PP_TIMERS_PERIOD));
    atomic_store(&timer->number, number);
    set(number, past < 0 ? (long)-past : 1);
}

static bool make(struct timer *timer, int64_t used)
{
    timer_t made;
    struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
        .sigev_signo = SIGPROF,
        .sigev_value.sival_ptr = &timer->errand,
        .sigev_notify_thread_id = timer->tid };
    if (timer_create(clock_of(timer->tid), &event, &made) != 0)
        return false;
    arm(timer, (int)(intptr_t)made, used);
    return true;
}

static void push(struct timer **list, struct timer *timer)
{
    timer->next = *list;
    *list = timer;
}

static struct timer *pop(struct timer **list)
{
    struct timer *timer = *list;
    if (timer)
        *list = timer->next;
    return timer;
}

static struct timer *take_idle(void)
{
    struct timer *timer = idle ? pop(&idle) : calloc(1, sizeof *timer);
    if (timer)
        atomic_store(&timer->errand.run, expire);
    return timer;
}

static struct timer **bucket_of(pid_t tid)
{
    return &running[(unsigned)tid % BUCKETS];
}

/* A thread that has ended needs none: true. */
static bool add(pid_t tid, int64_t used)
{
    struct timer *timer = take_idle();
    if (timer == NULL)
        return false;
    timer->tid = tid;
    bool made = make(timer, used);
    push(made ? bucket_of(tid) : &idle, timer);
    return made || errno == EINVAL;
}

static bool has_timer(pid_t tid)
{
    struct timer *timer = *bucket_of(tid);
    while (timer && timer->tid != tid)
        timer = timer->next;
    return timer != NULL;
}

/* Drops those of a bucket whose threads are not listed and have ended; NULL: drops all. */
static void sweep(struct timer **bucket, const struct pp_tasks *listed)
{
    while (*bucket) {
        pid_t tid = (*bucket)->tid;
        if (listed && (pp_tasks_has(listed, tid) || pp_task_lives(tid))) {
            bucket = &(*bucket)->next;
            continue;
        }
        struct timer *timer = pop(bucket);
        timer_delete(handle_of(atomic_exchange(&timer->number, NONE)));
        push(&idle, timer);
    }
}

/* --- all of them --- */

/* What a thread that is seen for the first time has used since it was born: no more than has passed
 * since the last scan. */
static int64_t used_since_birth(pid_t tid, int64_t passed)
{
    int64_t used = read_clock(clock_of(tid));
    return used < passed ? used : passed;
}

static bool scan(void)
{
    int64_t now = read_clock(CLOCK_MONOTONIC), passed = last_scan ? now - last_scan : 0;
    if (!pp_tasks_read(&tasks))
        return false;
    looks = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        sweep(&running[i], &tasks);
    untimed = 0;
    restless -= restless > 0;
    for (size_t i = 0; i < tasks.count; i++)
        if (!has_timer(tasks.tids[i])) {
            untimed += !add(tasks.tids[i], used_since_birth(tasks.tids[i], passed));
            restless = last_scan ? RESTLESS_LOOKS : 0;
        }
    last_scan = now;
    return untimed < tasks.count;
}

static void clear(void)
{
    atomic_store(&sample, NULL);
    for (size_t i = 0; i < BUCKETS; i++)
        sweep(&running[i], NULL);
    pp_tasks_release(&tasks);
}

bool pp_timers_start(pp_timers_sample *take)
{
    pthread_mutex_lock(&lock);
    last_scan = 0;
    atomic_store(&sample, take);
    bool started = scan();
    int reason = errno;
    if (!started)
        clear();
    pthread_mutex_unlock(&lock);
    errno = reason;
    return started;
}

void pp_timers_scan(void)
{
    pthread_mutex_lock(&lock);
    if (restless || pp_tasks_differ(&tasks) || ++looks == LOOKS_MAX)
        scan();
    pthread_mutex_unlock(&lock);
}

size_t pp_timers_stop(void)
{
    pthread_mutex_lock(&lock);
    clear();
    size_t left_out = untimed;
    pthread_mutex_unlock(&lock);
    return left_out;
}

void pp_timers_begin_thread(void)
{
    if (atomic_load(&sample) == NULL)
        return;
    pid_t tid = gettid();
    pthread_mutex_lock(&lock);
    if (atomic_load(&sample) && !has_timer(tid))
        add(tid, read_clock(CLOCK_THREAD_CPUTIME_ID));
    pthread_mutex_unlock(&lock);
}
