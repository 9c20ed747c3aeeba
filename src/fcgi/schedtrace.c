#include "fcgi/schedtrace.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/process.h"
#include "pprof/pprof.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { MILLISECOND = 1000000 };

struct schedtrace {
    const struct server *server;
    int64_t started, period; /* nanoseconds */
    uint64_t *before;        /* requests of each worker, when the last line was written */
    struct buf line;
    struct pprof_mutex mutex;
    struct pprof_cond changed;
    bool stopping; /* under the mutex */
    pthread_t thread;
};

static void add_workers(struct schedtrace *trace, uint64_t workers)
{
    for (unsigned i = 0; i < workers; i++) {
        uint64_t now = server_worker_requests(trace->server, i);
        if (i)
            BUF_LIT(&trace->line, " ");
        buf_add_u64(&trace->line, now - trace->before[i]);
        trace->before[i] = now;
    }
}

static void write_line(struct schedtrace *trace)
{
    struct server_stats stats = server_stats(trace->server);
    buf_clear(&trace->line);
    buf_addf(&trace->line, "SCHED %lldms: workers=%llu idle=%llu busy=%llu threads=%llu ",
        (long long)((clock_monotonic() - trace->started) / MILLISECOND),
        (unsigned long long)stats.workers, (unsigned long long)(stats.workers - stats.busy_workers),
        (unsigned long long)stats.busy_workers, (unsigned long long)process_read().threads);
    buf_addf(&trace->line, "connections=%llu queue=%zu [",
        (unsigned long long)stats.connections_open, server_waiting(trace->server));
    add_workers(trace, stats.workers);
    BUF_LIT(&trace->line, "]\n");
    ssize_t done = write(STDERR_FILENO, trace->line.at, trace->line.len);
    (void)done; /* nobody is left to tell it to */
}

/* Lines are a period apart, however long one takes to write; those that were missed are left out.
 */
static void *run(void *context)
{
    struct schedtrace *trace = context;
    int64_t next = trace->started + trace->period;
    pprof_mutex_lock(&trace->mutex);
    while (!trace->stopping) {
        int64_t now = clock_monotonic();
        if (now < next) {
            pprof_cond_wait_for(&trace->changed, &trace->mutex, next - now);
        } else {
            write_line(trace);
            next += trace->period * ((now - next) / trace->period + 1);
        }
    }
    pprof_mutex_unlock(&trace->mutex);
    return NULL;
}

static void release(struct schedtrace *trace)
{
    pprof_cond_destroy(&trace->changed);
    pprof_mutex_destroy(&trace->mutex);
    buf_release(&trace->line);
    free(trace->before);
    free(trace);
}

enum error_code schedtrace_start(
    struct schedtrace **out, const struct server *server, unsigned milliseconds, struct error *e)
{
    struct schedtrace *trace = mem_zero(1, sizeof *trace);
    trace->server = server;
    trace->started = clock_monotonic();
    trace->period = (int64_t)milliseconds * MILLISECOND;
    trace->before = mem_zero(server_stats(server).workers, sizeof *trace->before);
    buf_init(&trace->line);
    pprof_mutex_init(&trace->mutex, "schedtrace");
    pprof_cond_init(&trace->changed, "schedtrace");
    errno = pprof_thread_create(&trace->thread, NULL, "schedtrace", run, trace);
    if (errno == 0) {
        *out = trace;
        return ERROR_NONE;
    }
    release(trace);
    return error_system(e, "cannot start the thread of schedtrace");
}

void schedtrace_stop(struct schedtrace **stopped)
{
    struct schedtrace *trace = *stopped;
    if (trace == NULL)
        return;
    *stopped = NULL;
    pprof_mutex_lock(&trace->mutex);
    trace->stopping = true;
    pprof_cond_broadcast(&trace->changed);
    pprof_mutex_unlock(&trace->mutex);
    pthread_join(trace->thread, NULL);
    release(trace);
}
