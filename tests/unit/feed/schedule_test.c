#include "../suite.h"
#include "feed/schedule.h"

#include <stdio.h>
#include <string.h>

enum { INTERVAL = 900 * 1000, JITTER = INTERVAL / 10 };
static const int64_t hour = 60 * 60 * 1000;

static const struct schedule_outcome good = { .reached = true };
static const struct schedule_outcome bad = { .failed = true, .reached = true };
static const struct schedule_outcome unreached = { .failed = true };

static struct schedule *schedule;

static void prepare(void)
{
    schedule = schedule_new(42);
}

static void tidy(void)
{
    schedule_free(&schedule);
    ck_assert_ptr_null(schedule);
}

static void configure(const char *const *urls, size_t count, size_t parallel, int64_t now)
{
    struct schedule_name names[16];
    for (size_t i = 0; i < count; i++)
        names[i] = (struct schedule_name) { "one", urls[i] };
    schedule_configure(schedule, names, count, INTERVAL, parallel, now);
}

/* Takes what must be that feed. */
static struct schedule_feed *take(const char *url, int64_t now)
{
    struct schedule_feed *feed = schedule_take(schedule, now);
    ck_assert_msg(feed != NULL, "none is due instead of %s", url);
    ck_assert_str_eq(feed->url, url);
    return feed;
}

static void none(int64_t now)
{
    ck_assert_ptr_null(schedule_take(schedule, now));
}

#define A "http://a.example/1"
#define B "http://b.example/1"
#define C "http://c.example/1"

START_TEST(new_feeds_are_due_at_once_in_their_order)
{
    configure((const char *const[]) { C, A, B }, 3, 16, 1000);
    ck_assert_int_eq(schedule_wait(schedule, 1000), 0);
    ck_assert_str_eq(take(C, 1000)->source, "one");
    take(A, 1000);
    take(B, 1000);
    none(1000);
    ck_assert_int_eq(schedule_wait(schedule, 1000), -1);
}
END_TEST

START_TEST(success_waits_an_interval_and_a_little)
{
    configure((const char *const[]) { A }, 1, 16, 0);
    for (int64_t now = 0, i = 0; i < 100; i++) {
        int64_t delay = schedule_give(schedule, take(A, now), &good, now);
        ck_assert_int_ge(delay, INTERVAL);
        ck_assert_int_le(delay, INTERVAL + JITTER);
        ck_assert_int_eq(schedule_wait(schedule, now), delay);
        none(now + delay - 1);
        now += delay;
    }
}
END_TEST

START_TEST(chance_keeps_feeds_out_of_step)
{
    configure((const char *const[]) { A, B }, 2, 16, 0);
    struct schedule_feed *a = take(A, 0), *b = take(B, 0);
    ck_assert_int_ne(schedule_give(schedule, a, &good, 0), schedule_give(schedule, b, &good, 0));
}
END_TEST

START_TEST(failures_back_off_to_the_bound)
{
    static const int64_t minutes[] = { 15, 30, 60, 120, 240, 240, 240 };
    int64_t now = 0;
    configure((const char *const[]) { A }, 1, 16, 0);
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        int64_t delay = schedule_give(schedule, take(A, now), &bad, now);
        ck_assert_int_ge(delay, minutes[i] * 60000);
        ck_assert_int_le(delay, minutes[i] * 60000 + JITTER);
        now += delay;
    }
}
END_TEST

START_TEST(success_ends_the_back_off)
{
    configure((const char *const[]) { A }, 1, 16, 0);
    int64_t now = 0;
    for (int i = 0; i < 4; i++)
        now += schedule_give(schedule, take(A, now), &bad, now);
    now += schedule_give(schedule, take(A, now), &good, now);
    ck_assert_int_le(schedule_give(schedule, take(A, now), &bad, now), INTERVAL + JITTER);
}
END_TEST

START_TEST(unreached_server_is_tried_sooner)
{
    configure((const char *const[]) { A }, 1, 16, 0);
    int64_t delay = schedule_give(schedule, take(A, 0), &unreached, 0);
    ck_assert_int_ge(delay, 60000);
    ck_assert_int_le(delay, 60000 + JITTER);
    delay = schedule_give(schedule, take(A, delay), &unreached, delay);
    ck_assert_int_ge(delay, 120000);
    ck_assert_int_le(delay, 120000 + JITTER);
}
END_TEST

