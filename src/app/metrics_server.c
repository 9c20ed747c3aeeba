/* What is counted of each server. */
#include "app/metrics.h"

#include <inttypes.h>
#include <stdio.h>

static void sample(
    struct buf *to, const struct metrics_server *server, const struct metric *metric, uint64_t n)
{
    char labels[64];
    snprintf(labels, sizeof labels, "{server=\"%s\"}", server->name);
    metrics_sample(to, metric, labels, n);
}

void metrics_servers(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    for (size_t i = 0; i < view->server_count; i++) {
        const void *field = (const char *)&view->servers[i].stats + metric->field;
        sample(to, &view->servers[i], metric, *(const uint64_t *)field);
    }
}

void metrics_waiting(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    for (size_t i = 0; i < view->server_count; i++)
        sample(to, &view->servers[i], metric, server_waiting(view->servers[i].server));
}

void metrics_requests(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    char labels[64];
    for (size_t i = 0; i < view->server_count; i++)
        for (int class = 1; class <= 5; class ++) {
            snprintf(labels, sizeof labels, "{server=\"%s\",status=\"%dxx\"}",
                view->servers[i].name, class);
            metrics_sample(to, metric, labels, view->servers[i].stats.status[class]);
        }
}

/* --- the histogram --- */

/* Upper bounds, as they are written, and in nanoseconds. */
static const struct {
    const char *le;
    uint64_t most;
} bounds[] = { { "0.0001", 100000 }, { "0.00025", 250000 }, { "0.0005", 500000 },
    { "0.001", 1000000 }, { "0.0025", 2500000 }, { "0.005", 5000000 }, { "0.01", 10000000 },
    { "0.025", 25000000 }, { "0.05", 50000000 }, { "0.1", 100000000 }, { "0.25", 250000000 },
    { "0.5", 500000000 }, { "1", 1000000000 }, { "2.5", 2500000000 }, { "5", 5000000000 },
    { "10", 10000000000 } };

static void add_histogram(struct buf *to, const char *name, const char *server, const char *route,
    const struct histogram_sum *sum)
{
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        buf_addf(to, "%s_bucket{server=\"%s\",route=\"%s\",le=\"%s\"} %" PRIu64 "\n", name, server,
            route, bounds[i].le, histogram_at_most(sum, bounds[i].most));
    buf_addf(to, "%s_bucket{server=\"%s\",route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, server,
        route, sum->count);
    buf_addf(to, "%s_sum{server=\"%s\",route=\"%s\"} %" PRIu64 ".%09" PRIu64 "\n", name, server,
        route, sum->sum / 1000000000, sum->sum % 1000000000);
    buf_addf(
        to, "%s_count{server=\"%s\",route=\"%s\"} %" PRIu64 "\n", name, server, route, sum->count);
}

void metrics_latency(struct buf *to, const struct metrics_view *view, const struct metric *metric)
{
    for (size_t i = 0; i < view->server_count; i++)
        for (size_t route = 0; route <= view->servers[i].router->count; route++) {
            const struct metrics_server *s = &view->servers[i];
            struct histogram_sum sum = { .count = 0 };
            server_latency(s->server, route, &sum);
            add_histogram(to, metric->name, s->name, route_name(s->router, route), &sum);
        }
}
