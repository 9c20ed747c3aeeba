/* Prometheus' text format 0.0.4. One table names and documents every metric and writes it. */
#include "app/metrics.h"

#include "app/layout.h"
#include "app/pages.h"

#include <config.h>

static void write_build(
    struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    (void)view;
    metrics_sample(to, metric, "{version=\"" PACKAGE_VERSION "\"}", 1);
}

static void write_feeds(
    struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    metrics_sample(to, metric, "{health=\"waiting\"}", view->feeds[FEED_WAITING]);
    metrics_sample(to, metric, "{health=\"good\"}", view->feeds[FEED_GOOD]);
    metrics_sample(to, metric, "{health=\"failing\"}", view->feeds[FEED_FAILING]);
}

static void write_recorded(
    struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    metrics_sample(to, metric, "{kind=\"cpu\"}", view->account.cpu_samples);
    metrics_sample(to, metric, "{kind=\"block\"}", view->account.block_events);
    metrics_sample(to, metric, "{kind=\"trace\"}", view->account.trace_events);
}

static void write_dropped(
    struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    metrics_sample(to, metric, "{kind=\"cpu\"}", view->account.cpu_dropped);
    metrics_sample(to, metric, "{kind=\"block\"}", view->account.block_dropped);
    metrics_sample(to, metric, "{kind=\"trace\"}", view->account.trace_dropped);
    metrics_sample(to, metric, "{kind=\"stack\"}", view->account.stacks_dropped);
}

#define OF_VIEW(member) offsetof(struct metrics_view, member)
#define OF_SERVER(member) offsetof(struct server_stats, member)

static const struct metric metrics[] = {
    { "feedscope_build_info", "gauge", "Always 1; the label says what runs.", write_build, 0 },
    { "feedscope_start_time_seconds", "gauge", "Unix time at which feedscope began to serve.",
        metrics_number, OF_VIEW(started) },

    { "feedscope_http_requests_total", "counter", "Requests answered, by class of HTTP status.",
        metrics_requests, 0 },
    { "feedscope_http_request_duration_seconds", "histogram",
        "From a request's first byte to its answer's last, by route; what is up to 3% below a "
        "bound "
        "may be counted above it.",
        metrics_latency, 0 },
    { "feedscope_http_response_body_bytes_total", "counter", "Bytes of bodies sent.",
        metrics_servers, OF_SERVER(bytes_out) },
    { "feedscope_connections_accepted_total", "counter", "FastCGI connections accepted.",
        metrics_servers, OF_SERVER(connections_accepted) },
    { "feedscope_connections_open", "gauge", "FastCGI connections open now.", metrics_servers,
        OF_SERVER(connections_open) },
    { "feedscope_connections_waiting", "gauge",
        "Of those, the ones whose peer has sent what no worker has read yet.", metrics_waiting, 0 },
    { "feedscope_workers", "gauge", "Threads that serve requests.", metrics_servers,
        OF_SERVER(workers) },
    { "feedscope_workers_busy", "gauge", "Workers that are serving a request now.", metrics_servers,
        OF_SERVER(busy_workers) },

    { "feedscope_index_items", "gauge", "Stories that can be found.", metrics_number,
        OF_VIEW(index.items) },
    { "feedscope_index_segments", "gauge", "Segments of the published index.", metrics_number,
        OF_VIEW(index.segments) },
    { "feedscope_index_bytes", "gauge", "Memory of the published index.", metrics_number,
        OF_VIEW(index.bytes) },
    { "feedscope_index_generation", "gauge", "Which publication of the index this is.",
        metrics_number, OF_VIEW(index.generation) },
    { "feedscope_index_reclaims_total", "counter",
        "Old index sets freed after their last reader had left.", metrics_number,
        OF_VIEW(memory.reclaims) },
    { "feedscope_index_reclaim_seconds_total", "counter",
        "Time that the ingest thread has waited for readers of old sets, and freed them.",
        metrics_seconds, OF_VIEW(memory.reclaim_ns) },
    { "feedscope_feeds", "gauge", "Configured feeds, by the outcome of their last fetch.",
        write_feeds, 0 },

    { "process_cpu_seconds_total", "counter", "User and system CPU time of all threads.",
        metrics_seconds, OF_VIEW(process.cpu) },
    { "process_start_time_seconds", "gauge", "Unix time at which the process began.",
        metrics_seconds, OF_VIEW(process.started) },
    { "process_resident_memory_bytes", "gauge", "Memory of the process that is in RAM.",
        metrics_number, OF_VIEW(process.resident) },
    { "process_virtual_memory_bytes", "gauge", "Address space of the process.", metrics_number,
        OF_VIEW(process.virtual_size) },
    { "process_open_fds", "gauge", "Open file descriptors.", metrics_number,
        OF_VIEW(process.open_fds) },
    { "process_max_fds", "gauge", "How many there may be; absent without a limit.", metrics_limit,
        OF_VIEW(process.max_fds) },
    { "process_threads", "gauge", "Threads of the process.", metrics_number,
        OF_VIEW(process.threads) },

    { "feedscope_heap_live_bytes", "gauge", "Bytes in blocks that are not freed.", metrics_number,
        OF_VIEW(memory.live) },
    { "feedscope_heap_active_bytes", "gauge", "Bytes of pages that hold such a block.",
        metrics_number, OF_VIEW(memory.active) },
    { "feedscope_heap_mapped_bytes", "gauge", "Address space that the allocator has for blocks.",
        metrics_number, OF_VIEW(memory.mapped) },
    { "feedscope_heap_released_bytes", "gauge",
        "Bytes of that whose memory was given back to the kernel.", metrics_number,
        OF_VIEW(memory.released) },
    { "feedscope_heap_allocated_bytes_total", "counter",
        "Bytes ever allocated; 0 without jemalloc.", metrics_number, OF_VIEW(memory.allocated) },
    { "feedscope_heap_allocations_total", "counter", "Blocks ever allocated; 0 without jemalloc.",
        metrics_number, OF_VIEW(memory.allocations) },
    { "feedscope_heap_frees_total", "counter", "Blocks ever freed; 0 without jemalloc.",
        metrics_number, OF_VIEW(memory.frees) },
    { "feedscope_heap_settles_total", "counter",
        "How often freed memory was given back because somebody asked (heap?gc=1).", metrics_number,
        OF_VIEW(memory.settles) },

    { "feedscope_profiler_events_total", "counter",
        "What the profiler has recorded: CPU samples, waits for locks, events of traces.",
        write_recorded, 0 },
    { "feedscope_profiler_dropped_total", "counter",
        "What it had no room for; of traces, what was overwritten before it was read.",
        write_dropped, 0 },
    { "feedscope_profiler_truncated_total", "counter",
        "CPU samples whose stack was deeper than is kept.", metrics_number,
        OF_VIEW(account.cpu_truncated) },
    { "feedscope_profiler_handler_seconds_total", "counter",
        "Time that threads have spent in the profiler's signal handler.", metrics_seconds,
        OF_VIEW(account.handler_ns) },
    { "feedscope_profiler_bytes", "gauge", "Memory that the profiler has mapped or allocated.",
        metrics_number, OF_VIEW(account.bytes) },
    { "feedscope_profiler_stacks", "gauge", "Stacks that it keeps for good.", metrics_number,
        OF_VIEW(account.stacks) },
    { "feedscope_profiler_symbols", "gauge", "Addresses whose names it keeps.", metrics_number,
        OF_VIEW(account.symbols) },
};

