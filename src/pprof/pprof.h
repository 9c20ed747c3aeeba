/*
 * libpprof: live profiles of a C process, in the forms that Go's tools read.
 *
 * CPU, heap, lock contention, threads and execution traces of the running program, symbolized where
 * they are taken, written through a callback as gzipped profile.proto, text, a Go execution trace
 * or Chrome trace JSON; net/http/pprof's and expvar's pages for whatever server the program has.
 *
 *     PPROF_MALLOC_CONF;                        // in one file: the heap profile is on
 *     int main(void) {
 *         pprof_start(NULL);                    // before the first thread
 *         …
 *         pprof_write("heap", 0, &sink);        // or pprof_serve(&exchange) in a server
 *
 * Times are nanoseconds, sizes bytes, strings are terminated unless a length stands beside them.
 * Unless a function says otherwise: any thread may call it, no signal handler may, and it may
 * allocate and wait. "Signal-safe" means that a signal handler may call it. Names and labels that
 * are kept are kept by address: give literals, or strings from pprof_intern.
 *
 * One signal is the library's own: SIGPROF, installed with SA_RESTART. A thread that blocks it has
 * no CPU samples and no stack in the thread dump. Calls that no SA_RESTART restarts (signal(7):
 * epoll_wait, poll, nanosleep, …) fail with EINTR in a thread whose stack is asked for.
 */
#ifndef PPROF_H
#define PPROF_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum pprof_error {
    PPROF_OK = 0,
    PPROF_BUSY,        /* one is being taken already */
    PPROF_UNKNOWN,     /* there is no profile of that name */
    PPROF_UNSUPPORTED, /* this process cannot; pprof_why says what to do about it */
    PPROF_INVALID,     /* an argument is out of range */
    PPROF_CUT,         /* the sink's write or wait ended it */
    PPROF_SYSTEM,      /* the operating system said no: errno */
};

/* One line for people: what the code means; for PPROF_UNSUPPORTED, of the profile last refused to
 * this thread, what to do. Never NULL; valid until the thread's next call. */
const char *pprof_why(enum pprof_error code);

/* Where output goes, and how time passes while something is recorded. */
struct pprof_sink {
    /* Takes all `len` bytes and returns 0; anything else ends the output (PPROF_CUT). */
    int (*write)(void *context, const void *bytes, size_t len);
    /* Returns 0 once so many nanoseconds have passed; anything else, at any time, to give up: the
     * reader has gone, the program stops. NULL: sleep. */
    int (*wait)(void *context, int64_t nanoseconds);
    void *context;
};

/* A sink's write for a file descriptor: context is (void *)(intptr_t)fd. Signal-safe. */
int pprof_write_fd(void *context, const void *bytes, size_t len);

/* --- Starting -------------------------------------------------------------------------------- */

struct pprof_options {
    size_t trace_ring; /* bytes of each thread's flight recorder, touched as it fills; 0: 4 MiB */
    bool recorder_off; /* no flight recorder: nothing is recorded but during pprof_trace */
};

/* Once, in main, before other threads: loads what a signal handler may not, installs SIGPROF's
 * handler, names the calling thread's record. `options` NULL: the defaults. A second call does
 * nothing. What runs without it: everything but CPU profiles, thread stacks and the recorder. */
enum pprof_error pprof_start(const struct pprof_options *options);

/* Sampling of the heap by jemalloc, one sample in 512 KiB on average, all freed memory counted too:
 * write this once, outside any function, in the program (not a library). jemalloc reads it before
 * main; the environment's MALLOC_CONF is read after it and wins. */
#define PPROF_MALLOC_CONF                                                                          \
    extern const char *malloc_conf;                                                                \
    const char *malloc_conf = "prof:true,prof_active:true,prof_accum:true,lg_prof_sample:19"

/* Notes that the program has just given back memory in bulk (an old index, a cache), and for how
 * long that held somebody up: stands for a garbage collection in memstats. */
void pprof_reclaimed(int64_t nanoseconds);

/* --- Threads --------------------------------------------------------------------------------- */

/* pthread_create for a thread with a name (15 bytes are kept), whose creator's stack the
 * threadcreate profile shows. Returns pthread_create's error number. Threads made otherwise are
 * profiled too. */
