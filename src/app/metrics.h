/* /metrics: what its table (metrics.c) and the writers of samples have in common. */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/app.h"
#include "base/buf.h"
#include "base/process.h"
#include "pprof/pprof.h"

#include <stddef.h>
#include <stdint.h>

struct metrics_server {
    const char *name; /* its label */
    const struct server *server;
    const struct router *router;
    struct server_stats stats;
};

/* All that one page shows, gathered before it is written, but for the latencies. */
struct metrics_view {
    struct metrics_server servers[2]; /* those that run */
    size_t server_count;
    struct {
        uint64_t items, segments, bytes, generation;
    } index;
    uint64_t feeds[3]; /* by enum feed_health */
    struct process process;
    struct pprof_memory memory;
    struct pprof_account account;
    uint64_t started; /* unix seconds */
};

struct metric {
    const char *name, *type, *help;
    void (*write)(struct buf *to, const struct metrics_view *view, const struct metric *metric);
    size_t field; /* what most writers show: its offset in the view, or in struct server_stats */
};

/* One line: the metric's name, labels in braces or nothing, the value. */
void metrics_sample(struct buf *to, const struct metric *metric, const char *labels, uint64_t n);

/* Writers of one sample without labels: a uint64_t, an int64_t of nanoseconds as seconds. */
void metrics_number(struct buf *to, const struct metrics_view *view, const struct metric *metric);
void metrics_seconds(struct buf *to, const struct metrics_view *view, const struct metric *metric);
/* The uint64_t field, unless it is UINT64_MAX: no limit. */
void metrics_limit(struct buf *to, const struct metrics_view *view, const struct metric *metric);

/* Writers of a sample a server: a uint64_t of its struct server_stats; requests by class of status;
 * connections that wait for a worker; how long the requests of each route took. */
void metrics_servers(struct buf *to, const struct metrics_view *view, const struct metric *metric);
void metrics_requests(struct buf *to, const struct metrics_view *view, const struct metric *metric);
void metrics_waiting(struct buf *to, const struct metrics_view *view, const struct metric *metric);
void metrics_latency(struct buf *to, const struct metrics_view *view, const struct metric *metric);

#endif