START_TEST(long_interval_is_never_shortened)
{
    const struct schedule_name name = { "one", A };
    schedule_configure(schedule, &name, 1, 8 * hour, 16, 0);
    int64_t now = 0;
    for (int i = 0; i < 3; i++) {
        int64_t delay = schedule_give(schedule, take(A, now), &bad, now);
        ck_assert_int_ge(delay, 8 * hour);
        ck_assert_int_le(delay, 8 * hour + 48 * 60000);
        now += delay;
    }
}
END_TEST

START_TEST(retry_after_counts_when_it_is_longer)
{
    configure((const char *const[]) { A }, 1, 16, 0);
    struct schedule_outcome busy = { .failed = true, .reached = true, .retry_after = 5 * hour };
    int64_t now = schedule_give(schedule, take(A, 0), &busy, 0);
    ck_assert_int_ge(now, 5 * hour);
    ck_assert_int_le(now, 5 * hour + JITTER);
    busy.retry_after = 1000;
    ck_assert_int_ge(schedule_give(schedule, take(A, now), &busy, now), 2 * INTERVAL);
}
END_TEST

START_TEST(retry_after_is_bounded)
{
    configure((const char *const[]) { A }, 1, 16, 0);
    struct schedule_outcome busy = { .reached = true, .retry_after = 1000 * 24 * hour };
    ck_assert_int_le(schedule_give(schedule, take(A, 0), &busy, 0), 24 * hour + JITTER);
}
END_TEST

START_TEST(two_of_a_host_run_at_a_time)
{
    configure((const char *const[]) { "http://a.example/1", "https://A.example:8443/2",
                  "http://u@a.example/3", "http://a.example/4", B },
        5, 16, 0);
    struct schedule_feed *first = take("http://a.example/1", 0);
    struct schedule_feed *second = take("https://A.example:8443/2", 0);
    take(B, 0);
    none(0);
    ck_assert_int_eq(schedule_wait(schedule, 0), -1);
    schedule_give(schedule, second, &good, 0);
    take("http://u@a.example/3", 0);
    none(0);
    schedule_give(schedule, first, &good, 0);
    take("http://a.example/4", 0);
    none(0);
}
END_TEST

START_TEST(no_more_than_parallel_run)
{
    configure((const char *const[]) { A, B, C }, 3, 2, 0);
    struct schedule_feed *a = take(A, 0);
    take(B, 0);
    none(0);
    ck_assert_int_eq(schedule_wait(schedule, 0), -1);
    schedule_give(schedule, a, &good, 0);
    take(C, 0);
}
END_TEST

START_TEST(earliest_due_comes_first)
{
    char urls[16][64];
    const char *list[16];
    for (int i = 0; i < 16; i++) {
        snprintf(urls[i], sizeof urls[i], "http://h%d.example/", i);
        list[i] = urls[i];
    }
    configure(list, 16, 16, 0);
    struct schedule_feed *feeds[16];
    for (int i = 0; i < 16; i++)
        feeds[i] = take(urls[i], 0);
    for (int i = 0; i < 16; i++)
        schedule_give(schedule, feeds[i], &good, i * 7 % 16 * 1000);
    int64_t now = 0;
    for (int i = 0; i < 16; i++) {
        int64_t wait = schedule_wait(schedule, now);
        ck_assert_int_ge(wait, 0);
        now += wait;
        ck_assert_ptr_nonnull(schedule_take(schedule, now));
    }
    none(INT64_MAX);
}
END_TEST

