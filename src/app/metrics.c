/* Prometheus' text format 0.0.4. One table names and documents every metric and writes it. */
#include "app/app.h"
#include "app/layout.h"
#include "app/pages.h"

#include <config.h>

struct metrics_view {
    struct buf *to;
    const struct app *app;
    const struct index_set *set;
    const struct feed_table *feeds;
};

static void sample(const struct metrics_view *v, const char *name, const char *labels, uint64_t n)
{
    buf_add_str(v->to, str_from(name));
    buf_add_str(v->to, str_from(labels));
    BUF_LIT(v->to, " ");
    buf_add_u64(v->to, n);
    BUF_LIT(v->to, "\n");
}

/* Of each server that runs, what `value` takes out of its counters. */
static void sample_servers(const struct metrics_view *v, const char *name,
    uint64_t (*value)(const struct server_stats *stats))
{
    if (*v->app->search) {
        struct server_stats stats = server_stats(*v->app->search);
        sample(v, name, "{server=\"search\"}", value(&stats));
    }
    if (*v->app->admin) {
        struct server_stats stats = server_stats(*v->app->admin);
        sample(v, name, "{server=\"admin\"}", value(&stats));
    }
}

static uint64_t accepted(const struct server_stats *stats)
{
    return stats->connections_accepted;
}

static uint64_t open_now(const struct server_stats *stats)
{
    return stats->connections_open;
}

static uint64_t busy(const struct server_stats *stats)
{
    return stats->busy_workers;
}

static uint64_t bytes_out(const struct server_stats *stats)
{
    return stats->bytes_out;
}

static void write_accepted(const struct metrics_view *v, const char *name)
{
    sample_servers(v, name, accepted);
}

static void write_open(const struct metrics_view *v, const char *name)
{
    sample_servers(v, name, open_now);
}

static void write_busy(const struct metrics_view *v, const char *name)
{
    sample_servers(v, name, busy);
}

static void write_bytes_out(const struct metrics_view *v, const char *name)
{
    sample_servers(v, name, bytes_out);
}

static void sample_classes(const struct metrics_view *v, const char *name,
    const char *const *labels, const struct server *server)
{
    if (server == NULL)
        return;
    struct server_stats stats = server_stats(server);
    for (int class = 1; class <= 5; class ++)
        sample(v, name, labels[class - 1], stats.status[class]);
}

#define CLASS(server, class) "{server=\"" server "\",status=\"" class "\"}"
#define CLASSES(server)                                                                            \
    CLASS(server, "1xx"), CLASS(server, "2xx"), CLASS(server, "3xx"), CLASS(server, "4xx"),        \
        CLASS(server, "5xx")

static void write_requests(const struct metrics_view *v, const char *name)
{
    static const char *const search[] = { CLASSES("search") }, *const admin[] = { CLASSES(
                                                                   "admin") };
    sample_classes(v, name, search, *v->app->search);
    sample_classes(v, name, admin, *v->app->admin);
}

static void write_feeds(const struct metrics_view *v, const char *name)
{
    sample(v, name, "{health=\"waiting\"}", feed_table_count(v->feeds, FEED_WAITING));
    sample(v, name, "{health=\"good\"}", feed_table_count(v->feeds, FEED_GOOD));
    sample(v, name, "{health=\"failing\"}", feed_table_count(v->feeds, FEED_FAILING));
}

static void write_items(const struct metrics_view *v, const char *name)
{
    sample(v, name, "", index_set_items(v->set));
}

static void write_segments(const struct metrics_view *v, const char *name)
{
    sample(v, name, "", index_set_segments(v->set));
}

static void write_index_bytes(const struct metrics_view *v, const char *name)
{
    sample(v, name, "", index_set_bytes(v->set));
}

static void write_generation(const struct metrics_view *v, const char *name)
{
    sample(v, name, "", index_set_generation(v->set));
}

static void write_start(const struct metrics_view *v, const char *name)
{
    sample(v, name, "", (uint64_t)v->app->started);
}

static void write_build(const struct metrics_view *v, const char *name)
{
    sample(v, name, "{version=\"" PACKAGE_VERSION "\"}", 1);
}

static const struct metric {
    const char *name, *type, *help;
    void (*write)(const struct metrics_view *v, const char *name);
} metrics[] = {
    { "feedscope_build_info", "gauge", "Always 1; the label says what runs.", write_build },
    { "feedscope_start_time_seconds", "gauge", "Unix time at which the process started.",
        write_start },
    { "feedscope_http_requests_total", "counter", "Requests answered, by class of HTTP status.",
        write_requests },
    { "feedscope_http_response_body_bytes_total", "counter", "Bytes of bodies sent.",
        write_bytes_out },
    { "feedscope_connections_accepted_total", "counter", "FastCGI connections accepted.",
        write_accepted },
    { "feedscope_connections_open", "gauge", "FastCGI connections open now.", write_open },
    { "feedscope_workers_busy", "gauge", "Workers that are serving a request now.", write_busy },
    { "feedscope_index_items", "gauge", "Stories that can be found.", write_items },
    { "feedscope_index_segments", "gauge", "Segments of the published index.", write_segments },
    { "feedscope_index_bytes", "gauge", "Memory of the published index.", write_index_bytes },
    { "feedscope_index_generation", "gauge", "Which publication of the index this is.",
        write_generation },
    { "feedscope_feeds", "gauge", "Configured feeds, by the outcome of their last fetch.",
        write_feeds },
};

static void write_metric(const struct metrics_view *v, const struct metric *metric)
{
    BUF_LIT(v->to, "# HELP ");
    buf_add_str(v->to, str_from(metric->name));
    BUF_LIT(v->to, " ");
    buf_add_str(v->to, str_from(metric->help));
    BUF_LIT(v->to, "\n# TYPE ");
    buf_add_str(v->to, str_from(metric->name));
    BUF_LIT(v->to, " ");
    buf_add_str(v->to, str_from(metric->type));
    BUF_LIT(v->to, "\n");
    metric->write(v, metric->name);
}

void metrics_page(struct exchange *exchange)
{
    const struct app *app = exchange->app;
    unsigned worker = exchange->worker;
    struct metrics_view v = {
        .to = layout_text(exchange, "text/plain; version=0.0.4; charset=utf-8"),
        .app = app,
        .set = index_enter(app->index, worker),
        .feeds = cell_enter(app->feeds, worker),
    };
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        write_metric(&v, &metrics[i]);
    cell_leave(app->feeds, worker);
    index_leave(app->index, worker);
}
