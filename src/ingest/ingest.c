#include "ingest/ingest.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/url.h"
#include "feed/feed_table.h"
#include "feed/fetch.h"
#include "feed/parse.h"
#include "ingest/merger.h"
#include "ingest/queue.h"
#include "ingest/reclaim.h"
#include "pprof/pprof.h"
#include "store/store.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What travels from the fetcher's thread, and the main one, to the ingest thread. */
enum message_kind { MESSAGE_FETCHED, MESSAGE_CONFIGURE, MESSAGE_STOP };

struct message {
    enum message_kind kind;
    struct fetch_result result; /* with copies of its strings, owned here */
    struct feed_table *table;   /* MESSAGE_CONFIGURE: the feeds to know from now on */
};

struct ingest {
    char *archive;
    struct store *store;  /* the ingest thread's, once it runs */
    struct store *memory; /* the fetcher's: what the archive remembers of a feed */
    struct index *index;
    struct reclaim reclaim;
    struct cell *feeds;
    struct pprof_var *feeds_variable;
    struct queue queue;
    struct fetcher *fetcher;
    struct merger *merger;
    pthread_t thread;
    bool running;
};

static char *copy_or_null(const char *text)
{
    return text ? mem_copy(str_from(text)) : NULL;
}

static void message_free(struct message *message)
{
    free((char *)message->result.url);
    free((char *)message->result.source);
    free((char *)message->result.content_type);
    free((char *)message->result.final_url);
    buf_release(&message->result.body);
    free(message);
}

/* In the fetcher's thread: takes the body, copies the rest, and hands it over. */
static void fetched(void *context, struct fetch_result *result)
{
    struct ingest *ingest = context;
    struct message *message = mem_zero(1, sizeof *message);
    message->kind = MESSAGE_FETCHED;
    message->result = *result;
    message->result.url = copy_or_null(result->url);
    message->result.source = copy_or_null(result->source);
    message->result.content_type = copy_or_null(result->content_type);
    if (result->final_url)
        message->result.final_url = url_strip_credentials(result->final_url);
    buf_init(&result->body);
    queue_push(&ingest->queue, message);
}

static bool recall(
    void *context, const char *source, const char *url, struct feed_validators *validators)
{
    const struct ingest *ingest = context;
    return store_recall(ingest->memory, source, url, validators);
}

static void show_feeds(const struct ingest *ingest, const struct feed_table *table)
{
    static const char *const names[] = { "waiting", "good", "failing" };
    for (enum feed_health health = FEED_WAITING; health <= FEED_FAILING; health++)
        pprof_var_set(pprof_var_at(ingest->feeds_variable, names[health]),
            (int64_t)feed_table_count(table, health));
}

static void publish_feeds(struct ingest *ingest, struct feed_table *table)
{
    show_feeds(ingest, table);
    feed_table_discard((struct feed_table *)cell_swap(ingest->feeds, table));
}

static void count_items(struct ingest *ingest, struct feed_state *feed)
{
    uint64_t count;
    if (store_count(ingest->store, feed->url, &count, NULL) == ERROR_NONE)
        feed->items = count; /* else what was known */
}

static void note_result(struct ingest *ingest, const struct fetch_result *result)
{
    struct feed_table *table = feed_table_copy(cell_peek(ingest->feeds));
    struct feed_state *feed = &table->feeds[feed_table_find(table, result->url)];
    bool failed = result->outcome == FETCH_FAILED;
    feed->health = failed ? FEED_FAILING : FEED_GOOD;
    feed->status = result->status;
    feed->checked = result->started;
    feed->next = result->next;
    feed->error[0] = '\0';
    if (failed)
        memcpy(feed->error, result->error.text, sizeof feed->error);
    else
        feed->succeeded = result->started;
    count_items(ingest, feed);
    publish_feeds(ingest, table);
}

/* Moves the items that the index has to learn of to the front; returns how many. */
static size_t select_changed(struct item *items, const enum store_change *changes, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (changes[i] != STORE_KNOWN)
            items[kept++] = items[i];
    return kept;
}