static void write_metric(
    struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    buf_addf(
        to, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name, metric->type);
    metric->write(to, view, metric);
}

/* --- gathering --- */

static void add_server(struct metrics_view *view, const char *name, const struct server *server,
    const struct router *router)
{
    if (server)
        view->servers[view->server_count++] =
            (struct metrics_server) { name, server, router, server_stats(server) };
}

static void read_index(struct metrics_view *view, const struct app *app, unsigned worker)
{
    const struct index_set *set = index_enter(app->index, worker);
    view->index.items = index_set_items(set);
    view->index.segments = index_set_segments(set);
    view->index.bytes = index_set_bytes(set);
    view->index.generation = index_set_generation(set);
    index_leave(app->index, worker);
}

static void read_feeds(struct metrics_view *view, const struct app *app, unsigned worker)
{
    const struct feed_table *feeds = cell_enter(app->feeds, worker);
    for (enum feed_health health = FEED_WAITING; health <= FEED_FAILING; health++)
        view->feeds[health] = feed_table_count(feeds, health);
    cell_leave(app->feeds, worker);
}

void metrics_page(struct exchange *exchange)
{
    const struct app *app = exchange->app;
    struct buf *to = layout_text(exchange, "text/plain; version=0.0.4; charset=utf-8");
    struct metrics_view view = { .process = process_read(),
        .memory = pprof_memory_now(),
        .account = pprof_account_now(),
        .started = (uint64_t)app->started };
    add_server(&view, "search", *app->search, &app_search_router);
    add_server(&view, "admin", *app->admin, &app_admin_router);
    read_index(&view, app, exchange->worker);
    read_feeds(&view, app, exchange->worker);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        write_metric(to, &view, &metrics[i]);
}
