/* The fetcher's thread: repeating, many feeds, a new configuration, its end. */
#include "../suite.h"
#include "base/clock.h"
#include "origin.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FEEDS_MAX = 8 };

static struct origin origin;
static struct taker taker;
static struct fetcher *fetcher;
static char urls[FEEDS_MAX][64];
static char *feeds[FEEDS_MAX];
static char source_name[] = "one", other_name[] = "two", empty[] = "";
static struct config_source source;
static struct config config;

static void prepare(void)
{
    taker_init(&taker);
    source = (struct config_source) { .name = source_name, .feeds = feeds };
    config = (struct config) { .fetch_interval = 1,
        .fetch_timeout = 10,
        .fetch_max_bytes = 100000,
        .fetch_max_redirects = 3,
        .fetch_parallel = 8,
        .fetch_private = true,
        .fetch_proxy = empty,
        .fetch_user_agent = empty,
        .sources = &source,
        .source_count = 1 };
}

static void tidy(void)
{
    fetcher_stop(&fetcher);
    origin_stop(&origin);
    taker_release(&taker);
}

/* Configures the feeds of these paths, NULL at the end. */
static void name_feeds(const char *const *paths)
{
    for (source.feed_count = 0; paths[source.feed_count]; source.feed_count++) {
        char *url = urls[source.feed_count];
        snprintf(
            url, sizeof urls[0], "http://127.0.0.1:%u%s", origin.port, paths[source.feed_count]);
        feeds[source.feed_count] = url;
    }
}
#define PATHS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void start(
    const struct page *pages, size_t count, const char *const *paths, fetch_recall *recall)
{
    struct error e;
    origin_start(&origin, pages, count);
    name_feeds(paths);
    ck_assert_int_eq(fetcher_start(&fetcher, &config, recall, taker_take, &taker, &e), ERROR_NONE);
}

static const struct taken *result(size_t n)
{
    const struct taken *taken = taker_wait(&taker, n);
    ck_assert_msg(taken != NULL, "no result %zu", n);
    return taken;
}

static bool is_of(const struct taken *taken, const char *path)
{
    size_t len = strlen(path), all = strlen(taken->url);
    return all >= len && strcmp(taken->url + all - len, path) == 0;
}

static void wait_for_request(const char *path, unsigned n)
{
    for (int i = 0; i < 1000 && !origin_request(&origin, path, n); i++)
        usleep(10000);
    ck_assert_ptr_nonnull(origin_request(&origin, path, n));
}

/* What the archive would remember: the last answer that was kept. */
static struct feed_validators kept;

static void keep(void *context, struct fetch_result *fetched)
{
    if (fetched->outcome == FETCH_NEW)
        kept = fetched->validators;
    taker_take(context, fetched);
}

static bool recall_kept(
    void *context, const char *of, const char *url, struct feed_validators *validators)
{
    (void)context;
    (void)of;
    (void)url;
    *validators = kept;
    return kept.etag[0] != '\0';
}

START_TEST(unchanged_feed_is_asked_for_conditionally)
{
    static const struct page pages[] = {
        { .path = "/feed", .answer = OK "ETag: \"1\"\r\n" END FEED },
        { .path = "/feed", .answer = "HTTP/1.1 304 Not Modified\r\n" END },
    };
    struct error e;
    kept = (struct feed_validators) { 0 };
    origin_start(&origin, pages, 2);
    name_feeds(PATHS("/feed"));
    ck_assert_int_eq(fetcher_start(&fetcher, &config, recall_kept, keep, &taker, &e), ERROR_NONE);
    ck_assert_int_eq(result(0)->outcome, FETCH_NEW);
    ck_assert_int_eq(result(1)->outcome, FETCH_UNCHANGED);
    ck_assert_ptr_null(strstr(origin_request(&origin, "/feed", 0), "If-None-Match"));
    ck_assert_ptr_nonnull(
        strstr(origin_request(&origin, "/feed", 1), "\r\nIf-None-Match: \"1\"\r\n"));
}
END_TEST

START_TEST(feed_that_was_not_kept_is_fetched_whole_again)
{
    static const struct page page = { .path = "/feed",
        .answer = OK "ETag: \"1\"\r\n" END "not a feed" };
    start(&page, 1, PATHS("/feed"), NULL);
    ck_assert_int_eq(result(0)->outcome, FETCH_NEW);
    ck_assert_int_eq(result(1)->outcome, FETCH_NEW);
    ck_assert_ptr_null(strstr(origin_request(&origin, "/feed", 1), "If-None-Match"));
}
END_TEST

