/* A site whose search pages are served on a socket, for what is counted of servers. */
#ifndef TESTS_UNIT_APP_SERVED_H
#define TESTS_UNIT_APP_SERVED_H

#include "../fcgi/client.h"
#include "site.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct site site;
static char served_path[64];

static inline void setup(void)
{
    site_open(&site);
}

static inline void teardown(void)
{
    server_stop(&site.search);
    site_close(&site);
}

static inline void serve(void)
{
    struct error e;
    snprintf(served_path, sizeof served_path, "/tmp/feedscope-test-%d.sock", (int)getpid());
    struct server_options options = { .path = served_path,
        .mode = 0600,
        .workers = 1,
        .name = "search",
        .router = &app_search_router,
        .app = &site.app };
    ck_assert_msg(server_start(&site.search, &options, &e) == ERROR_NONE, "%s", e.text);
}

static inline uint64_t served_count(size_t route)
{
    static struct histogram_sum sum;
    memset(&sum, 0, sizeof sum);
    server_latency(site.search, route, &sum);
    return sum.count;
}

/* Asks for a path so often, and waits until all that is counted of it. */
static inline void ask(const char *path, int times)
{
    size_t route = route_find(&app_search_router, str_from(path));
    struct client client;
    uint64_t before = served_count(route);
    client_init(&client);
    ck_assert(client_connect(&client, served_path));
    for (int i = 0; i < times; i++)
        client_status(&client, &(struct call) { .path = path });
    client_close(&client);
    for (int tries = 0; served_count(route) < before + (uint64_t)times; tries++) {
        ck_assert_int_lt(tries, 5000);
        usleep(1000);
    }
}

#endif
