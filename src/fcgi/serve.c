#include "fcgi/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "fcgi/conn.h"
#include "fcgi/counters.h"
#include "fcgi/links.h"
#include "fcgi/listener.h"
#include "fcgi/stream.h"
#include "fcgi/tasks.h"
#include "fcgi/timing.h"
#include "pprof/pprof.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    ARENA_SIZE = 8 * 1024 * 1024, /* the largest body, decoded, repaired, and the largest answer */
    HEAD_MAX = 32 * 1024,
    ACCEPT_PAUSE_MS = 100, /* after accept has failed */
    PATIENCE_MS = 5000,    /* of server_stop */
    STALL_MS = 5000,       /* that a peer may keep a worker waiting */
    WATCH_MS = 500,        /* between two looks at who does */
    MILLISECOND = 1000000, /* in nanoseconds */
};

struct worker {
    struct server *server;
    unsigned number;
    pthread_t thread;
    struct arena arena;
    struct conn conn;
    struct counters counters;
};

struct server {
    struct server_options options;
    char *path;
    /* Epoll's data is a link, or the address of one of these three. */
    int listener;
    int wake;  /* an eventfd, readable from the moment the server stops */
    int retry; /* a timer: time to accept again */
    int epoll;
    _Atomic bool stopping;
    _Atomic bool refusing; /* accept fails, and that has been logged */
    struct links links;
    struct tasks tasks;
    struct worker *workers;
    unsigned running;
    pthread_t watcher;
    bool watching;
};

static bool set_events(struct server *server, int operation, int fd, uint32_t events, void *data)
{
    struct epoll_event event = { .events = events, .data.ptr = data };
    return epoll_ctl(server->epoll, operation, fd, &event) == 0;
}

static void log_refusal(const struct server *server, const char *call)
{
    log_event("refuse", LOG_TEXT("server", server->options.name), LOG_TEXT("reason", call),
        LOG_TEXT("error", strerror(errno)));
}

/* Lets the next event of `fd` come to one worker. */
static bool arm(struct server *server, int operation, int fd, void *data)
{
    bool armed = set_events(server, operation, fd, EPOLLIN | EPOLLONESHOT, data);
    if (!armed)
        log_refusal(server, "epoll_ctl");
    return armed;
}

static bool arm_link(struct server *server, int operation, struct link *link)
{
    atomic_fetch_add(&link->arming, 1);
    bool armed = arm(server, operation, link->fd, link);
    atomic_fetch_sub(&link->arming, 1);
    return armed;
}

/* False when no descriptor is left. */
static bool add_connection(struct worker *worker, int fd)
{
    struct server *server = worker->server;
    struct link *link = links_add(&server->links, fd);
    if (link == NULL)
        return false;
    counters_accepted(&worker->counters);
    if (!arm_link(server, EPOLL_CTL_ADD, link))
        links_close(&server->links, link);
    return true;
}

static void accept_again(struct server *server)
{
    arm(server, EPOLL_CTL_MOD, server->listener, &server->listener);
}

/* Out of descriptors or memory, the listener would stay readable: leaves it alone for a while.
 * Connections that are open are served meanwhile. */
static void pause_accepting(struct server *server)
{
    const struct itimerspec pause = { .it_value.tv_nsec = ACCEPT_PAUSE_MS * MILLISECOND };
    if (!atomic_exchange(&server->refusing, true))
        log_refusal(server, "accept");
    timerfd_settime(server->retry, 0, &pause, NULL);
    arm(server, EPOLL_CTL_MOD, server->retry, &server->retry);
}

static void accept_all(struct worker *worker)
{
    struct server *server = worker->server;
    for (;;) {
        int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0 && add_connection(worker, fd)) {
            atomic_store(&server->refusing, false);
        } else if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            accept_again(server);
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            pause_accepting(server);
            return;
        }
    }
}

/* Profiles tell requests apart by it, whichever server they come to. */
static uint64_t number_request(void)
{
    static _Atomic uint64_t last;
    uint64_t number = atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
    pprof_label_number("request", (int64_t)number);
    return number;
}

