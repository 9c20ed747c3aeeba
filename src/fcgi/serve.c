#include "fcgi/serve.h"

#include "base/log.h"
#include "base/mem.h"
#include "fcgi/conn.h"
#include "fcgi/listener.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    ARENA_SIZE = 8 * 1024 * 1024, /* the largest body, decoded, repaired, and the largest answer */
    HEAD_MAX = 32 * 1024,
};

/* One accepted connection: in the server's list until it is closed. */
struct link {
    int fd;
    struct link *next, *previous;
};

struct worker {
    struct server *server;
    unsigned number;
    pthread_t thread;
    struct arena arena;
    struct conn conn;
    /* Counters: written by this worker alone. */
    _Atomic uint64_t requests, accepted, bytes_out, status[6];
    _Atomic bool busy;
};

struct server {
    struct server_options options;
    char *path;
    int listener, epoll, wake;
    _Atomic bool stopping;
    pthread_mutex_t links_mutex; /* taken when a connection comes or goes, never for a request */
    struct link links;           /* a ring; links.next is the first */
    _Atomic uint64_t open;
    struct worker *workers;
    unsigned running;
};

static void count(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(
        counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

static uint64_t counted(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit((_Atomic uint64_t *)counter, memory_order_relaxed);
}

static struct link *link_add(struct server *server, int fd)
{
    struct link *link = mem_alloc(sizeof *link);
    link->fd = fd;
    pthread_mutex_lock(&server->links_mutex);
    link->next = server->links.next;
    link->previous = &server->links;
    link->next->previous = link->previous->next = link;
    pthread_mutex_unlock(&server->links_mutex);
    atomic_fetch_add(&server->open, 1);
    return link;
}

static void link_remove(struct server *server, struct link *link)
{
    pthread_mutex_lock(&server->links_mutex);
    link->next->previous = link->previous;
    link->previous->next = link->next;
    pthread_mutex_unlock(&server->links_mutex);
    atomic_fetch_sub(&server->open, 1);
    free(link);
}

/* Epoll's data is a link, NULL for the listener, &server->wake for the wake-up. */
static bool arm(struct server *server, int operation, int fd, void *data)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.ptr = data };
    if (epoll_ctl(server->epoll, operation, fd, &event) == 0)
        return true;
    log_event("refuse", LOG_TEXT("server", server->options.name), LOG_TEXT("reason", "epoll_ctl"),
        LOG_TEXT("error", strerror(errno)));
    return false;
}

static void close_link(struct server *server, struct link *link)
{
    if (link->fd >= 0)
        close(link->fd);
    link_remove(server, link);
}

static void add_connection(struct worker *worker, int fd)
{
    struct link *link = link_add(worker->server, fd);
    count(&worker->accepted, 1);
    if (!arm(worker->server, EPOLL_CTL_ADD, fd, link))
        close_link(worker->server, link);
}

/* Out of descriptors, the listener stays readable: wait a little for connections to close. */
static void refuse_accept(struct server *server, int reason)
{
    const struct timespec pause = { .tv_nsec = 50 * 1000000 };
    log_event("refuse", LOG_TEXT("server", server->options.name), LOG_TEXT("reason", "accept"),
        LOG_TEXT("error", strerror(reason)));
    nanosleep(&pause, NULL);
}

static void accept_all(struct worker *worker)
{
    struct server *server = worker->server;
    for (;;) {
        int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            add_connection(worker, fd);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            refuse_accept(server, errno);
            break;
        }
    }
    arm(server, EPOLL_CTL_MOD, server->listener, NULL);
}

