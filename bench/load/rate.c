/*
 * rate: load at a fixed rate, an open loop. The n-th request is due n/RATE seconds after the begin,
 * however slowly those before it are answered, and its latency counts from when it was due, so that
 * a stall counts for every request that would have come meanwhile. A closed loop, as hey's and
 * wrk's, asks nothing while it waits, and sees a stall once a connection ("coordinated omission":
 * G. Tene, "How NOT to Measure Latency").
 *
 *     rate -r RATE [-d SECONDS] [-c CONNECTIONS] URL
 *
 * Lines on standard output, "name value": requests, failed (no 2xx), seconds, and of latency and
 * service (from when it was sent: what a closed loop would have seen) the quantiles, in seconds:
 * "latency 0.99 0.001234", up to the last request's, whose share is 1. Status 1 if any failed.
 */
#include "base/clock.h"
#include "base/histogram.h"
#include "base/mem.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 10000, EVENTS = 64, GRACE_SECONDS = 30, STEPS_A_NINE = 8, USAGE = 2 };

/* One of the connections: idle, or under way for the request that was due then. */
struct connection {
    CURL *easy;
    int64_t due, sent;
    struct connection *next_idle;
};

struct load {
    const char *url;
    double rate, seconds;
    unsigned connections;
    CURLM *multi;
    int epoll;
    struct connection *idle;
    int64_t begin, curl_due; /* curl_due: when libcurl wants to be called; -1 never */
    uint64_t total, started, done, failed;
    bool warming; /* opening connections: nothing is recorded */
    struct histogram latency, service;
};

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "rate: %s: %s\n", what, why);
    exit(USAGE);
}

/* --- libcurl's sockets and timer ---------------------------------------------------------------
 */

static int watch(CURL *easy, curl_socket_t fd, int what, void *of, void *known)
{
    struct load *load = of;
    struct epoll_event event = { .data.fd = fd };
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(load->epoll, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    epoll_ctl(load->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    curl_multi_assign(load->multi, fd, load); /* known from now on */
    return 0;
}

static int set_timer(CURLM *multi, long milliseconds, void *of)
{
    struct load *load = of;
    (void)multi;
    load->curl_due = milliseconds < 0 ? -1 : clock_monotonic() + milliseconds * 1000000;
    return 0;
}

static size_t drop(char *data, size_t size, size_t count, void *of)
{
    (void)data, (void)of;
    return size * count;
}

/* --- requests -----------------------------------------------------------------------------------
 */

static int64_t due(const struct load *load, uint64_t number)
{
    return load->begin + (int64_t)((double)number / load->rate * 1e9);
}

static void start(struct load *load, int64_t when)
{
    struct connection *connection = load->idle;
    load->idle = connection->next_idle;
    connection->due = when;
    connection->sent = clock_monotonic();
    load->started++;
    curl_multi_add_handle(load->multi, connection->easy);
}

static void start_those_due(struct load *load)
{
    int64_t now = clock_monotonic();
    while (load->idle && load->started < load->total && due(load, load->started) <= now)
        start(load, due(load, load->started));
}

static void finish(struct load *load, CURL *easy, CURLcode outcome)
{
    struct connection *connection;
    int64_t now = clock_monotonic();
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&connection);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(load->multi, easy);
    connection->next_idle = load->idle;
    load->idle = connection;
    load->done++;
    load->failed += outcome != CURLE_OK || status / 100 != 2;
    if (!load->warming) {
        histogram_record(&load->latency, (uint64_t)(now - connection->due));
        histogram_record(&load->service, (uint64_t)(now - connection->sent));
    }
}

static void finish_those_done(struct load *load)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(load->multi, &left)))
        if (message->msg == CURLMSG_DONE)
            finish(load, message->easy_handle, message->data.result);
}

/* --- the loop -----------------------------------------------------------------------------------
 */

/* Until libcurl wants to be called, or a request is due that a connection is free for. */
static int64_t wait_time(const struct load *load)
{
    int64_t until = clock_monotonic() + 1000000000;
    if (load->curl_due >= 0 && load->curl_due < until)
        until = load->curl_due;
    if (load->idle && load->started < load->total && due(load, load->started) < until)
        until = due(load, load->started);
    int64_t left = until - clock_monotonic();
    return left > 0 ? left : 0;
}