/* Fills in the response, unless the page writes it to the stream. Returns the route. */
static size_t answer(struct worker *worker, struct stream *stream, struct request *request)
{
    const struct server *server = worker->server;
    const struct router *router = server->options.router;
    struct error error = { .code = ERROR_NONE };
    struct request_origin origin = conn_origin(&worker->conn);
    struct exchange exchange = { request, stream->response, &worker->arena, worker->number,
        server->options.app, stream_as_exchange(stream), router->count };
    int status = 500;
    pprof_region_begin("parse form");
    enum error_code code = router->read(request, &origin, &worker->arena, &status, &error);
    pprof_region_end("parse form");
    link_await_peer(stream->link, false);
    stream->response->head_only = request->method == METHOD_HEAD;
    if (code == ERROR_NONE)
        route_dispatch(router, &exchange);
    else
        router->error(&exchange, status, error.text);
    return exchange.route;
}

/* A page that outgrew its buffer is not sent cut in the middle. */
static void check_overflow(struct response *response)
{
    if (!response->body.overflowed && !response->headers.overflowed)
        return;
    buf_clear(&response->body);
    buf_clear(&response->headers);
    response->status = 500;
    response->content_type = "text/plain; charset=utf-8";
    BUF_LIT(&response->body, "The page is larger than the server may send.\n");
}

static void send_response(struct worker *worker, struct link *link, struct response *response,
    const struct timing *timing)
{
    char memory[HEAD_MAX];
    struct buf head;
    check_overflow(response);
    timing_write(timing, response);
    buf_fixed(&head, memory, sizeof memory);
    response_head(response, &head);
    struct str body = response->head_only ? (struct str) { NULL, 0 } : buf_str(&response->body);
    counters_answer(&worker->counters, response->status, body.len);
    link_await_peer(link, true);
    pprof_region_begin("write");
    conn_send(&worker->conn, buf_str(&head), body);
    pprof_region_end("write");
    link_await_peer(link, false);
}

static bool is_timed(const struct server *server)
{
    const _Atomic bool *timing = server->options.timing;
    return timing && atomic_load_explicit((_Atomic bool *)timing, memory_order_relaxed);
}

static void answer_request(struct worker *worker, struct link *link, struct request *request,
    int64_t begun, const struct timing *timing)
{
    const struct server_options *options = &worker->server->options;
    struct response response;
    struct stream stream = { &worker->conn, link, &response, worker->server->wake, false, 0 };
    uint64_t number = number_request();
    response_init(&response, &worker->arena);
    size_t route = answer(worker, &stream, request);
    if (stream_end(&stream))
        counters_answer(&worker->counters, response.status, stream.sent);
    else
        send_response(worker, link, &response, timing);
    int64_t length = clock_monotonic() - begun;
    counters_took(&worker->counters, route, (uint64_t)length);
    if (options->served)
        options->served(options->served_context, number, length);
}

/* One request of the connection, from `lent`; returns that, or -1 when it has been closed. */
static int serve_request(struct worker *worker, struct link *link, int lent)
{
    /* Asked before the answer is out: who has it may send the next request before we are to stop,
     * and is answered then too. */
    bool keep = !atomic_load(&worker->server->stopping);
    struct timing timing;
    timing_begin(&timing, is_timed(worker->server));
    int64_t begun = link_await_peer(link, true);
    if (!conn_accept(&worker->conn, lent))
        return -1;
    counters_busy(&worker->counters, true);
    struct request request;
    struct request_origin origin = conn_origin(&worker->conn);
    request_line(&request, &origin);
    uint64_t task = tasks_begin(&worker->server->tasks, &request);
    answer_request(worker, link, &request, begun, &timing);
    pprof_task_end(task);
    int fd = conn_finish(&worker->conn, keep);
    arena_reset(&worker->arena);
    pprof_labels_clear();
    counters_busy(&worker->counters, false);
    return fd;
}

