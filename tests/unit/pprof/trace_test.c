/* Traces through pprof.h; what tells whether they are well-formed is here, what `go tool trace`
 * makes of them in tests/e2e. */
#include "../suite.h"
#include "pprof/pprof.h"
#include "pprof/stack.h"
#include "pprof/trace.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECOND = 1000000000 };

struct output {
    char bytes[32 << 20];
    size_t len;
    unsigned waits, waits_most; /* 0: no bound */
};

static struct output output;

static int take(void *context, const void *bytes, size_t len)
{
    struct output *to = context;
    if (to->len + len >= sizeof to->bytes)
        return -1;
    memcpy(to->bytes + to->len, bytes, len);
    to->len += len;
    to->bytes[to->len] = '\0';
    return 0;
}

static int wait_or_leave(void *context, int64_t nanoseconds)
{
    struct output *to = context;
    if (to->waits_most && ++to->waits > to->waits_most)
        return -1;
    usleep((useconds_t)(nanoseconds / 1000));
    return 0;
}

static const struct pprof_sink sink = { take, wait_or_leave, &output };

static unsigned occurrences(const char *text)
{
    unsigned count = 0;
    size_t len = strlen(text);
    for (size_t i = 0; i + len <= output.len; i++)
        count += memcmp(output.bytes + i, text, len) == 0;
    return count;
}

static void start(void)
{
    ck_assert_int_eq(pprof_start(&(struct pprof_options) { .trace_ring = 1 << 16 }), PPROF_OK);
}

static void do_task(void)
{
    uint64_t task = pprof_task_begin("the task");
    pprof_region_begin("the region");
    pprof_log("the category", "the \"message\"");
    pprof_region_end("the region");
    pprof_task_end(task);
}

START_TEST(off_records_nothing)
{
    uint64_t events, dropped, bytes;
    ck_assert_int_eq(pprof_start(&(struct pprof_options) { .recorder_off = true }), PPROF_OK);
    ck_assert(!pprof_tracing());
    ck_assert_uint_eq(pprof_task_begin("t"), 0);
    do_task();
    pprof_wait_begin(PPROF_WAIT_NET, "w");
    pprof_wait_end();
    pp_trace_account(&events, &dropped, &bytes);
    ck_assert_uint_eq(events, 0);
    ck_assert_uint_eq(bytes, 0);
    ck_assert_int_eq(pprof_trace_last(1, PPROF_TRACE_GO, &sink), PPROF_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(pprof_why(PPROF_UNSUPPORTED), "recorder"));
}
END_TEST

START_TEST(the_recorder_has_what_was)
{
    start();
    do_task();
    ck_assert_int_eq(pprof_trace_last(5, PPROF_TRACE_GO, &sink), PPROF_OK);
    ck_assert_mem_eq(output.bytes, "go 1.19 trace\0\0\0", 16);
    ck_assert_uint_eq(occurrences("the task"), 1); /* strings are written once */
    ck_assert_uint_eq(occurrences("the region"), 1);
    ck_assert_uint_eq(occurrences("the category"), 1);
    ck_assert_uint_eq(occurrences("the \"message\""), 1);
    ck_assert_uint_ge(occurrences("do_task"), 1); /* where the region begins */
}
END_TEST

START_TEST(chrome_json_pairs_begins_and_ends)
{
    start();
    do_task();
    pprof_task_begin("the open task");
    pprof_wait_begin(PPROF_WAIT_SYNC, "the lock");
    ck_assert_int_eq(pprof_trace_last(5, PPROF_TRACE_CHROME, &sink), PPROF_OK);
    ck_assert_uint_eq(occurrences("\"ph\":\"B\""), 4);
    ck_assert_uint_eq(occurrences("\"ph\":\"E\""), 4);
    ck_assert_uint_eq(occurrences("\"cat\":\"sync\",\"name\":\"the lock\""), 1);
    ck_assert_uint_eq(occurrences("\"message\":\"the \\\"message\\\"\""), 1);
    ck_assert_uint_eq(occurrences("\"name\":\"thread_name\""), 1);
}
END_TEST

