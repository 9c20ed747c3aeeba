/*
 * A FastCGI server on one UNIX socket: N workers that share one epoll.
 *
 * The listener is non-blocking, connections are blocking, all are armed EPOLLONESHOT: a worker
 * accepts until there is nothing to accept, or serves one request of a readable connection and arms
 * it again. An idle connection that nginx keeps open holds no worker. One that stalls in the middle
 * of a request or of reading an answer does, until it goes on or closes, at most for five seconds:
 * nginx is to buffer both, as it does unless told otherwise.
 */
#ifndef FCGI_SERVE_H
#define FCGI_SERVE_H

#include "base/error.h"
#include "base/histogram.h"
#include "http/route.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct server;

struct server_options {
    const char *path; /* of the socket; a stale one is replaced, one that answers is refused */
    unsigned mode;    /* its permission bits */
    unsigned workers;
    const char *name; /* "search" or "admin": names the threads and the log lines */
    const struct router *router;
    void *app;                  /* exchange->app */
    unsigned first_worker;      /* exchange->worker counts from here */
    const _Atomic bool *timing; /* while true, answers carry Server-Timing; NULL: never */
    /* In the worker, after each request: its number, as profiles label it, and how long it took.
     * NULL: nobody wants to know. Takes no lock, allocates nothing. */
    void (*served)(void *context, uint64_t request, int64_t nanoseconds);
    void *served_context;
};

/* Counters since the start; each is exact, together they are no snapshot. */
struct server_stats {
    uint64_t requests, connections_accepted, connections_open, workers, busy_workers;
    uint64_t bytes_out; /* bodies */
    uint64_t status[6]; /* requests by hundreds: [2] is 2xx */
};

/* Binds, listens, starts the workers. Install signal handlers first: libfcgi takes SIGTERM and
 * SIGUSR1 unless they are blocked or handled, and the workers inherit the caller's signal mask. */
enum error_code server_start(
    struct server **out, const struct server_options *options, struct error *e);
/* Unlinks the socket, answers every request that has come, closes connections, joins, frees, nulls.
 * Waits for pages that run as long as they take, but for a peer that stalls, in the middle of a
 * request or of reading an answer, only five seconds. */
void server_stop(struct server **server);
/* The same with another patience with peers that stall. */
void server_stop_within(struct server **server, unsigned patience_ms);
struct server_stats server_stats(const struct server *server);

/* How many requests its worker number `i`, from 0, has answered. */
uint64_t server_worker_requests(const struct server *server, unsigned i);
/* How many connections hold bytes that no worker has read yet: what waits for a worker. A system
 * call for each connection; takes the lock that connections come and go by. */
size_t server_waiting(const struct server *server);
/* Adds how long, in nanoseconds, requests of a route took, from their first byte to the last of the
 * answer: routes by their place in the router, after them one for requests that no route took. */
void server_latency(const struct server *server, size_t route, struct histogram_sum *sum);

#endif