static void serve_link(struct worker *worker, struct link *link)
{
    struct server *server = worker->server;
    int lent = serve_request(worker, link, atomic_load(&link->lent));
    atomic_store(&link->lent, lent); /* before the next worker can have it */
    if (lent < 0 || !arm_link(server, EPOLL_CTL_MOD, link))
        links_close(&server->links, link);
}

static void handle(struct worker *worker, const struct epoll_event *event)
{
    struct server *server = worker->server;
    if (event->data.ptr == &server->listener)
        accept_all(worker);
    else if (event->data.ptr == &server->retry)
        accept_again(server);
    else
        serve_link(worker, event->data.ptr);
}

/* Waits for an event that is this worker's to handle; false when the server stops. */
static bool next_event(struct server *server, struct epoll_event *event)
{
    int got = 0;
    while (got <= 0 && !atomic_load(&server->stopping)) {
        pprof_wait_begin(PPROF_WAIT_NET, "connections");
        got = epoll_wait(server->epoll, event, 1, -1);
        pprof_wait_end();
    }
    return got > 0 && event->data.ptr != &server->wake;
}

/* Serves what had come when the server stopped. The path is gone, so no connection is new, and each
 * is closed after a request begun from now on: this ends. */
static void drain(struct worker *worker)
{
    /* The wake-up is always ready: with room for two, it is seen whether anything else is. */
    struct epoll_event events[2];
    bool found = true;
    while (found) {
        int got = epoll_wait(worker->server->epoll, events, 2, 0);
        found = got < 0 && errno == EINTR;
        for (int i = 0; i < got; i++)
            if (events[i].data.ptr != &worker->server->wake) {
                handle(worker, &events[i]);
                found = true;
            }
    }
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct server *server = worker->server;
    struct epoll_event event;
    conn_init(&worker->conn);
    while (next_event(server, &event))
        handle(worker, &event);
    drain(worker);
    return NULL;
}

/* Else as many peers as there are workers could stop all, each with half a request. No socket
 * timeout: with one, a read that a signal interrupts would fail, whatever SA_RESTART says. */
static void *watch(void *context)
{
    struct server *server = context;
    struct pollfd wake = { .fd = server->wake, .events = POLLIN };
    int stops = 0;
    while (stops <= 0) {
        links_cut(&server->links, clock_monotonic() - (int64_t)STALL_MS * MILLISECOND);
        pprof_wait_begin(PPROF_WAIT_SLEEP, "the next look at stalled peers");
        stops = poll(&wake, 1, WATCH_MS);
        pprof_wait_end();
    }
    return NULL;
}

static enum error_code start_watcher(struct server *server, struct error *e)
{
    char name[16];
    snprintf(name, sizeof name, "%.9s-watch", server->options.name);
    errno = pprof_thread_create(&server->watcher, NULL, name, watch, server);
    if (errno != 0)
        return error_system(e, "cannot start the watcher of %s", server->options.name);
    server->watching = true;
    return ERROR_NONE;
}

static enum error_code open_epoll(struct server *server, struct error *e)
{
    server->epoll = epoll_create1(EPOLL_CLOEXEC);
    server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    server->retry = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (server->epoll < 0 || server->wake < 0 || server->retry < 0)
        return error_system(e, "cannot make an epoll for %s", server->path);
    if (!set_events(server, EPOLL_CTL_ADD, server->wake, EPOLLIN, &server->wake) ||
        !set_events(server, EPOLL_CTL_ADD, server->retry, 0, &server->retry) ||
        !arm(server, EPOLL_CTL_ADD, server->listener, &server->listener))
        return error_system(e, "cannot watch %s", server->path);
    return ERROR_NONE;
}

static enum error_code start_worker(struct server *server, unsigned i, struct error *e)
{
    struct worker *worker = &server->workers[i];
    worker->server = server;
    worker->number = server->options.first_worker + i;
    enum error_code code = arena_init(&worker->arena, ARENA_SIZE, e);
    if (code != ERROR_NONE)
        return code;
    char name[32];
    snprintf(name, sizeof name, "%.9s-%u", server->options.name, i);
    errno = pprof_thread_create(&worker->thread, NULL, name, work, worker);
    if (errno != 0)
        return error_system(e, "cannot start worker %u of %s", i, server->options.name);
    server->running = i + 1;
    return ERROR_NONE;
}