static _Atomic bool stop;
static _Atomic unsigned done;

static void *work(void *unused)
{
    (void)unused;
    for (; !atomic_load(&stop); atomic_fetch_add(&done, 1)) {
        do_task();
        pprof_wait_begin(PPROF_WAIT_SLEEP, "a pause");
        usleep(200);
        pprof_wait_end();
    }
    return NULL;
}

START_TEST(a_trace_has_every_task_of_its_time)
{
    pthread_t threads[3];
    start();
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pprof_thread_create(&threads[i], NULL, "worker-1", work, NULL), 0);
    unsigned before = atomic_load(&done);
    ck_assert_int_eq(pprof_trace(0.2, PPROF_TRACE_CHROME, &sink), PPROF_OK);
    unsigned after = atomic_load(&done);
    atomic_store(&stop, true);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    /* Those in work at either end count, and what was done while it was being written does not. */
    ck_assert_uint_gt(after - before, 3);
    ck_assert_uint_ge(occurrences("the task") + 3, 1);
    ck_assert_uint_le(occurrences("the task"), after - before + 3);
    ck_assert_uint_eq(occurrences("\"ph\":\"B\""), occurrences("\"ph\":\"E\""));
    ck_assert_uint_ge(occurrences("\"name\":\"worker-1\""), 3);
    ck_assert_uint_eq(occurrences("events lost"), 0);
}
END_TEST

/* All at once: threads that come, record, and end; traces of both kinds. */
static void *come_and_go(void *unused)
{
    pthread_t thread;
    (void)unused;
    while (!atomic_load(&stop)) {
        if (pprof_thread_create(&thread, NULL, "short", (void *(*)(void *))do_task, NULL) == 0)
            pthread_join(thread, NULL);
    }
    return NULL;
}

static int discard(void *context, const void *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    return 0;
}

static void *dump_often(void *format)
{
    const struct pprof_sink nowhere = { .write = discard };
    while (!atomic_load(&stop))
        ck_assert_int_eq(
            pprof_trace_last(0.1, (enum pprof_trace_format)(uintptr_t)format, &nowhere), PPROF_OK);
    return NULL;
}

START_TEST(dumps_disturb_nobody)
{
    pthread_t threads[6];
    start();
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
        pthread_create(&threads[2 + i], NULL, come_and_go, NULL);
        pthread_create(&threads[4 + i], NULL, dump_often, (void *)(uintptr_t)i);
    }
    const struct pprof_sink nowhere = { .write = discard };
    ck_assert_int_eq(pprof_trace(0.5, PPROF_TRACE_GO, &nowhere), PPROF_OK);
    atomic_store(&stop, true);
    for (int i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
}
END_TEST

static void *trace_long(void *unused)
{
    (void)unused;
    const struct pprof_sink nowhere = { discard, wait_or_leave, &output };
    enum pprof_error error = PPROF_BUSY; /* by one of the short ones */
    while (error == PPROF_BUSY)
        error = pprof_trace(60, PPROF_TRACE_GO, &nowhere);
    return (void *)(uintptr_t)error;
}

START_TEST(one_at_a_time_and_given_up_when_told)
{
    pthread_t thread;
    void *result;
    enum pprof_error second = PPROF_OK;
    start();
    output.waits_most = 20; /* a second */
    pthread_create(&thread, NULL, trace_long, NULL);
    for (int i = 0; i < 50 && second != PPROF_BUSY; i++) {
        const struct pprof_sink nowhere = { .write = discard };
        second = pprof_trace(0.001, PPROF_TRACE_GO, &nowhere);
        usleep(1000);
    }
    ck_assert_int_eq(second, PPROF_BUSY);
    pthread_join(thread, &result);
    ck_assert_int_eq((int)(uintptr_t)result, PPROF_CUT);
}
END_TEST

