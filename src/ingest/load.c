#include "ingest/load.h"

#include "base/mem.h"
#include "pprof/pprof.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    RANGE = 1 << 17,  /* ids */
    ASK_EVERY = 1024, /* items */
    THREADS_MAX = 64,
};

struct load {
    struct index *index;
    const char *path;
    load_stopped *stopped;
    void *context;
    _Atomic uint64_t next; /* first id that no thread has taken */
    uint64_t last;
    atomic_bool ended;
    struct pprof_mutex mutex; /* for the two below */
    enum error_code code;
    struct error *error;
};

/* One thread of it. */
struct reader {
    struct load *load;
    struct index_loader *loader;
    struct error error;
    unsigned items;
};

enum error_code load_check_source(uint32_t source, struct error *e)
{
    if (source < INDEX_SOURCE_MAX)
        return ERROR_NONE;
    return error_set(e, ERROR_LIMIT,
        "the archive has seen more than %d sources: name another file as archive",
        INDEX_SOURCE_MAX - 1);
}

/* The first failure is told, and ends the other threads too. */
static void fail(struct load *load, enum error_code code, const struct error *e)
{
    pprof_mutex_lock(&load->mutex);
    if (load->code == ERROR_NONE) {
        load->code = code;
        *load->error = *e;
    }
    pprof_mutex_unlock(&load->mutex);
    atomic_store(&load->ended, true);
}

static bool is_ended(struct reader *r)
{
    struct load *load = r->load;
    if (++r->items % ASK_EVERY == 0 && load->stopped(load->context))
        atomic_store(&load->ended, true);
    return atomic_load_explicit(&load->ended, memory_order_relaxed);
}

static enum error_code take_item(void *context, const struct item *item)
{
    struct reader *r = context;
    enum error_code code = load_check_source(item->source, &r->error);
    if (code == ERROR_NONE && !is_ended(r))
        index_loader_add(r->loader, item);
    return code;
}

static enum error_code read_ranges(struct reader *r, struct store *store)
{
    struct load *load = r->load;
    enum error_code code = ERROR_NONE;
    while (code == ERROR_NONE && !atomic_load(&load->ended)) {
        uint64_t first = atomic_fetch_add(&load->next, RANGE);
        if (first > load->last)
            break;
        code = store_items_between(store, first, first + RANGE - 1, take_item, r, &r->error);
        if (code == ERROR_NONE)
            index_loader_flush(r->loader);
    }
    return code;
}

static void *run(void *context)
{
    struct reader r = { .load = context };
    struct store *store = NULL;
    r.loader = index_loader_new(r.load->index);
    enum error_code code = store_open(&store, r.load->path, &r.error);
    if (code == ERROR_NONE)
        code = read_ranges(&r, store);
    if (code != ERROR_NONE)
        fail(r.load, code, &r.error);
    store_close(&store);
    index_loader_end(&r.loader);
    return NULL;
}

/* A thread that cannot be had is done without. */
static unsigned start_threads(struct load *load, pthread_t *threads, unsigned count)
{
    unsigned started = 0;
    while (started < count && pprof_thread_create(&threads[started], NULL, "load", run, load) == 0)
        started++;
    return started;
}

static enum error_code measure(struct load *load, struct error *e)
{
    struct store *store = NULL;
    uint64_t count = 0;
    enum error_code code = store_open(&store, load->path, e);
    if (code == ERROR_NONE)
        code = store_last_id(store, &load->last, e);
    if (code == ERROR_NONE)
        code = store_count(store, NULL, &count, e);
    store_close(&store);
    index_load_begin(load->index, count);
    return code;
}

enum error_code load_archive(struct index *index, const char *path, unsigned threads,
    load_stopped *stopped, void *context, struct error *e)
{
    pthread_t others[THREADS_MAX];
    struct load load = {
        .index = index, .path = path, .stopped = stopped, .context = context, .next = 1, .error = e
    };
    enum error_code code = measure(&load, e);
    if (code != ERROR_NONE)
        return code;
    pprof_mutex_init(&load.mutex, "load");
    unsigned ranges = (unsigned)(load.last / RANGE < THREADS_MAX ? load.last / RANGE : THREADS_MAX);
    unsigned more = threads - 1 < ranges ? threads - 1 : ranges;
    unsigned started = start_threads(&load, others, more);
    run(&load);
    for (unsigned i = 0; i < started; i++)
        pthread_join(others[i], NULL);
    pprof_mutex_destroy(&load.mutex);
    return load.code;
}
