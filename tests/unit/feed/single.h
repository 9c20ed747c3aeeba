/* One feed, fetched once from the scripted server: what the tests of a single fetch share. */
#ifndef TESTS_UNIT_FEED_SINGLE_H
#define TESTS_UNIT_FEED_SINGLE_H

#include "origin.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct origin origin;
static struct taker taker;
static char feed_url[256];
static char *feed_urls[] = { feed_url };
static char source_name[] = "one", no_proxy[] = "", agent[] = "tester/1";
static struct config_source source;
static struct config config;

static inline void prepare(void)
{
    taker_init(&taker);
    source = (struct config_source) { .name = source_name, .feeds = feed_urls, .feed_count = 1 };
    config = (struct config) { .fetch_interval = 600,
        .fetch_timeout = 10,
        .fetch_max_bytes = 100000,
        .fetch_max_redirects = 3,
        .fetch_parallel = 4,
        .fetch_private = true,
        .fetch_proxy = no_proxy,
        .fetch_user_agent = agent,
        .sources = &source,
        .source_count = 1 };
}

static inline void tidy(void)
{
    taker_release(&taker);
}

/* What fetch_recall remembers. */
static struct feed_validators remembered;

static inline bool recall(
    void *context, const char *of, const char *url, struct feed_validators *validators)
{
    ck_assert_ptr_eq(context, &taker);
    ck_assert_str_eq(of, source_name);
    ck_assert_str_eq(url, feed_url);
    *validators = remembered;
    return remembered.etag[0] || remembered.last_modified[0];
}

/* Fetches feed_url once. */
static inline const struct taken *fetch_url(void)
{
    struct fetcher *fetcher;
    struct error e;
    size_t before = taker_count(&taker);
    ck_assert_int_eq(fetcher_start(&fetcher, &config, recall, taker_take, &taker, &e), ERROR_NONE);
    const struct taken *taken = taker_wait(&taker, before);
    fetcher_stop(&fetcher);
    ck_assert_ptr_nonnull(taken);
    return taken;
}

static inline void name_feed(const char *host, const char *path)
{
    snprintf(feed_url, sizeof feed_url, "http://%s:%u%s", host, origin.port, path);
}

/* Fetches /feed once from a server with those pages. */
static inline const struct taken *fetch_pages(const struct page *pages, size_t count)
{
    origin_start(&origin, pages, count);
    name_feed("127.0.0.1", "/feed");
    return fetch_url();
}

static inline const struct taken *fetch_answer(const char *answer)
{
    static struct page page;
    page = (struct page) { .path = "/feed", .answer = answer };
    return fetch_pages(&page, 1);
}

static inline void fails(const struct taken *taken, enum error_code code, const char *says)
{
    ck_assert_int_eq(taken->outcome, FETCH_FAILED);
    ck_assert_msg(taken->error.code == code, "code %d: %s", taken->error.code, taken->error.text);
    ck_assert_msg(strstr(taken->error.text, says) != NULL, "\"%s\" does not say \"%s\"",
        taken->error.text, says);
    ck_assert_uint_eq(taken->len, 0);
}

static inline void succeeds(const struct taken *taken, const char *body)
{
    ck_assert_msg(taken->outcome == FETCH_NEW, "%s", taken->error.text);
    ck_assert_int_eq(taken->status, 200);
    ck_assert_int_eq(taken->error.code, ERROR_NONE);
    ck_assert_str_eq(taken->body, body);
}

static inline Suite *single_suite(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, prepare, tidy);
    for (; *tests; tests++)
        tcase_add_test(all, *tests);
    suite_add_tcase(suite, all);
    return suite;
}

#endif