enum error_code server_start(
    struct server **out, const struct server_options *options, struct error *e)
{
    assert(options->workers > 0);
    struct server *server = mem_zero(1, sizeof *server);
    server->options = *options;
    server->path = mem_copy(str_from(options->path));
    server->listener = server->epoll = server->wake = server->retry = -1;
    links_init(&server->links);
    server->workers = mem_zero(options->workers, sizeof *server->workers);
    enum error_code code = ERROR_NONE;
    if (!conn_library_init())
        code = error_set(e, ERROR_SYSTEM, "libfcgi cannot start");
    if (code == ERROR_NONE)
        code = listener_open(&server->listener, server->path, options->mode, e);
    if (code == ERROR_NONE)
        code = open_epoll(server, e);
    if (code == ERROR_NONE)
        tasks_init(&server->tasks, options->router);
    for (unsigned i = 0; i < options->workers && code == ERROR_NONE; i++)
        counters_init(&server->workers[i].counters, options->router->count);
    *out = server; /* before the first worker runs, whose pages may look at it */
    for (unsigned i = 0; i < options->workers && code == ERROR_NONE; i++)
        code = start_worker(server, i, e);
    if (code == ERROR_NONE)
        code = start_watcher(server, e);
    if (code != ERROR_NONE)
        server_stop(out);
    return code;
}

/* Every worker ends after the requests that had come. A peer that stalls for longer than
 * `patience`, in nanoseconds, is cut off; a page that runs is not. */
static void join_workers(struct server *server, int64_t patience)
{
    const struct timespec pause = { .tv_nsec = 5 * MILLISECOND };
    int64_t start = clock_monotonic();
    atomic_store(&server->stopping, true);
    if (server->running > 0)
        eventfd_write(server->wake, 1);
    for (unsigned i = 0; i < server->running; i++)
        while (pthread_tryjoin_np(server->workers[i].thread, NULL) == EBUSY) {
            int64_t now = clock_monotonic();
            if (now - start > patience)
                links_cut(&server->links, now - patience);
            nanosleep(&pause, NULL);
        }
    if (server->watching)
        pthread_join(server->watcher, NULL);
}

static void server_free(struct server *server)
{
    int own[] = { server->listener, server->epoll, server->wake, server->retry };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] >= 0)
            close(own[i]);
    for (unsigned i = 0; i < server->options.workers; i++) {
        arena_release(&server->workers[i].arena);
        counters_release(&server->workers[i].counters);
    }
    tasks_release(&server->tasks);
    free(server->workers);
    free(server->path);
    free(server);
}

void server_stop_within(struct server **stopped, unsigned patience_ms)
{
    struct server *server = *stopped;
    if (server == NULL)
        return;
    if (server->listener >= 0)
        unlink(server->path);
    join_workers(server, (int64_t)patience_ms * MILLISECOND);
    links_release(&server->links);
    server_free(server);
    *stopped = NULL; /* last: pages may look at it until the workers have ended */
}

void server_stop(struct server **server)
{
    server_stop_within(server, PATIENCE_MS);
}

struct server_stats server_stats(const struct server *server)
{
    struct server_stats sum = { .connections_open = links_open(&server->links),
        .workers = server->options.workers };
    for (unsigned i = 0; i < server->options.workers; i++)
        counters_add(&server->workers[i].counters, &sum);
    return sum;
}

uint64_t server_worker_requests(const struct server *server, unsigned i)
{
    struct server_stats stats = { 0 };
    counters_add(&server->workers[i].counters, &stats);
    return stats.requests;
}

size_t server_waiting(const struct server *server)
{
    return links_waiting(&((struct server *)server)->links);
}

void server_latency(const struct server *server, size_t route, struct histogram_sum *sum)
{
    for (unsigned i = 0; i < server->options.workers; i++)
        counters_add_latency(&server->workers[i].counters, route, sum);
}
