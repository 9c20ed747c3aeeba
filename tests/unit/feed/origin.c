#include "origin.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- the server ---- */

struct client {
    struct origin *origin;
    size_t number;
    int fd;
};

/* Reads up to the empty line; false when the client went away before. */
static bool read_head(int fd, char *head, size_t size)
{
    size_t len = 0;
    while (len + 1 < size) {
        ssize_t got = recv(fd, head + len, size - 1 - len, 0);
        if (got <= 0)
            return false;
        len += (size_t)got;
        head[len] = '\0';
        if (strstr(head, "\r\n\r\n"))
            return true;
    }
    return false;
}

static bool asks_for(const char *head, const char *path)
{
    const char *at = strchr(head, ' ');
    size_t len = strlen(path);
    return at && strncmp(at + 1, path, len) == 0 && at[1 + len] == ' ';
}

/* The lock is held. */
static const struct page *choose_page(struct origin *o, size_t number)
{
    const struct page *page = NULL;
    size_t skip = 0;
    for (size_t i = 0; i < o->page_count; i++) {
        if (!asks_for(o->requests[number], o->pages[i].path))
            continue;
        page = &o->pages[i];
        size_t earlier = 0;
        for (size_t j = 0; j < o->count; j++)
            earlier += j < number && o->requests[j] && asks_for(o->requests[j], page->path);
        if (skip++ == earlier)
            break;
    }
    return page;
}

static void send_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        len -= (size_t)sent;
    }
}

static void wait_for_close(int fd)
{
    char bytes[64];
    while (recv(fd, bytes, sizeof bytes, 0) > 0)
        ;
}

static void answer(int fd, const struct page *page)
{
    static const struct page none = { .answer =
                                          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" END };
    if (page == NULL)
        page = &none;
    usleep(page->late * 1000);
    send_all(fd, page->answer, page->len ? page->len : strlen(page->answer));
    if (page->hold)
        wait_for_close(fd);
}

static void count_busy(struct origin *o, int change)
{
    pthread_mutex_lock(&o->lock);
    o->busy += (unsigned)change;
    if (o->busy > o->most_busy)
        o->most_busy = o->busy;
    pthread_mutex_unlock(&o->lock);
}

static void *serve(void *context)
{
    struct client client = *(struct client *)context;
    struct origin *o = client.origin;
    char head[8192];
    free(context);
    if (read_head(client.fd, head, sizeof head)) {
        count_busy(o, 1);
        pthread_mutex_lock(&o->lock);
        o->requests[client.number] = mem_copy(str_from(head));
        const struct page *page = choose_page(o, client.number);
        pthread_mutex_unlock(&o->lock);
        answer(client.fd, page);
        count_busy(o, -1);
    }
    shutdown(client.fd, SHUT_WR);
    wait_for_close(client.fd);
    return NULL;
}

static void *accept_clients(void *context)
{
    struct origin *o = context;
    for (;;) {
        int fd = accept(o->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        struct client *client = mem_zero(1, sizeof *client);
        pthread_mutex_lock(&o->lock);
        assert(o->count < REQUESTS_MAX);
        *client = (struct client) { .origin = o, .number = o->count, .fd = fd };
        o->clients[o->count] = fd;
        pthread_create(&o->threads[o->count++], NULL, serve, client);
        pthread_mutex_unlock(&o->lock);
    }
}

void origin_start(struct origin *o, const struct page *pages, size_t count)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof address;
    *o = (struct origin) { .pages = pages, .page_count = count };
    pthread_mutex_init(&o->lock, NULL);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    o->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed = bind(o->listener, (struct sockaddr *)&address, len) ||
                 listen(o->listener, REQUESTS_MAX) ||
                 getsockname(o->listener, (struct sockaddr *)&address, &len) ||
                 pthread_create(&o->thread, NULL, accept_clients, o);
    if (failed) {
        perror("the test's server");
        abort();
    }
    o->port = ntohs(address.sin_port);
}

void origin_stop(struct origin *o)
{
    shutdown(o->listener, SHUT_RDWR);
    pthread_join(o->thread, NULL);
    close(o->listener);
    for (size_t i = 0; i < o->count; i++) {
        shutdown(o->clients[i], SHUT_RDWR);
        pthread_join(o->threads[i], NULL);
        close(o->clients[i]);
        free(o->requests[i]);
    }
    pthread_mutex_destroy(&o->lock);
}

const char *origin_request(struct origin *o, const char *path, unsigned n)
{
    const char *found = NULL;
    pthread_mutex_lock(&o->lock);
    for (size_t i = 0; i < o->count && !found; i++)
        if (o->requests[i] && asks_for(o->requests[i], path) && n-- == 0)
            found = o->requests[i];
    pthread_mutex_unlock(&o->lock);
    return found;
}

/* ---- the receiver ---- */

void taker_init(struct taker *t)
{
    *t = (struct taker) { 0 };
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->more, NULL);
}

void taker_release(struct taker *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->taken[i].body);
    pthread_cond_destroy(&t->more);
    pthread_mutex_destroy(&t->lock);
}

void taker_take(void *context, struct fetch_result *result)
{
    struct taker *t = context;
    pthread_mutex_lock(&t->lock);
    assert(t->count < REQUESTS_MAX);
    struct taken *taken = &t->taken[t->count++];
    *taken = (struct taken) { .outcome = result->outcome,
        .status = result->status,
        .validators = result->validators,
        .started = result->started,
        .duration = result->duration,
        .next = result->next,
        .error = result->error };
    snprintf(taken->url, sizeof taken->url, "%s", result->url);
    snprintf(taken->source, sizeof taken->source, "%s", result->source);
    snprintf(taken->final_url, sizeof taken->final_url, "%s", result->final_url);
    if (result->content_type)
        snprintf(taken->content_type, sizeof taken->content_type, "%s", result->content_type);
    taken->len = result->body.len;
    taken->body = buf_detach(&result->body);
    pthread_cond_signal(&t->more);
    pthread_mutex_unlock(&t->lock);
}

const struct taken *taker_wait(struct taker *t, size_t n)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    pthread_mutex_lock(&t->lock);
    while (t->count <= n && pthread_cond_timedwait(&t->more, &t->lock, &until) == 0)
        ;
    const struct taken *taken = t->count > n ? &t->taken[n] : NULL;
    pthread_mutex_unlock(&t->lock);
    return taken;
}

size_t taker_count(struct taker *t)
{
    pthread_mutex_lock(&t->lock);
    size_t count = t->count;
    pthread_mutex_unlock(&t->lock);
    return count;
}
