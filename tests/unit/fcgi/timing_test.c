/* Server-Timing: what a request has taken, only where it is asked for. */
#include "../suite.h"
#include "fcgi/timing.h"
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct told {
    double total, cpu, lock;
    unsigned long long bytes;
};

static bool read_told(struct str head, struct told *told)
{
    char text[2048];
    snprintf(text, sizeof text, "%.*s", (int)head.len, head.at);
    const char *at = strstr(text, "Server-Timing: ");
    return at && sscanf(at,
                     "Server-Timing: total;dur=%lf, cpu;dur=%lf, alloc;desc=\"%llu bytes\", "
                     "lock;dur=%lf\r\n",
                     &told->total, &told->cpu, &told->bytes, &told->lock) == 4;
}

/* --- the measure --- */

enum { HELD_MS = 20 };

static struct pprof_mutex mutex = PPROF_MUTEX_INITIALIZER("timing");
static _Atomic bool held;

static void *hold(void *unused)
{
    pprof_mutex_lock(&mutex);
    atomic_store(&held, true);
    usleep(HELD_MS * 1000);
    pprof_mutex_unlock(&mutex);
    return unused;
}

static void wait_and_allocate(void)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, hold, NULL), 0);
    while (!atomic_load(&held))
        usleep(0);
    pprof_mutex_lock(&mutex);
    pprof_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    void *volatile block = malloc(100000);
    free(block);
}

static void measure(bool on, struct response *response, struct arena *arena)
{
    struct timing timing;
    response_init(response, arena);
    timing_begin(&timing, on);
    wait_and_allocate();
    timing_write(&timing, response);
}

START_TEST(it_tells_waits_and_bytes)
{
    struct arena arena;
    struct response response;
    struct told told;
    ck_assert_int_eq(arena_init(&arena, 4 * 1024 * 1024, NULL), ERROR_NONE);
    measure(true, &response, &arena);
    ck_assert(read_told(buf_str(&response.headers), &told));
    ck_assert_double_ge(told.lock, HELD_MS / 2.0);
    ck_assert_double_ge(told.total, told.lock);
    ck_assert_double_le(told.cpu, told.total + 1);
    if (pprof_usage_now().allocated) /* malloc is jemalloc's */
        ck_assert_uint_ge(told.bytes, 100000);
    else
        ck_assert_uint_eq(told.bytes, 0);
    measure(false, &response, &arena);
    ck_assert_uint_eq(response.headers.len, 0);
    arena_release(&arena);
}
END_TEST

/* --- the header --- */

static bool call(struct client *client, struct told *told)
{
    struct answer answer;
    answer_init(&answer);
    client_call(client, &(struct call) { .path = "/slow", .query = "ms=30" }, &answer);
    bool found = read_told(answer.head, told);
    answer_release(&answer);
    return found;
}

START_TEST(answers_carry_it_while_it_is_on)
{
    struct told told;
    fixture_setup();
    fixture_start(1);
    struct client client = fixture_client();
    ck_assert(!call(&client, &told));
    atomic_store(&fixture_timing, true);
    ck_assert(call(&client, &told));
    ck_assert_double_ge(told.total, 30);
    ck_assert_double_le(told.cpu, told.total + 1);
    atomic_store(&fixture_timing, false);
    ck_assert(!call(&client, &told));
    client_close(&client);
    fixture_teardown();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { it_tells_waits_and_bytes, answers_carry_it_while_it_is_on,
        NULL };
    return suite_run(suite_of("timing", tests));
}
