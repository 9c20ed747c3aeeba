/* The lines that FEEDSCOPE_DEBUG=schedtrace=N asks for. */
#include "../suite.h"
#include "fcgi/schedtrace.h"
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *errors;
static char text[1 << 16];
static struct client client;
static struct schedtrace *trace;

/* What is written to stderr is kept in a file. */
static void setup(void)
{
    fixture_setup();
    fixture_start(2);
    client = fixture_client();
    errors = tmpfile();
    ck_assert(errors != NULL && dup2(fileno(errors), STDERR_FILENO) >= 0);
}

static void teardown(void)
{
    schedtrace_stop(&trace);
    client_close(&client);
    fixture_teardown();
}

static void start(unsigned milliseconds)
{
    struct error error;
    ck_assert_int_eq(schedtrace_start(&trace, fixture_server, milliseconds, &error), ERROR_NONE);
}

static const char *caught(void)
{
    ssize_t len = pread(fileno(errors), text, sizeof text - 1, 0);
    ck_assert_int_ge(len, 0);
    text[len] = '\0';
    return text;
}

struct line {
    unsigned long long ms;
    unsigned workers, idle, busy, threads, connections, queue, done[2];
};

/* The next line of *at, which must be whole and of the form; false at the end. */
static bool next_line(const char **at, struct line *l)
{
    int len = 0;
    if (**at == '\0')
        return false;
    sscanf(*at,
        "SCHED %llums: workers=%u idle=%u busy=%u threads=%u connections=%u queue=%u [%u %u]%n",
        &l->ms, &l->workers, &l->idle, &l->busy, &l->threads, &l->connections, &l->queue,
        &l->done[0], &l->done[1], &len);
    ck_assert_msg(len > 0 && (*at)[len] == '\n', "in\n%s", *at);
    *at += len + 1;
    return true;
}

/* Requests of all lines; `last` is the last of them. */
static unsigned add_up(struct line *last)
{
    unsigned sum = 0;
    for (const char *at = caught(); next_line(&at, last);)
        sum += last->done[0] + last->done[1];
    return sum;
}

static void pause_a_little(int *tries)
{
    ck_assert_int_lt((*tries)++, 10000);
    usleep(1000);
}

START_TEST(lines_tell_what_workers_do)
{
    struct line last = { 0 };
    start(5);
    for (int i = 0; i < 30; i++)
        client_status(&client, &(struct call) { .path = "/hello" });
    for (int tries = 0; add_up(&last) < 30;)
        pause_a_little(&tries);
    ck_assert_uint_eq(add_up(&last), 30);
    ck_assert_uint_eq(last.workers, 2);
    ck_assert_uint_eq(last.idle + last.busy, 2);
    ck_assert_uint_eq(last.connections, 1);
    ck_assert_uint_eq(last.queue, 0);
    ck_assert_uint_ge(last.threads, 4);
}
END_TEST

static void *be_slow(void *own)
{
    ck_assert_int_eq(
        client_status(own, &(struct call) { .path = "/slow", .query = "ms=400" }), 200);
    return NULL;
}

START_TEST(a_worker_at_work_is_busy)
{
    struct line l;
    pthread_t thread;
    bool seen = false;
    pthread_create(&thread, NULL, be_slow, &client);
    while (server_stats(fixture_server).busy_workers == 0)
        usleep(1000);
    start(5);
    pthread_join(thread, NULL);
    schedtrace_stop(&trace);
    ck_assert_ptr_null(trace);
    for (const char *at = caught(); next_line(&at, &l);)
        seen |= l.busy == 1 && l.idle == 1;
    ck_assert_msg(seen, "no worker is ever busy in\n%s", text);
}
END_TEST

START_TEST(lines_stand_a_period_apart)
{
    struct line l;
    unsigned count = 0;
    start(20);
    for (int tries = 0; strlen(caught()) < 5 * 70;)
        pause_a_little(&tries);
    schedtrace_stop(&trace);
    for (const char *at = caught(); next_line(&at, &l);)
        ck_assert_uint_ge(l.ms, 20 * ++count);
    ck_assert_uint_ge(count, 4);
}
END_TEST

START_TEST(no_line_comes_after_the_stop_nor_is_it_waited_for)
{
    start(24 * 60 * 60 * 1000);
    schedtrace_stop(&trace);
    ck_assert_ptr_null(trace);
    schedtrace_stop(&trace);
    ck_assert_str_eq(caught(), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { lines_tell_what_workers_do, a_worker_at_work_is_busy,
        lines_stand_a_period_apart, no_line_comes_after_the_stop_nor_is_it_waited_for, NULL };
    return suite_run(suite_with("schedtrace", tests, setup, teardown));
}