static void step(struct load *load)
{
    struct epoll_event events[EVENTS];
    int64_t left = wait_time(load);
    int running, count;
    const struct timespec wait = { left / 1000000000, left % 1000000000 };
    count = epoll_pwait2(load->epoll, events, EVENTS, &wait, NULL);
    for (int i = 0; i < count; i++)
        curl_multi_socket_action(load->multi, events[i].data.fd,
            (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0),
            &running);
    if (load->curl_due >= 0 && load->curl_due <= clock_monotonic()) {
        load->curl_due = -1;
        curl_multi_socket_action(load->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    finish_those_done(load);
}

/* Opens the connections, all at once: what that takes is no latency. */
static void warm_up(struct load *load)
{
    load->warming = true;
    load->total = load->connections;
    while (load->idle)
        start(load, clock_monotonic());
    while (load->done < load->total)
        step(load);
    load->warming = false;
    load->started = load->done = load->failed = 0;
}

/* What is not answered GRACE_SECONDS after the last was due has failed. */
static void run(struct load *load)
{
    load->total = (uint64_t)(load->rate * load->seconds);
    load->begin = clock_monotonic();
    int64_t end = due(load, load->total) + (int64_t)GRACE_SECONDS * 1000000000;
    while (load->done < load->total && clock_monotonic() < end) {
        start_those_due(load);
        step(load);
    }
    load->failed += load->total - load->done;
}

/* --- the report ---------------------------------------------------------------------------------
 */

static void print_quantiles(const char *name, const struct histogram *histogram)
{
    static struct histogram_sum sum;
    memset(&sum, 0, sizeof sum);
    histogram_add(&sum, histogram);
    for (int i = 0; pow(10, (double)i / STEPS_A_NINE) < (double)sum.count; i++) {
        double share = 1 - pow(10, -(double)i / STEPS_A_NINE);
        if (i > 0) {
            double value = (double)histogram_quantile(&sum, share);
            printf("%s %.8g %.9f\n", name, share, value / 1e9);
        }
    }
    printf("%s 0.5 %.9f\n", name, (double)histogram_quantile(&sum, 0.5) / 1e9);
    printf("%s 1 %.9f\n", name, (double)sum.max / 1e9);
}

static void report(const struct load *load)
{
    printf("requests %" PRIu64 "\nfailed %" PRIu64 "\nseconds %.3f\n", load->total, load->failed,
        (double)(clock_monotonic() - load->begin) / 1e9);
    print_quantiles("latency", &load->latency);
    print_quantiles("service", &load->service);
}

/* --- begin and end ------------------------------------------------------------------------------
 */

static void open_connection(struct load *load, struct connection *connection)
{
    CURL *easy = curl_easy_init();
    if (easy == NULL)
        fail("libcurl", "no handle");
    connection->easy = easy;
    curl_easy_setopt(easy, CURLOPT_URL, load->url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, connection);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)GRACE_SECONDS);
    connection->next_idle = load->idle;
    load->idle = connection;
}

static void open_all(struct load *load, struct connection *connections)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    prctl(PR_SET_TIMERSLACK, 1); /* waits end when they should */
    load->multi = curl_multi_init();
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (load->multi == NULL || load->epoll < 0)
        fail("libcurl", "cannot be started");
    curl_multi_setopt(load->multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(load->multi, CURLMOPT_SOCKETDATA, load);
    curl_multi_setopt(load->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(load->multi, CURLMOPT_TIMERDATA, load);
    curl_multi_setopt(load->multi, CURLMOPT_MAXCONNECTS, (long)load->connections);
    for (unsigned i = 0; i < load->connections; i++)
        open_connection(load, &connections[i]);
}

static void close_all(struct load *load, struct connection *connections)
{
    for (unsigned i = 0; i < load->connections; i++) {
        curl_multi_remove_handle(load->multi, connections[i].easy);
        curl_easy_cleanup(connections[i].easy);
    }
    curl_multi_cleanup(load->multi);
    close(load->epoll);
    curl_global_cleanup();
}

static double take_number(const char *flag, const char *text, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value > 0 && value <= most))
        fail(flag, "a number above 0 is expected");
    return value;
}

static void take_flags(struct load *load, int argc, char **argv)
{
    int flag;
    while ((flag = getopt(argc, argv, "r:d:c:")) != -1)
        switch (flag) {
        case 'r':
            load->rate = take_number("-r", optarg, 1e6);
            break;
        case 'd':
            load->seconds = take_number("-d", optarg, 86400);
            break;
        case 'c':
            load->connections = (unsigned)ceil(take_number("-c", optarg, CONNECTIONS_MAX));
            break;
        default:
            load->rate = 0;
        }
    if (load->rate <= 0 || optind + 1 != argc) {
        fputs("usage: rate -r RATE [-d SECONDS] [-c CONNECTIONS] URL\n", stderr);
        exit(USAGE);
    }
    load->url = argv[optind];
}

int main(int argc, char **argv)
{
    static struct load load = { .seconds = 10, .connections = 64, .curl_due = -1 };
    take_flags(&load, argc, argv);
    struct connection *connections = mem_zero(load.connections, sizeof *connections);
    open_all(&load, connections);
    warm_up(&load);
    run(&load);
    report(&load);
    close_all(&load, connections);
    free(connections);
    return load.failed != 0;
}
