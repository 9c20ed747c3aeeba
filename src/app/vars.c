#include "app/vars.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/process.h"
#include "pprof/pprof.h"

#include <config.h>

/* --- what is told of a server --- */

static struct server_stats stats_of(const struct server *server)
{
    return server ? server_stats(server) : (struct server_stats) { 0 };
}

static void write_member(struct buf *to, const char *name, uint64_t value)
{
    json_string(to, str_from(name));
    BUF_LIT(to, ": ");
    buf_add_u64(to, value);
}

static void write_responses(struct buf *to, const struct server *server)
{
    static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
    struct server_stats stats = stats_of(server);
    for (size_t i = 0; i < 5; i++) {
        buf_add_char(to, i ? ',' : '{');
        write_member(to, classes[i], stats.status[i + 1]);
    }
    BUF_LIT(to, "}");
}

static void write_latency(struct buf *to, const struct server *server, size_t route)
{
    static const struct {
        const char *name;
        double share;
    } quantiles[] = { { "p50", 0.5 }, { "p90", 0.9 }, { "p99", 0.99 }, { "p999", 0.999 } };
    struct histogram_sum sum = { .count = 0 };
    if (server)
        server_latency(server, route, &sum);
    BUF_LIT(to, "{");
    write_member(to, "count", sum.count);
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        BUF_LIT(to, ",");
        write_member(to, quantiles[i].name, histogram_quantile(&sum, quantiles[i].share));
    }
    BUF_LIT(to, ",");
    write_member(to, "max", sum.max);
    BUF_LIT(to, "}");
}

static void write_routes(struct buf *to, const struct server *server, const struct router *router)
{
    for (size_t i = 0; i <= router->count; i++) {
        buf_add_char(to, i ? ',' : '{');
        json_string(to, str_from(route_name(router, i)));
        BUF_LIT(to, ": ");
        write_latency(to, server, i);
    }
    BUF_LIT(to, "}");
}

/* --- the variables --- */

static void requests(struct buf *to, const struct app *app)
{
    buf_add_u64(to, stats_of(*app->search).requests);
}

static void responses(struct buf *to, const struct app *app)
{
    write_responses(to, *app->search);
}

static void routes(struct buf *to, const struct app *app)
{
    write_routes(to, *app->search, &app_search_router);
}

static void connections(struct buf *to, const struct app *app)
{
    buf_add_u64(to, stats_of(*app->search).connections_open);
}

static void workers(struct buf *to, const struct app *app)
{
    buf_add_u64(to, stats_of(*app->search).workers);
}

static void workers_busy(struct buf *to, const struct app *app)
{
    buf_add_u64(to, stats_of(*app->search).busy_workers);
}

static void queue(struct buf *to, const struct app *app)
{
    buf_add_u64(to, *app->search ? server_waiting(*app->search) : 0);
}

static void admin(struct buf *to, const struct app *app)
{
    struct server_stats stats = stats_of(*app->admin);
    BUF_LIT(to, "{");
    write_member(to, "requests", stats.requests);
    BUF_LIT(to, ",");
    write_member(to, "connections", stats.connections_open);
    BUF_LIT(to, ",");
    write_member(to, "workers", stats.workers);
    BUF_LIT(to, ",");
    write_member(to, "workers_busy", stats.busy_workers);
    BUF_LIT(to, ",\"responses\": ");
    write_responses(to, *app->admin);
    BUF_LIT(to, ",\"routes\": ");
    write_routes(to, *app->admin, &app_admin_router);
    BUF_LIT(to, "}");
}

static void threads(struct buf *to, const struct app *app)
{
    (void)app;
    buf_add_u64(to, process_read().threads);
}

static void resident(struct buf *to, const struct app *app)
{
    (void)app;
    buf_add_u64(to, process_read().resident);
}

static void uptime(struct buf *to, const struct app *app)
{
    int64_t seconds = clock_unix() - app->started;
    buf_add_u64(to, seconds > 0 ? (uint64_t)seconds : 0);
}

static void version(struct buf *to, const struct app *app)
{
    (void)app;
    json_string(to, STR(PACKAGE_VERSION));
}

static struct variable {
    const char *name;
    void (*write)(struct buf *to, const struct app *app); /* one JSON value */
    const struct app *app;
} variables[] = {
    { "admin", admin, NULL },
    { "connections", connections, NULL },
    { "goroutines", threads, NULL }, /* a thread is what a goroutine is in Go */
    { "queue", queue, NULL },
    { "requests", requests, NULL },
    { "resident", resident, NULL },
    { "responses", responses, NULL },
    { "routes", routes, NULL },
    { "threads", threads, NULL },
    { "uptime", uptime, NULL },
    { "version", version, NULL },
    { "workers", workers, NULL },
    { "workers_busy", workers_busy, NULL },
};

static void write_variable(void *context, const struct pprof_sink *sink)
{
    const struct variable *variable = context;
    struct buf to;
    buf_init(&to);
    variable->write(&to, variable->app);
    sink->write(sink->context, to.at, to.len);
    buf_release(&to);
}

void vars_publish(const struct app *app)
{
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        variables[i].app = app;
        pprof_var_func(variables[i].name, write_variable, &variables[i]);
    }
}
