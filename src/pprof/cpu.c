#include "pprof/cpu.h"

#include "pprof/collect.h"
#include "pprof/signal.h"
#include "pprof/stack.h"
#include "pprof/timers.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum {
    STACKS = 1 << 15, /* different ones in a profile */
    STACK_WORDS = 1 << 20,
    LOG_WORDS = 1 << 22, /* 400,000 samples of three labels: more than an hour of a busy core */
    LOG_BYTES = LOG_WORDS * sizeof(uint64_t),
    LABEL_WORDS = 3,
    WEIGHT_MAX = (1 << 24) - 1,
    DRAIN_PAUSE = 100000, /* nanoseconds */
};

/*
 * What the handlers write: memory mapped whole when the profile starts, touched as it fills. A
 * sample in the log is a word of its stack's number, its weight and its count of labels, and three
 * words a label.
 */
struct recording {
    struct pp_stacks stacks;
    uint64_t *log;
    _Atomic size_t used; /* words */
    int64_t taken;       /* unix time */
    int64_t begun;       /* CLOCK_MONOTONIC */
};

static struct recording recording;
static _Atomic bool busy;       /* from start to the end of stop */
static _Atomic bool recorded;   /* handlers may write */
static _Atomic unsigned inside; /* handlers that may be writing */
static _Atomic uint64_t samples, dropped, truncated;
static _Atomic uint64_t filled; /* bytes of the recording */

static const struct pp_kind cpu_kind = {
    .name = "cpu",
    .types = { { "samples", "count" }, { "cpu", "nanoseconds" } },
    .type_count = 2,
    .period_type = { "cpu", "nanoseconds" },
    .period = PP_TIMERS_PERIOD,
};

static int64_t read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* --- in the signal handler --- */

/* NULL when the log is full. */
static uint64_t *reserve(struct recording *r, size_t words)
{
    size_t at = atomic_load_explicit(&r->used, memory_order_relaxed);
    do {
        if (at + words > LOG_WORDS)
            return NULL;
    } while (!atomic_compare_exchange_weak(&r->used, &at, at + words));
    return r->log + at;
}

static bool append(struct recording *r, uint32_t stack, unsigned weight)
{
    static const struct pp_labels none;
    const struct pp_thread *thread = pp_thread_known();
    const struct pp_labels *labels = thread ? &thread->labels : &none;
    unsigned count = labels->count;
    uint64_t *at = reserve(r, 1 + count * (size_t)LABEL_WORDS);
    if (at == NULL)
        return false;
    weight = weight < WEIGHT_MAX ? weight : WEIGHT_MAX;
    *at++ = (uint64_t)stack << 32 | (uint64_t)weight << 8 | count;
    for (const struct pp_label *label = labels->label; count > 0; count--, label++) {
        *at++ = (uintptr_t)label->key;
        *at++ = (uintptr_t)label->text;
        *at++ = (uint64_t)label->number;
    }
    return true;
}

