#include "ingest/merger.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "pprof/pprof.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { NICE = 10 };

struct merger {
    struct index *index;
    uint64_t rate;
    struct pprof_mutex mutex; /* for the two below */
    struct pprof_cond changed;
    bool woken, stopping;
    pthread_t thread;
};

static bool is_stopping(struct merger *m)
{
    pprof_mutex_lock(&m->mutex);
    bool stopping = m->stopping;
    pprof_mutex_unlock(&m->mutex);
    return stopping;
}

/* Until there may be something to do; false when it is to end. */
static bool await_work(struct merger *m)
{
    pprof_mutex_lock(&m->mutex);
    while (!m->woken && !m->stopping)
        pprof_cond_wait(&m->changed, &m->mutex);
    m->woken = false;
    bool go_on = !m->stopping;
    pprof_mutex_unlock(&m->mutex);
    return go_on;
}

static void rest(struct merger *m, int64_t nanoseconds)
{
    int64_t end = clock_monotonic() + nanoseconds;
    pprof_mutex_lock(&m->mutex);
    for (int64_t left = nanoseconds; !m->stopping && left > 0; left = end - clock_monotonic())
        pprof_cond_wait_for(&m->changed, &m->mutex, left);
    pprof_mutex_unlock(&m->mutex);
}

/* How long to rest after that. */
static int64_t rest_after(const struct merger *m, const struct index_merged *done)
{
    int64_t due = (int64_t)(1e9 * (double)done->bytes / (double)m->rate) - done->duration;
    return due > done->duration ? due : done->duration;
}

static void log_merge(const struct index_merged *done)
{
    log_event("merge", LOG_INT("segments", (int64_t)done->segments),
        LOG_INT("items", (int64_t)done->items), LOG_INT("bytes", (int64_t)done->bytes),
        LOG_INT("us", done->duration / 1000));
}

static void *work(void *context)
{
    struct merger *m = context;
    struct index_merged done;
    setpriority(PRIO_PROCESS, 0, NICE); /* on Linux: of this thread alone */
    while (await_work(m)) {
        while (!is_stopping(m) && index_merge(m->index, &done)) {
            log_merge(&done);
            rest(m, rest_after(m, &done));
        }
    }
    return NULL;
}

enum error_code merger_start(
    struct merger **out, struct index *index, uint64_t rate, struct error *e)
{
    struct merger *m = mem_zero(1, sizeof *m);
    m->index = index;
    m->rate = rate;
    m->woken = true;
    pprof_mutex_init(&m->mutex, "merger");
    pprof_cond_init(&m->changed, "merger");
    errno = pprof_thread_create(&m->thread, NULL, "merge", work, m);
    *out = m;
    if (errno == 0)
        return ERROR_NONE;
    pprof_cond_destroy(&m->changed);
    pprof_mutex_destroy(&m->mutex);
    free(m);
    *out = NULL;
    return error_system(e, "cannot start the merge thread");
}

void merger_wake(struct merger *m)
{
    pprof_mutex_lock(&m->mutex);
    m->woken = true;
    pprof_cond_signal(&m->changed);
    pprof_mutex_unlock(&m->mutex);
}

void merger_stop(struct merger **merger)
{
    struct merger *m = *merger;
    *merger = NULL;
    if (m == NULL)
        return;
    index_merge_cancel(m->index);
    pprof_mutex_lock(&m->mutex);
    m->stopping = true;
    pprof_cond_signal(&m->changed);
    pprof_mutex_unlock(&m->mutex);
    pthread_join(m->thread, NULL);
    pprof_cond_destroy(&m->changed);
    pprof_mutex_destroy(&m->mutex);
    free(m);
}
