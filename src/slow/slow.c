#include "slow/slow.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "pprof/pprof.h"
#include "slow/folder.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    MILLISECOND = 1000000, /* in nanoseconds */
    SECOND = 1000 * MILLISECOND,
    AFTER_MS = 100,  /* what comes after the request, and belongs to it */
    REST_MS = 3000,  /* before the next */
    BEFORE = SECOND, /* what came before it */
};

/* Who finds it free takes it, and gives it to the saver, who frees it. */
enum turn { TURN_FREE, TURN_TAKEN, TURN_GIVEN };

struct slow {
    _Atomic int64_t limit; /* nanoseconds; 0: off */
    _Atomic int turn;
    /* Of whoever's turn it is. */
    uint64_t request;
    int64_t length, ended;
    int wake; /* an eventfd */
    _Atomic bool stopping;
    pthread_t thread;
    bool running;
    struct pprof_mutex lock; /* of what follows */
    char *folder;
    unsigned keep;
};

void slow_note(void *context, uint64_t request, int64_t nanoseconds)
{
    struct slow *slow = context;
    int64_t limit = atomic_load_explicit(&slow->limit, memory_order_relaxed);
    int free_turn = TURN_FREE;
    if (limit == 0 || nanoseconds < limit ||
        !atomic_compare_exchange_strong(&slow->turn, &free_turn, TURN_TAKEN))
        return;
    slow->request = request;
    slow->length = nanoseconds;
    slow->ended = clock_monotonic();
    atomic_store(&slow->turn, TURN_GIVEN);
    eventfd_write(slow->wake, 1);
}

/* --- saving --- */

static void log_failure(const char *error)
{
    log_event("refuse", LOG_TEXT("reason", "trace"), LOG_TEXT("error", error));
}

static void log_saved(const struct slow *slow, const struct folder_file *file)
{
    log_event("trace", LOG_TEXT("file", file->path), LOG_INT("request", (int64_t)slow->request),
        LOG_INT("ms", slow->length / MILLISECOND), LOG_INT("bytes", lseek(file->fd, 0, SEEK_CUR)));
}

struct writing {
    int fd, error; /* errno of the write that failed */
};

static int write_some(void *context, const void *bytes, size_t len)
{
    struct writing *writing = context;
    int failed = pprof_write_fd((void *)(intptr_t)writing->fd, bytes, len);
    writing->error = failed ? errno : 0;
    return failed;
}

static void write_trace(const struct slow *slow, struct folder_file *file)
{
    struct error e = { .code = ERROR_NONE };
    struct writing writing = { file->fd, 0 };
    const struct pprof_sink sink = { .write = write_some, .context = &writing };
    int64_t span = slow->length + (clock_monotonic() - slow->ended) + BEFORE;
    enum pprof_error failed = pprof_trace_last((double)span / SECOND, PPROF_TRACE_GO, &sink);
    if (failed)
        log_failure(writing.error ? strerror(writing.error) : pprof_why(failed));
    else
        log_saved(slow, file);
    if (folder_close(file, !failed, &e) != ERROR_NONE)
        log_failure(e.text);
}

static void save(struct slow *slow)
{
    struct error e;
    struct folder_file file;
    pprof_mutex_lock(&slow->lock);
    char *folder = mem_copy(str_from(slow->folder));
    unsigned keep = slow->keep;
    pprof_mutex_unlock(&slow->lock);
    if (folder_create(&file, folder, slow->request, &e) == ERROR_NONE)
        write_trace(slow, &file);
    else
        log_failure(e.text);
    folder_trim(folder, keep);
    free(folder);
}

/* False when it is time to stop; -1: waits for ever. */
static bool pause_for(struct slow *slow, int milliseconds)
{
    struct pollfd wake = { .fd = slow->wake, .events = POLLIN };
    eventfd_t count;
    if (atomic_load(&slow->stopping))
        return false;
    pprof_wait_begin(PPROF_WAIT_SLEEP, "a slow request");
    int ready = poll(&wake, 1, milliseconds);
    pprof_wait_end();
    if (ready > 0)
        eventfd_read(slow->wake, &count);
    return !atomic_load(&slow->stopping);
}

static void *work(void *context)
{
    struct slow *slow = context;
    while (pause_for(slow, -1)) {
        if (atomic_load(&slow->turn) != TURN_GIVEN)
            continue; /* a signal */
        pause_for(slow, AFTER_MS);
        save(slow);
        pause_for(slow, REST_MS);
        atomic_store(&slow->turn, TURN_FREE);
    }
    return NULL;
}

/* --- life --- */

static enum error_code run(struct slow *slow, struct error *e)
{
    if (slow->running)
        return ERROR_NONE;
    errno = pprof_thread_create(&slow->thread, NULL, "slow", work, slow);
    if (errno != 0)
        return error_system(e, "cannot start the thread that keeps traces");
    slow->running = true;
    return ERROR_NONE;
}

enum error_code slow_configure(
    struct slow *slow, const struct slow_settings *settings, struct error *e)
{
    enum error_code code = ERROR_NONE;
    if (settings->limit)
        code = folder_prepare(settings->folder, e);
    if (code == ERROR_NONE && settings->limit)
        code = run(slow, e);
    if (code != ERROR_NONE)
        return code;
    pprof_mutex_lock(&slow->lock);
    free(slow->folder);
    slow->folder = mem_copy(str_from(settings->folder));
    slow->keep = settings->keep;
    pprof_mutex_unlock(&slow->lock);
    atomic_store(&slow->limit, (int64_t)settings->limit * MILLISECOND);
    return ERROR_NONE;
}

enum error_code slow_start(struct slow **out, const struct slow_settings *settings, struct error *e)
{
    struct slow *slow = mem_zero(1, sizeof *slow);
    pprof_mutex_init(&slow->lock, "slow traces");
    slow->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    enum error_code code = ERROR_NONE;
    if (slow->wake < 0)
        code = error_system(e, "cannot make an eventfd");
    if (code == ERROR_NONE)
        code = slow_configure(slow, settings, e);
    if (code != ERROR_NONE)
        slow_stop(&slow);
    *out = slow;
    return code;
}

void slow_stop(struct slow **stopped)
{
    struct slow *slow = *stopped;
    *stopped = NULL;
    if (slow == NULL)
        return;
    atomic_store(&slow->stopping, true);
    if (slow->running) {
        eventfd_write(slow->wake, 1);
        pthread_join(slow->thread, NULL);
    }
    if (slow->wake >= 0)
        close(slow->wake);
    pprof_mutex_destroy(&slow->lock);
    free(slow->folder);
    free(slow);
}