START_TEST(host_is_asked_for_two_feeds_at_a_time)
{
    static const struct page pages[] = { { .path = "/1", .answer = OK END FEED, .late = 60 },
        { .path = "/2", .answer = OK END FEED, .late = 60 },
        { .path = "/3", .answer = OK END FEED, .late = 60 },
        { .path = "/4", .answer = OK END FEED, .late = 60 },
        { .path = "/5", .answer = OK END FEED, .late = 60 } };
    config.fetch_interval = 600;
    start(pages, 5, PATHS("/1", "/2", "/3", "/4", "/5"), NULL);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(result(i)->outcome, FETCH_NEW);
    ck_assert_uint_eq(origin.most_busy, 2);
}
END_TEST

START_TEST(failing_feed_does_not_hinder_others)
{
    static const struct page pages[] = { { .path = "/good", .answer = OK END FEED } };
    config.fetch_interval = 600;
    start(pages, 1, PATHS("/bad", "/good"), NULL);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(result(i)->outcome, is_of(result(i), "/good") ? FETCH_NEW : FETCH_FAILED);
    ck_assert_str_ne(result(0)->url, result(1)->url);
}
END_TEST

static const struct page held = { .path = "/held", .answer = "", .hold = true };

START_TEST(stop_ends_a_running_transfer_at_once)
{
    start(&held, 1, PATHS("/held"), NULL);
    wait_for_request("/held", 0);
    int64_t begun = clock_monotonic();
    fetcher_stop(&fetcher);
    ck_assert_ptr_null(fetcher);
    ck_assert_int_lt(clock_monotonic() - begun, 1000000000);
    ck_assert_uint_eq(taker_count(&taker), 0);
}
END_TEST

START_TEST(new_feed_is_fetched_and_running_one_that_left_is_not_heard_of)
{
    static const struct page pages[] = { { .path = "/held", .answer = "", .hold = true },
        { .path = "/new", .answer = OK END FEED } };
    start(pages, 2, PATHS("/held"), NULL);
    wait_for_request("/held", 0);
    name_feeds(PATHS("/new"));
    fetcher_configure(fetcher, &config);
    ck_assert(is_of(result(0), "/new"));
    ck_assert(is_of(result(1), "/new"));
    ck_assert_ptr_null(origin_request(&origin, "/held", 1));
}
END_TEST

START_TEST(feed_that_stays_keeps_its_time)
{
    static const struct page pages[] = { { .path = "/old", .answer = OK END FEED },
        { .path = "/new", .answer = OK END FEED } };
    config.fetch_interval = 600;
    start(pages, 2, PATHS("/old"), NULL);
    ck_assert(is_of(result(0), "/old"));
    name_feeds(PATHS("/old", "/new"));
    fetcher_configure(fetcher, &config);
    ck_assert(is_of(result(1), "/new"));
    ck_assert_ptr_null(origin_request(&origin, "/old", 1));
}
END_TEST

START_TEST(feed_moves_to_another_source)
{
    static const struct page page = { .path = "/feed", .answer = OK END FEED };
    config.fetch_interval = 600;
    start(&page, 1, PATHS("/feed"), NULL);
    ck_assert_str_eq(result(0)->source, "one");
    source.name = other_name;
    fetcher_configure(fetcher, &config);
    ck_assert_str_eq(result(1)->source, "two");
}
END_TEST

START_TEST(configuration_is_copied)
{
    static const struct page page = { .path = "/feed", .answer = OK END FEED, .late = 100 };
    start(&page, 1, PATHS("/feed"), NULL);
    fetcher_configure(fetcher, &config);
    memset(urls, 'x', sizeof urls);
    source = (struct config_source) { 0 };
    config = (struct config) { 0 };
    ck_assert(is_of(result(0), "/feed"));
    ck_assert(is_of(result(1), "/feed"));
}
END_TEST

START_TEST(no_feeds_are_no_work)
{
    start(NULL, 0, (const char *const[]) { NULL }, NULL);
    fetcher_stop(&fetcher);
    ck_assert_uint_eq(taker_count(&taker), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { unchanged_feed_is_asked_for_conditionally,
        feed_that_was_not_kept_is_fetched_whole_again, host_is_asked_for_two_feeds_at_a_time,
        failing_feed_does_not_hinder_others, stop_ends_a_running_transfer_at_once,
        new_feed_is_fetched_and_running_one_that_left_is_not_heard_of,
        feed_that_stays_keeps_its_time, feed_moves_to_another_source, configuration_is_copied,
        no_feeds_are_no_work };
    Suite *suite = suite_create("fetch");
    TCase *all = tcase_create("fetch");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, prepare, tidy);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(all, tests[i]);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