static int refuse(void *context, const void *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    return -1;
}

START_TEST(what_cannot_be_is_refused)
{
    const struct pprof_sink closed = { .write = refuse };
    start();
    ck_assert_int_eq(pprof_trace(0, PPROF_TRACE_GO, &sink), PPROF_INVALID);
    ck_assert_int_eq(pprof_trace(-1, PPROF_TRACE_GO, &sink), PPROF_INVALID);
    ck_assert_int_eq(pprof_trace_last(1e300 * 1e300, PPROF_TRACE_GO, &sink), PPROF_INVALID);
    ck_assert_int_eq(pprof_trace_last(1e300 * 0, PPROF_TRACE_GO, &sink), PPROF_INVALID);
    ck_assert_int_eq(pprof_trace_last(1, PPROF_TRACE_GO, &closed), PPROF_CUT);
    ck_assert_uint_eq(output.len, 0);
    ck_assert_int_eq(pprof_trace_last(1e8, PPROF_TRACE_GO, &sink), PPROF_OK);
}
END_TEST

START_TEST(without_the_recorder_a_trace_has_what_comes)
{
    pthread_t thread;
    pprof_start(&(struct pprof_options) { .recorder_off = true });
    pprof_thread_create(&thread, NULL, "worker-1", work, NULL);
    pprof_wait_begin(PPROF_WAIT_NET, "the old wait");
    ck_assert_int_eq(pprof_trace(0.1, PPROF_TRACE_CHROME, &sink), PPROF_OK);
    ck_assert(!pprof_tracing());
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    ck_assert_uint_ge(occurrences("the task"), 1);
    ck_assert_uint_eq(occurrences("the old wait"), 1); /* began before, and goes on */
    ck_assert_uint_eq(occurrences("\"ph\":\"B\""), occurrences("\"ph\":\"E\""));
}
END_TEST

START_TEST(from_start_to_stop)
{
    pprof_start(&(struct pprof_options) { .recorder_off = true });
    const struct pprof_sink lent = sink;
    ck_assert_int_eq(pprof_trace_stop(), PPROF_INVALID);
    ck_assert_int_eq(pprof_trace_start(PPROF_TRACE_CHROME, &lent), PPROF_OK);
    ck_assert_int_eq(pprof_trace_start(PPROF_TRACE_CHROME, &lent), PPROF_BUSY);
    ck_assert_int_eq(pprof_trace(1, PPROF_TRACE_CHROME, &lent), PPROF_BUSY);
    for (int i = 0; i < 5; i++)
        do_task();
    ck_assert_int_eq(pprof_trace_stop(), PPROF_OK);
    ck_assert(!pprof_tracing());
    do_task();
    ck_assert_uint_eq(occurrences("the category"), 5);
    ck_assert_int_eq(pprof_trace_stop(), PPROF_INVALID);
}
END_TEST

START_TEST(a_lock_s_wait_stands_where_it_was)
{
    start();
    struct timespec t;
    do_task();
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t since = (int64_t)t.tv_sec * SECOND + t.tv_nsec;
    usleep(3000);
    pp_trace_waited(
        &(struct pp_waited) { PPROF_WAIT_SYNC, "the queue", since, since + 1000000, 0, 0 });
    ck_assert_int_eq(pprof_trace_last(5, PPROF_TRACE_CHROME, &sink), PPROF_OK);
    ck_assert_uint_eq(occurrences("\"name\":\"the queue\""), 1);
    ck_assert_uint_eq(occurrences("runnable_us"), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { off_records_nothing, the_recorder_has_what_was,
        chrome_json_pairs_begins_and_ends, a_trace_has_every_task_of_its_time, dumps_disturb_nobody,
        one_at_a_time_and_given_up_when_told, what_cannot_be_is_refused,
        without_the_recorder_a_trace_has_what_comes, from_start_to_stop,
        a_lock_s_wait_stands_where_it_was, NULL };
    return suite_run(suite_of("trace", tests));
}