static void add(_Atomic uint64_t *counter, unsigned more)
{
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

static void record(struct recording *r, const void *ucontext, unsigned weight)
{
    uintptr_t pcs[PP_STACK_MAX];
    bool cut = false;
    unsigned depth = pp_stack_interrupted(ucontext, pcs, PP_STACK_MAX, &cut);
    uint32_t stack = pp_stacks_add(&r->stacks, pcs, depth);
    if (cut)
        add(&truncated, weight);
    add(stack && append(r, stack, weight) ? &samples : &dropped, weight);
    atomic_store_explicit(&filled,
        pp_stacks_bytes(&r->stacks) + atomic_load(&r->used) * sizeof *r->log, memory_order_relaxed);
}

static void sample(const void *ucontext, unsigned weight)
{
    atomic_fetch_add(&inside, 1);
    if (atomic_load(&recorded))
        record(&recording, ucontext, weight);
    atomic_fetch_sub(&inside, 1);
}

/* --- starting --- */

static bool map_log(struct recording *r)
{
    void *at = mmap(NULL, LOG_BYTES, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    r->log = at == MAP_FAILED ? NULL : at;
    return r->log != NULL;
}

static void release(struct recording *r)
{
    pp_stacks_release(&r->stacks);
    if (r->log)
        munmap(r->log, LOG_BYTES);
    r->log = NULL;
    atomic_store(&r->used, 0);
    atomic_store(&filled, 0);
}

/* After it no handler writes, and what they wrote is here to be read. */
static size_t silence(void)
{
    const struct timespec pause = { .tv_nsec = DRAIN_PAUSE };
    size_t untimed = pp_timers_stop();
    atomic_store(&recorded, false);
    while (atomic_load(&inside))
        nanosleep(&pause, NULL);
    return untimed;
}

static enum pprof_error give_up(void)
{
    int reason = errno;
    silence();
    release(&recording);
    atomic_store(&busy, false);
    errno = reason;
    return PPROF_SYSTEM;
}

enum pprof_error pp_cpu_start(void)
{
    if (!pp_signal_installed())
        return pp_unsupported("SIGPROF is not handled by libpprof: the program has to call "
                              "pprof_start first, and to leave that signal alone");
    if (atomic_exchange(&busy, true))
        return PPROF_BUSY;
    if (!pp_stacks_init(&recording.stacks, STACKS, STACK_WORDS) || !map_log(&recording))
        return give_up();
    recording.taken = read_clock(CLOCK_REALTIME);
    recording.begun = read_clock(CLOCK_MONOTONIC);
    atomic_store(&recorded, true);
    return pp_timers_start(sample) ? PPROF_OK : give_up();
}

/* --- waiting --- */

static bool wait_for(const struct pprof_sink *sink, int64_t nanoseconds)
{
    const struct timespec pause = { .tv_nsec = nanoseconds }; /* less than a second */
    if (sink && sink->wait)
        return sink->wait(sink->context, nanoseconds) == 0;
    nanosleep(&pause, NULL); /* a signal may end it: then there is one scan more */
    return true;
}

void pp_cpu_scan(void)
{
    pp_timers_scan();
}

enum pprof_error pp_cpu_wait(const struct pprof_sink *sink, int64_t nanoseconds)
{
    int64_t end = read_clock(CLOCK_MONOTONIC) + nanoseconds, left;
    while ((left = end - read_clock(CLOCK_MONOTONIC)) > 0) {
        if (!wait_for(sink, left < PP_CPU_SCAN ? left : PP_CPU_SCAN))
            return PPROF_CUT;
        pp_timers_scan();
    }
    return PPROF_OK;
}

bool pp_cpu_running(void)
{
    return atomic_load(&busy);
}

/* --- ending --- */

static const uint64_t *read_labels(const uint64_t *at, struct pp_labels *labels)
{
    for (unsigned i = 0; i < labels->count; i++, at += LABEL_WORDS)
        labels->label[i] = (struct pp_label) { (const char *)(uintptr_t)at[0],
            (const char *)(uintptr_t)at[1], (int64_t)at[2] };
    return at;
}

static void aggregate(struct recording *r, struct pp_profile *to)
{
    const uint64_t *at = r->log, *end = r->log + atomic_load(&r->used);
    while (at < end) {
        uint64_t head = *at;
        int64_t weight = (int64_t)(head >> 8 & WEIGHT_MAX);
        int64_t values[] = { weight, weight * PP_TIMERS_PERIOD };
        struct pp_labels labels = { .count = head & 0xFF };
        const uintptr_t *pcs;
        unsigned depth = pp_stacks_get(&r->stacks, (uint32_t)(head >> 32), &pcs);
        at = read_labels(at + 1, &labels);
        pp_profile_add(to, pcs, depth, &labels, values);
    }
}

enum pprof_error pp_cpu_stop(struct pp_profile *out)
{
    pp_profile_init(out, &cpu_kind);
    if (!atomic_load(&busy))
        return PPROF_INVALID;
    size_t untimed = silence();
    out->taken = recording.taken;
    out->duration = read_clock(CLOCK_MONOTONIC) - recording.begun;
    aggregate(&recording, out);
    if (untimed)
        pp_profile_comment(out,
            "%zu threads are missing: the limit of pending signals, RLIMIT_SIGPENDING, allows no "
            "more timers",
            untimed);
    release(&recording);
    atomic_store(&busy, false);
    return out->failed ? PPROF_SYSTEM : PPROF_OK;
}

void pp_cpu_account(uint64_t *taken, uint64_t *lost, uint64_t *cut, uint64_t *bytes)
{
    *taken = atomic_load_explicit(&samples, memory_order_relaxed);
    *lost = atomic_load_explicit(&dropped, memory_order_relaxed);
    *cut = atomic_load_explicit(&truncated, memory_order_relaxed);
    *bytes = atomic_load_explicit(&filled, memory_order_relaxed);
}
