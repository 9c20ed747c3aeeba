/* An HTTP server on loopback that answers from a script, and whoever receives what the fetcher
 * brings: what the fetcher's tests share. */
#ifndef TESTS_UNIT_FEED_ORIGIN_H
#define TESTS_UNIT_FEED_ORIGIN_H

#include "feed/fetch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One answer to one path, sent as it is. The n-th request for a path gets the n-th page that has
 * it, or the last; a path without a page gets 404. */
struct page {
    const char *path;
    const char *answer;
    size_t len;    /* 0: the answer is terminated */
    unsigned late; /* milliseconds before the answer */
    bool hold;     /* keeps the connection open after the answer until the client closes it */
};

#define OK "HTTP/1.1 200 OK\r\n"
#define END "Connection: close\r\n\r\n"
#define FEED "<rss><channel/></rss>"

enum { REQUESTS_MAX = 64 };

struct origin {
    const struct page *pages;
    size_t page_count;
    int listener;
    uint16_t port;
    pthread_t thread;
    pthread_mutex_t lock;         /* guards the rest */
    char *requests[REQUESTS_MAX]; /* heads, as received */
    int clients[REQUESTS_MAX];
    pthread_t threads[REQUESTS_MAX];
    size_t count;
    unsigned busy, most_busy; /* connections at a time */
};

/* Starts and stops the server. The pages must outlive it. */
void origin_start(struct origin *origin, const struct page *pages, size_t count);
void origin_stop(struct origin *origin);
/* The head of the n-th request (from 0) for that path; NULL when there is none yet. Lives as long
 * as the origin. */
const char *origin_request(struct origin *origin, const char *path, unsigned n);

/* What came of the fetches, in their order. */
struct taken {
    char url[256], source[32], final_url[256], content_type[64];
    enum fetch_outcome outcome;
    long status;
    struct feed_validators validators;
    char *body;
    size_t len;
    int64_t started, duration, next;
    struct error error;
};

struct taker {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct taken taken[REQUESTS_MAX];
    size_t count;
};

void taker_init(struct taker *taker);
void taker_release(struct taker *taker);
/* A fetch_done. */
void taker_take(void *taker, struct fetch_result *result);
/* The n-th result (from 0), waited for; NULL after ten seconds without it. */
const struct taken *taker_wait(struct taker *taker, size_t n);
size_t taker_count(struct taker *taker);

#endif