static void publish_items(
    struct ingest *ingest, const char *shown, const struct item *items, size_t count)
{
    pprof_region_begin("publish");
    struct index_publication p = index_add(ingest->index, items, count);
    reclaim_note(&ingest->reclaim, &p);
    pprof_region_end("publish");
    merger_wake(ingest->merger);
    pprof_log("index", "published, and the one before reclaimed");
    log_event("publish", LOG_TEXT("url", shown), LOG_INT("changed", (int64_t)count),
        LOG_INT("generation", (int64_t)p.generation), LOG_INT("items", (int64_t)p.items),
        LOG_INT("segments", (int64_t)p.segments), LOG_INT("merged", (int64_t)p.merged),
        LOG_INT("bytes", (int64_t)p.bytes), LOG_INT("us", p.duration / 1000));
}

static enum error_code keep_items(
    struct ingest *ingest, struct fetch_result *result, const char *shown, struct feed_doc *doc)
{
    enum store_change *changes = mem_zero(doc->count, sizeof *changes);
    pprof_region_begin("keep");
    enum error_code code = store_keep(ingest->store, result->source, result->url,
        &result->validators, doc->items, doc->count, changes, &result->error);
    pprof_region_end("keep");
    size_t changed = 0;
    if (code == ERROR_NONE)
        changed = select_changed(doc->items, changes, doc->count);
    if (changed)
        publish_items(ingest, shown, doc->items, changed);
    free(changes);
    return code;
}

static enum error_code ingest_body(
    struct ingest *ingest, struct fetch_result *result, const char *shown)
{
    struct feed_doc doc;
    pprof_region_begin("parse");
    enum error_code code = feed_parse(
        buf_str(&result->body), result->final_url, result->content_type, &doc, &result->error);
    pprof_region_end("parse");
    if (code != ERROR_NONE)
        return code;
    if (doc.dropped)
        log_event("refuse", LOG_TEXT("url", shown), LOG_TEXT("reason", "items dropped"),
            LOG_INT("count", (int64_t)doc.dropped));
    code = keep_items(ingest, result, shown, &doc);
    feed_doc_release(&doc);
    return code;
}

static void log_fetch(const struct fetch_result *result, const char *shown, size_t bytes)
{
    static const char *const outcomes[] = { "new", "unchanged", "failed" };
    struct log_field fields[] = {
        LOG_TEXT("url", shown),
        LOG_TEXT("outcome", outcomes[result->outcome]),
        LOG_INT("status", result->status),
        LOG_INT("bytes", (int64_t)bytes),
        LOG_INT("ms", result->duration / 1000000),
        LOG_TEXT("error", result->error.text),
    };
    unsigned count = sizeof fields / sizeof *fields;
    log_fields("fetch", fields, result->outcome == FETCH_FAILED ? count : count - 1);
}

static void take_result(struct ingest *ingest, struct fetch_result *result)
{
    const struct feed_table *table = cell_peek(ingest->feeds);
    size_t at = feed_table_find(table, result->url);
    /* A reload may meanwhile have removed the feed, or given it to another source. */
    if (at == table->count || strcmp(table->feeds[at].source, result->source) != 0)
        return;
    const char *shown = table->feeds[at].shown;
    size_t bytes = result->body.len;
    uint64_t task = pprof_task_begin("ingest feed");
    if (result->outcome == FETCH_NEW && ingest_body(ingest, result, shown) != ERROR_NONE)
        result->outcome = FETCH_FAILED;
    log_fetch(result, shown, bytes);
    note_result(ingest, result);
    pprof_task_end(task);
}

static void take_table(struct ingest *ingest, struct feed_table *table)
{
    const struct feed_table *old = cell_peek(ingest->feeds);
    feed_table_inherit(table, old);
    for (size_t i = 0; i < table->count; i++)
        count_items(ingest, &table->feeds[i]);
    show_feeds(ingest, table);
    feed_table_free((struct feed_table *)cell_swap(ingest->feeds, table));
}

static void *work(void *context)
{
    struct ingest *ingest = context;
    for (;;) {
        struct message *message = queue_pop(&ingest->queue);
        bool stop = message->kind == MESSAGE_STOP;
        if (message->kind == MESSAGE_FETCHED)
            take_result(ingest, &message->result);
        else if (message->kind == MESSAGE_CONFIGURE)
            take_table(ingest, message->table);
        message_free(message);
        if (stop)
            return NULL;
    }
}

static void post(struct ingest *ingest, enum message_kind kind, struct feed_table *table)
{
    struct message *message = mem_zero(1, sizeof *message);
    message->kind = kind;
    message->table = table;
    queue_push(&ingest->queue, message);
}