static void answer(struct worker *worker, struct response *response)
{
    const struct server *server = worker->server;
    struct request request;
    struct error error;
    struct request_origin origin = conn_origin(&worker->conn);
    struct exchange exchange = { &request, response, &worker->arena, worker->number,
        server->options.app };
    int status = 500;
    if (request_read(&request, &origin, &worker->arena, &status, &error) == ERROR_NONE)
        route_dispatch(server->options.router, &exchange);
    else
        server->options.router->error(&exchange, status, error.text);
    if (request.method == METHOD_HEAD)
        response->head_only = true;
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

static bool send_response(struct worker *worker, struct response *response)
{
    char memory[HEAD_MAX];
    struct buf head;
    check_overflow(response);
    buf_fixed(&head, memory, sizeof memory);
    response_head(response, &head);
    struct str body = response->head_only ? (struct str) { NULL, 0 } : buf_str(&response->body);
    count(&worker->requests, 1);
    count(&worker->status[response->status / 100 % 6], 1);
    count(&worker->bytes_out, body.len);
    return conn_send(&worker->conn, buf_str(&head), body);
}

/* One request of the connection; returns its fd, or -1 when it has been closed. */
static int serve_request(struct worker *worker, int fd)
{
    struct response response;
    if (!conn_accept(&worker->conn, fd))
        return -1;
    atomic_store_explicit(&worker->busy, true, memory_order_relaxed);
    response_init(&response, &worker->arena);
    answer(worker, &response);
    bool sent = send_response(worker, &response);
    bool keep = sent && !atomic_load(&worker->server->stopping);
    fd = conn_finish(&worker->conn, keep);
    arena_reset(&worker->arena);
    atomic_store_explicit(&worker->busy, false, memory_order_relaxed);
    return fd;
}

static void serve_link(struct worker *worker, struct link *link)
{
    struct server *server = worker->server;
    link->fd = serve_request(worker, link->fd);
    /* Once armed, the link is whoever's takes the next event. */
    if (link->fd < 0 || !arm(server, EPOLL_CTL_MOD, link->fd, link))
        close_link(server, link);
}

static void handle(struct worker *worker, const struct epoll_event *event)
{
    if (event->data.ptr == NULL)
        accept_all(worker);
    else
        serve_link(worker, event->data.ptr);
}

/* Waits for an event that is this worker's to handle; false when the server stops. */
static bool next_event(struct server *server, struct epoll_event *event)
{
    while (!atomic_load(&server->stopping)) {
        int got = epoll_wait(server->epoll, event, 1, -1);
        if (got > 0)
            return event->data.ptr != &server->wake;
    }
    return false;
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct server *server = worker->server;
    char name[16];
    struct epoll_event event;
    snprintf(name, sizeof name, "%.9s-%u", server->options.name,
        worker->number - server->options.first_worker);
    pthread_setname_np(pthread_self(), name);
    conn_init(&worker->conn);
    while (next_event(server, &event))
        handle(worker, &event);
    return NULL;
}

static enum error_code open_epoll(struct server *server, struct error *e)
{
    server->epoll = epoll_create1(EPOLL_CLOEXEC);
    server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->epoll < 0 || server->wake < 0)
        return error_system(e, "cannot make an epoll for %s", server->path);
    arm(server, EPOLL_CTL_ADD, server->listener, NULL);
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
    errno = pthread_create(&worker->thread, NULL, work, worker);
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
    server->listener = server->epoll = server->wake = -1;
    server->links.next = server->links.previous = &server->links;
    pthread_mutex_init(&server->links_mutex, NULL);
    server->workers = mem_zero(options->workers, sizeof *server->workers);
    enum error_code code = ERROR_NONE;
    if (!conn_library_init())
        code = error_set(e, ERROR_SYSTEM, "libfcgi cannot start");
    if (code == ERROR_NONE)
        code = listener_open(&server->listener, server->path, options->mode, e);
    if (code == ERROR_NONE)
        code = open_epoll(server, e);
    *out = server; /* before the first worker runs, whose pages may look at it */
    for (unsigned i = 0; i < options->workers && code == ERROR_NONE; i++)
        code = start_worker(server, i, e);
    if (code != ERROR_NONE)
        server_stop(out);
    return code;
}

/* Every worker ends after the request it is at. */
static void join_workers(struct server *server)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = &server->wake };
    atomic_store(&server->stopping, true);
    if (server->running == 0)
        return;
    epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->wake, &event);
    eventfd_write(server->wake, 1);
    for (unsigned i = 0; i < server->running; i++)
        pthread_join(server->workers[i].thread, NULL);
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, server->wake, NULL);
}

/* Answers what had already been sent when the server stopped. The path is gone, so no connection is
 * new, and each is closed after its request: this ends. */
static void drain(struct server *server)
{
    struct epoll_event event;
    while (server->running && epoll_wait(server->epoll, &event, 1, 0) > 0)
        handle(&server->workers[0], &event);
}

static void close_all(struct server *server)
{
    int own[] = { server->listener, server->epoll, server->wake };
    while (server->links.next != &server->links)
        close_link(server, server->links.next);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] >= 0)
            close(own[i]);
}

static void server_free(struct server *server)
{
    for (unsigned i = 0; i < server->options.workers; i++)
        arena_release(&server->workers[i].arena);
    pthread_mutex_destroy(&server->links_mutex);
    free(server->workers);
    free(server->path);
    free(server);
}

void server_stop(struct server **stopped)
{
    struct server *server = *stopped;
    if (server == NULL)
        return;
    if (server->listener >= 0)
        unlink(server->path);
    join_workers(server);
    drain(server);
    close_all(server);
    server_free(server);
    *stopped = NULL; /* last: pages may look at it until the workers have ended */
}

struct server_stats server_stats(const struct server *server)
{
    struct server_stats sum = { .connections_open = counted(&server->open) };
    for (unsigned i = 0; i < server->options.workers; i++) {
        const struct worker *worker = &server->workers[i];
        sum.requests += counted(&worker->requests);
        sum.connections_accepted += counted(&worker->accepted);
        sum.bytes_out += counted(&worker->bytes_out);
        sum.busy_workers +=
            atomic_load_explicit((_Atomic bool *)&worker->busy, memory_order_relaxed);
        for (size_t hundred = 0; hundred < 6; hundred++)
            sum.status[hundred] += counted(&worker->status[hundred]);
    }
    return sum;
}