int pprof_thread_create(pthread_t *thread, const pthread_attr_t *attributes, const char *name,
    void *(*run)(void *), void *argument);

/* --- Labels ---------------------------------------------------------------------------------- */

/* Labels of the calling thread: every CPU sample taken in it, and its entry in a thread dump, carry
 * those in force (at most 8; more are ignored). `key` and `text` are kept by address. Setting a key
 * again replaces its value. No allocation, no lock after a thread's first call. */
void pprof_label(const char *key, const char *text);
void pprof_label_number(const char *key, int64_t number);
/* Drops all labels of the calling thread. */
void pprof_labels_clear(void);

/* A permanent copy of the text, the same address for the same bytes: for labels made at run time.
 * At most 4,096 strings of 256 KiB in all are kept; then "(more)". Takes no lock; signal-safe. */
const char *pprof_intern(const char *text, size_t len);

/* --- Locks ----------------------------------------------------------------------------------- */

/* A mutex that is one of pthread's, and in addition knows its name and who made others wait: the
 * block profile blames the waiter's stack, the mutex profile the holder's. Taken without contention
 * it costs a trylock; what is timed is only the wait. As with pthread's, errors are the caller's.
 */
struct pprof_mutex {
    pthread_mutex_t mutex;
    const char *name;
    uint32_t waiters; /* the rest is lock.c's: threads that wait, and may be recorded */
    uint32_t holder;  /* the stack of who released it while others waited */
    int64_t released; /* when that was */
    int64_t due;      /* when the first of the waits is long enough to be recorded */
};

#define PPROF_MUTEX_INITIALIZER(name)                                                              \
    {                                                                                              \
        PTHREAD_MUTEX_INITIALIZER, (name), 0, 0, 0, 0                                              \
    }

void pprof_mutex_init(struct pprof_mutex *mutex, const char *name);
void pprof_mutex_destroy(struct pprof_mutex *mutex);
void pprof_mutex_lock(struct pprof_mutex *mutex);
bool pprof_mutex_trylock(struct pprof_mutex *mutex);
void pprof_mutex_unlock(struct pprof_mutex *mutex);

/* A condition variable on CLOCK_MONOTONIC; its waits stand in the block profile. */
struct pprof_cond {
    pthread_cond_t cond;
    const char *name;
};

void pprof_cond_init(struct pprof_cond *cond, const char *name);
void pprof_cond_destroy(struct pprof_cond *cond);
void pprof_cond_wait(struct pprof_cond *cond, struct pprof_mutex *mutex);
/* False when `nanoseconds` passed first. */
bool pprof_cond_wait_for(struct pprof_cond *cond, struct pprof_mutex *mutex, int64_t nanoseconds);
void pprof_cond_signal(struct pprof_cond *cond);
void pprof_cond_broadcast(struct pprof_cond *cond);

/* Waits shorter than this are recorded with a probability of their length over it, and counted for
 * those left out (as Go's SetBlockProfileRate). 10,000 ns at start; 1 records all, 0 none. */
void pprof_set_block_rate(int64_t nanoseconds);

/* --- Trace ----------------------------------------------------------------------------------- */

/* Non-zero while events are recorded; the functions below then do, else cost a load and a branch.
 * Names are kept by address. */
extern unsigned pprof_trace_on;

enum pprof_wait {
    PPROF_WAIT_NET,
    PPROF_WAIT_SYSCALL,
    PPROF_WAIT_SLEEP,
    PPROF_WAIT_SYNC,
    PPROF_WAIT_COND
};

uint64_t pprof_task_begin_(const char *name);
void pprof_task_end_(uint64_t task);
void pprof_region_begin_(const char *name);
void pprof_region_end_(const char *name);
void pprof_log_(const char *category, const char *message);

static inline bool pprof_tracing(void)
{
    return __atomic_load_n(&pprof_trace_on, __ATOMIC_RELAXED) != 0;
}

/* A unit of work, as a request: begins in this thread, which works for it until the end. Returns
 * its number, 0 when nothing is recorded, which pprof_task_end takes likewise. Not nested. */