static enum error_code number_sources(struct store *store, struct config *config, struct error *e)
{
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; i < config->source_count && code == ERROR_NONE; i++) {
        struct config_source *source = &config->sources[i];
        code = store_source_id(store, source->name, &source->id, e);
        if (code == ERROR_NONE)
            code = load_check_source(source->id, e);
    }
    return code;
}

enum error_code ingest_open(struct ingest **out, struct config *config, struct index *index,
    unsigned readers, struct error *e)
{
    struct ingest *ingest = mem_zero(1, sizeof *ingest);
    ingest->archive = mem_copy(str_from(config->archive));
    ingest->index = index;
    reclaim_watch(&ingest->reclaim, index);
    ingest->feeds_variable = pprof_var_map("feeds");
    queue_init(&ingest->queue);
    struct feed_table *table = feed_table_new(config);
    ingest->feeds = cell_new(readers, table);
    show_feeds(ingest, table);
    enum error_code code = store_open(&ingest->store, ingest->archive, e);
    if (code == ERROR_NONE)
        code = store_open(&ingest->memory, ingest->archive, e);
    if (code == ERROR_NONE)
        code = number_sources(ingest->store, config, e);
    for (size_t i = 0; i < table->count && code == ERROR_NONE; i++)
        count_items(ingest, &table->feeds[i]);
    if (code != ERROR_NONE)
        ingest_stop(&ingest);
    *out = ingest;
    return code;
}

/* A thread for each core, since nothing else has much to do yet. */
static unsigned load_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 1 ? (unsigned)cores : 1;
}

enum error_code ingest_load(
    struct ingest *ingest, load_stopped *stopped, void *context, struct error *e)
{
    int64_t begun = clock_monotonic();
    enum error_code code =
        load_archive(ingest->index, ingest->archive, load_threads(), stopped, context, e);
    if (code != ERROR_NONE || stopped(context))
        return code;
    struct index_publication p = index_load_end(ingest->index);
    reclaim_note(&ingest->reclaim, &p);
    log_event("load", LOG_TEXT("archive", ingest->archive), LOG_INT("items", (int64_t)p.items),
        LOG_INT("segments", (int64_t)p.segments), LOG_INT("bytes", (int64_t)p.bytes),
        LOG_INT("ms", (clock_monotonic() - begun) / 1000000));
    return ERROR_NONE;
}

enum error_code ingest_start(struct ingest *ingest, const struct config *config, struct error *e)
{
    errno = pprof_thread_create(&ingest->thread, NULL, "ingest", work, ingest);
    if (errno != 0)
        return error_system(e, "cannot start the ingest thread");
    ingest->running = true;
    enum error_code code =
        merger_start(&ingest->merger, ingest->index, (uint64_t)config->index_merge_rate << 20, e);
    if (code != ERROR_NONE)
        return code;
    return fetcher_start(&ingest->fetcher, config, recall, fetched, ingest, e);
}

enum error_code ingest_configure(struct ingest *ingest, struct config *config, struct error *e)
{
    struct store *store = NULL;
    enum error_code code = store_open(&store, ingest->archive, e);
    if (code == ERROR_NONE)
        code = number_sources(store, config, e);
    store_close(&store);
    if (code != ERROR_NONE)
        return code;
    /* The ingest thread knows the feeds before the first result of a new one can arrive. */
    post(ingest, MESSAGE_CONFIGURE, feed_table_new(config));
    fetcher_configure(ingest->fetcher, config);
    return ERROR_NONE;
}

static void stop_threads(struct ingest *ingest)
{
    if (ingest->fetcher)
        fetcher_stop(&ingest->fetcher);
    if (!ingest->running)
        return;
    post(ingest, MESSAGE_STOP, NULL);
    pthread_join(ingest->thread, NULL);
}

void ingest_stop(struct ingest **stopped)
{
    struct ingest *ingest = *stopped;
    *stopped = NULL;
    if (ingest == NULL)
        return;
    stop_threads(ingest);
    merger_stop(&ingest->merger);
    index_watch(ingest->index, NULL, NULL);
    store_close(&ingest->memory);
    store_close(&ingest->store);
    feed_table_free((struct feed_table *)cell_peek(ingest->feeds));
    cell_free(&ingest->feeds);
    queue_release(&ingest->queue);
    free(ingest->archive);
    free(ingest);
}

struct cell *ingest_feeds(struct ingest *ingest)
{
    return ingest->feeds;
}