/* Feeds leave from all over the queue, again and again; the rest keep their order. */
START_TEST(order_outlives_many_reloads)
{
    enum { FEEDS = 200, ROUNDS = 50 };
    static char urls[FEEDS][32];
    struct schedule_name names[FEEDS];
    srand(7);
    for (int i = 0; i < FEEDS; i++)
        snprintf(urls[i], sizeof urls[i], "http://h%d.example/", i);
    for (int64_t round = 0; round < ROUNDS; round++) {
        size_t count = 0;
        for (int i = 0; i < FEEDS; i++)
            if (rand() % 4)
                names[count++] = (struct schedule_name) { "one", urls[i] };
        /* New ones are due at random times, as far as the schedule can tell. */
        schedule_configure(schedule, names, count, INTERVAL, FEEDS, rand() % 1000);
    }
    int64_t last = -1, taken = 0;
    for (int64_t now = 0; now < 1000; now++)
        for (struct schedule_feed *feed; (feed = schedule_take(schedule, now)); taken++) {
            ck_assert_int_ge(feed->due, last);
            ck_assert_int_eq(feed->due, now); /* not later than it could have been */
            last = feed->due;
        }
    ck_assert_int_gt(taken, FEEDS / 2);
    ck_assert_int_eq(schedule_wait(schedule, 1000), -1);
}
END_TEST

START_TEST(reload_keeps_times_adds_and_removes)
{
    configure((const char *const[]) { A, B }, 2, 16, 0);
    schedule_give(schedule, take(A, 0), &good, 0);
    schedule_give(schedule, take(B, 0), &good, 0);
    configure((const char *const[]) { C, B }, 2, 16, 500);
    take(C, 500);
    none(500);
    ck_assert_int_ge(schedule_wait(schedule, 500), INTERVAL - 500);
    take(B, INTERVAL + JITTER);
    none(INT64_MAX);
}
END_TEST

START_TEST(running_feed_that_left_is_marked_and_forgotten)
{
    configure((const char *const[]) { A, B }, 2, 16, 0);
    struct schedule_feed *a = take(A, 0), *b = take(B, 0);
    configure((const char *const[]) { B }, 1, 16, 0);
    ck_assert(a->left);
    ck_assert(!b->left);
    ck_assert_int_eq(schedule_give(schedule, a, &good, 0), -1);
    ck_assert_int_ge(schedule_give(schedule, b, &good, 0), INTERVAL);
    take(B, INTERVAL + JITTER);
    none(INT64_MAX);
}
END_TEST

START_TEST(feed_that_waits_for_its_host_can_leave)
{
    const char *const urls[] = { "http://a.example/1", "http://a.example/2", "http://a.example/3",
        "http://a.example/4", "http://a.example/5" };
    configure(urls, 5, 16, 0);
    struct schedule_feed *first = take(urls[0], 0), *second = take(urls[1], 0);
    none(0); /* the other three wait */
    configure((const char *const[]) { urls[0], urls[1], urls[3] }, 3, 16, 0);
    schedule_give(schedule, first, &good, 0);
    take(urls[3], 0);
    schedule_give(schedule, second, &good, 0);
    none(0);
}
END_TEST

START_TEST(feed_of_another_source_is_new)
{
    struct schedule_name name = { "one", A };
    schedule_configure(schedule, &name, 1, INTERVAL, 16, 0);
    schedule_give(schedule, take(A, 0), &good, 0);
    name.source = "two";
    schedule_configure(schedule, &name, 1, INTERVAL, 16, 10);
    ck_assert_str_eq(take(A, 10)->source, "two");
    none(INT64_MAX);
}
END_TEST

START_TEST(no_feeds_wait_for_ever)
{
    ck_assert_int_eq(schedule_wait(schedule, 0), -1);
    configure(NULL, 0, 16, 0);
    none(INT64_MAX);
    ck_assert_int_eq(schedule_wait(schedule, 0), -1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { new_feeds_are_due_at_once_in_their_order,
        success_waits_an_interval_and_a_little, chance_keeps_feeds_out_of_step,
        failures_back_off_to_the_bound, success_ends_the_back_off, unreached_server_is_tried_sooner,
        long_interval_is_never_shortened, retry_after_counts_when_it_is_longer,
        retry_after_is_bounded, two_of_a_host_run_at_a_time, no_more_than_parallel_run,
        earliest_due_comes_first, order_outlives_many_reloads, reload_keeps_times_adds_and_removes,
        running_feed_that_left_is_marked_and_forgotten, feed_that_waits_for_its_host_can_leave,
        feed_of_another_source_is_new, no_feeds_wait_for_ever };
    Suite *suite = suite_create("schedule");
    TCase *all = tcase_create("schedule");
    tcase_add_checked_fixture(all, prepare, tidy);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(all, tests[i]);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