static inline uint64_t pprof_task_begin(const char *name)
{
    return pprof_tracing() ? pprof_task_begin_(name) : 0;
}

static inline void pprof_task_end(uint64_t task)
{
    if (task)
        pprof_task_end_(task);
}

/* A phase of the thread's task. Regions of a thread nest; each ends where it began. */
static inline void pprof_region_begin(const char *name)
{
    if (pprof_tracing())
        pprof_region_begin_(name);
}

static inline void pprof_region_end(const char *name)
{
    if (pprof_tracing())
        pprof_region_end_(name);
}

/* Something that happened, with a message kept by address. */
static inline void pprof_log(const char *category, const char *message)
{
    if (pprof_tracing())
        pprof_log_(category, message);
}

/* Around a call that may block: what the thread waits for, and since when, for thread dumps at all
 * times and for traces while they are on. Not nested. */
void pprof_wait_begin(enum pprof_wait kind, const char *what);
void pprof_wait_end(void);

/* The flight recorder's ring, of threads that record for the first time from now on: as
 * pprof_options' trace_ring, but 0 ends the recorder; anything else starts it if it was off. */
void pprof_set_trace_ring(size_t bytes);

enum pprof_trace_format {
    PPROF_TRACE_GO,     /* "go 1.19 trace", which `go tool trace` opens */
    PPROF_TRACE_CHROME, /* Chrome's Trace Event JSON: Perfetto, speedscope, chrome://tracing */
};

/* Records for so many seconds (more than 0) and writes. PPROF_BUSY while another one does. */
enum pprof_error pprof_trace(
    double seconds, enum pprof_trace_format format, const struct pprof_sink *sink);
/* The same from here until pprof_trace_stop, written meanwhile by a thread of the library's own,
 * which calls the sink: what it refers to has to last until then. PPROF_BUSY while another one is
 * recorded. */
enum pprof_error pprof_trace_start(enum pprof_trace_format format, const struct pprof_sink *sink);
/* Ends it, up to 50 ms later, and returns what came of it. PPROF_INVALID when none was started; for
 * the thread that started it. */
enum pprof_error pprof_trace_stop(void);
/* Writes the last seconds out of the flight recorder: at most what the rings still hold. */
enum pprof_error pprof_trace_last(
    double seconds, enum pprof_trace_format format, const struct pprof_sink *sink);

/* --- Profiles -------------------------------------------------------------------------------- */

/* CPU: 100 samples for each second of CPU that a thread uses, in every thread of the process. */
enum pprof_error pprof_cpu_start(void);
/* Ends it and writes profile.proto, gzipped. PPROF_INVALID when none was started. */
enum pprof_error pprof_cpu_stop(const struct pprof_sink *sink);

/* The profile of that name: allocs, block, goroutine (the threads; also "threads"), heap, mutex,
 * threadcreate. debug 0: profile.proto, gzipped; 1: Go's legacy text; 2: for goroutine, every
 * thread's state and stack. */
enum pprof_error pprof_write(const char *name, int debug, const struct pprof_sink *sink);

/* --- Variables ------------------------------------------------------------------------------- */

/* Values that /debug/vars shows beside those of the library (cmdline, memstats, pprof). A variable
 * stays for the life of the process; a name used again replaces the earlier one, which may still be
 * set but is shown no more. Names are kept by address. */
struct pprof_var; /* one value, or a map of integers by key */

/* NULL without memory, which the functions below pass over, as they do a variable of another kind.
 */
struct pprof_var *pprof_var_int(const char *name);
struct pprof_var *pprof_var_float(const char *name);
struct pprof_var *pprof_var_string(const char *name);
struct pprof_var *pprof_var_map(const char *name); /* of integers by key */

/* Signal-safe, no lock. Add and set are for integers. A float that is not finite is shown as null.
 */
void pprof_var_add(struct pprof_var *var, int64_t more);
void pprof_var_set(struct pprof_var *var, int64_t value);
void pprof_var_set_float(struct pprof_var *var, double value);
/* `text` is copied; at most 1,023 bytes. Takes a lock for as long as that. */
void pprof_var_set_string(struct pprof_var *var, const char *text);
/* The map's integer of that key, made at its first use; key is copied. Takes the map's lock: keep
 * the result, which stays valid. A map has at most 1,024 keys, the last of them "(more)", for all
 * that found no place. */
struct pprof_var *pprof_var_at(struct pprof_var *map, const char *key);

/* A value that is computed when asked for: writes one JSON value to the sink, null if nothing. May
 * be called by several threads at a time. */
void pprof_var_func(
    const char *name, void (*value)(void *context, const struct pprof_sink *sink), void *context);

/* The JSON object of them all, sorted by name, in expvar's layout. Never waits for a profile. */
enum pprof_error pprof_vars_write(const struct pprof_sink *sink);

/* --- HTTP ------------------------------------------------------------------------------------ */

struct pprof_header {
    const char *name, *value;
};

/* One request, and how it is answered. */
struct pprof_exchange {
    const char *method; /* "GET", "HEAD", "POST" */
    const char *path;   /* below /debug/: "pprof/heap", "vars"; not decoded */
    const char *query;  /* as it came; NULL is empty */
    const void *body;
    size_t body_len;
    /* Called once, before anything is written. The headers are valid during the call. */
    void (*head)(
        void *context, int status, const struct pprof_header *headers, size_t header_count);
    struct pprof_sink sink; /* the answer's body; its context is head's, too */
};

/* Answers as net/http/pprof and expvar would. Takes as long as the request says (seconds=), so give
 * it a thread that nothing else waits for. */
void pprof_serve(const struct pprof_exchange *exchange);

/* --- Accounts -------------------------------------------------------------------------------- */

/* What the calling thread has used since it began: differences tell a request's share. */
struct pprof_usage {
    int64_t cpu;        /* nanoseconds */
    uint64_t allocated; /* bytes ever allocated; 0 where malloc is not jemalloc's */
    int64_t lock_wait;  /* nanoseconds spent waiting for a pprof_mutex */
};

/* One system call (the CPU clock), no allocation, no lock. */
struct pprof_usage pprof_usage_now(void);

/* The profiler's own account, since the start. */
struct pprof_account {
    uint64_t cpu_samples, cpu_dropped,
        cpu_truncated; /* dropped: no room; truncated: deeper than 128 */
    uint64_t block_events, block_dropped;
    uint64_t trace_events,
        trace_dropped;               /* dropped: overwritten before a running trace read them */
    uint64_t stacks, stacks_dropped; /* interned for good; and for which there was no room */
    uint64_t bytes;                  /* mapped or allocated by the profiler now */
    uint64_t handler_ns;             /* spent in signal handlers */
    uint64_t symbols;                /* addresses in the symbol cache */
};

struct pprof_account pprof_account_now(void);

/* --- Memory ---------------------------------------------------------------------------------- */

/* The allocator's figures and the kernel's, as memstats has them under Go's names: bytes but where
 * a count is said. Without jemalloc those since the start are 0, but reclaims and settles. */
struct pprof_memory {
    uint64_t live;               /* in blocks that are not freed: HeapAlloc */
    uint64_t active;             /* of the pages that hold such a block: HeapInuse */
    uint64_t mapped;             /* address space that the allocator has for blocks: HeapSys */
    uint64_t released;           /* of that, what has been given back to the kernel: HeapReleased */
    uint64_t resident;           /* of the whole process in memory, as the kernel counts */
    uint64_t allocated;          /* since the start: TotalAlloc */
    uint64_t allocations, frees; /* counts since the start: Mallocs, Frees */
    uint64_t reclaims, settles;  /* counts of pprof_reclaimed, and of what is watched below */
    int64_t reclaim_ns;          /* what pprof_reclaimed was told in all */
};

/* Some hundred calls of mallctl, and a file of /proc: a millisecond at most. */
struct pprof_memory pprof_memory_now(void);

/* One giving back to the kernel of what is free, as heap?gc=1 asks for. */
struct pprof_settling {
    int64_t duration;
    struct pprof_memory before, after;
};

/* Has `settled` called after each, in the thread that did it, one at a time; NULL: no more. */
void pprof_watch_settling(
    void (*settled)(void *context, const struct pprof_settling *settling), void *context);

#ifdef __cplusplus
}
#endif

#endif
