/* The threads as text, and who made them. */
#include "../suite.h"
#include "pprof/dump.h"
#include "pprof/pprof.h"
#include "pprof/text.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) /* it holds signals back, and has threads of its own */
enum { STACKS_ARE_TRUE = 0 };
#else
enum { STACKS_ARE_TRUE = 1 };
#endif

static sem_t ready, go;
static struct pp_profile profile;
static struct pp_buf text;

static void setup(void)
{
    ck_assert_int_eq(pprof_start(NULL), PPROF_OK);
    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
}

static void await(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        continue;
}

static __attribute__((noinline)) void wait_in_step(void)
{
    pprof_wait_begin(PPROF_WAIT_SYNC, "the gate");
    sem_post(&ready);
    await(&go);
    pprof_wait_end();
}

static void *wait_labelled(void *context)
{
    pprof_label("route", "/\"quoted\"");
    pprof_label_number("request", 42);
    wait_in_step();
    return context;
}

static void *wait_deaf(void *context)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    wait_in_step();
    return context;
}

enum { WAITERS = 3 };
static pthread_t threads[WAITERS];

static __attribute__((noinline)) void begin(void *(*run)(void *))
{
    for (int i = 0; i < WAITERS; i++)
        ck_assert_int_eq(pprof_thread_create(&threads[i], NULL, "waiter", run, NULL), 0);
    for (int i = 0; i < WAITERS; i++)
        await(&ready);
    usleep(20000); /* so that each sleeps in the same place */
}

static void end(void)
{
    for (int i = 0; i < WAITERS; i++)
        sem_post(&go);
    for (int i = 0; i < WAITERS; i++)
        pthread_join(threads[i], NULL);
    pp_profile_release(&profile);
    pp_buf_release(&text);
}

static const char *shown(void)
{
    pp_buf_add(&text, "", 1);
    ck_assert(!text.failed);
    return text.at;
}

static void expect(const char *part)
{
    ck_assert_msg(strstr(shown(), part) != NULL, "no \"%s\" in\n%s", part, text.at);
}

START_TEST(equal_stacks_are_one_group)
{
    begin(wait_labelled);
    ck_assert_int_eq(pp_threads_collect(&profile, false), PPROF_OK);
    ck_assert_int_eq(pp_profile_total(&profile, 0), (int64_t)pp_threads_count());
    pp_threads_text(&text, &profile);
    ck_assert_int_eq(strncmp(shown(), "goroutine profile: total ", 25), 0);
    if (STACKS_ARE_TRUE) {
        expect("total 4\n3 @ 0x");
        expect("\n# labels: {\"request\":\"42\", \"route\":\"/\\\"quoted\\\"\"}\n#\t0x");
        expect("\twait_in_step+0x");
    }
    end();
}
END_TEST

START_TEST(a_dump_says_what_each_waits_for)
{
    begin(wait_labelled);
    ck_assert_int_eq(pp_threads_dump(&text), PPROF_OK);
    ck_assert_int_eq(strncmp(shown(), "thread ", 7), 0);
    expect("\" [running]:\n\tstate ");
    expect("\nthread ");
    expect(" \"waiter\" [");
    expect(", waits for the gate; CPU 0.0");
    if (STACKS_ARE_TRUE) {
        expect("\n\tlabels: {\"request\":\"42\", \"route\":");
        expect("\nwait_in_step(+0x");
    }
    expect("\ncreated by begin(+0x");
    end();
}
END_TEST

START_TEST(a_deaf_thread_is_shown_without_a_stack)
{
    begin(wait_deaf);
    ck_assert_int_eq(pp_threads_dump(&text), PPROF_OK);
    expect("\n\tno stack: it blocks SIGPROF\ncreated by begin");
    pp_buf_release(&text);
    ck_assert_int_eq(pp_threads_collect(&profile, false), PPROF_OK);
    pp_threads_text(&text, &profile);
    expect(" @ 0x1\n# labels: {\"no stack\":\"it blocks SIGPROF\"}\n");
    end();
}
END_TEST

START_TEST(creators_are_counted)
{
    begin(wait_labelled);
    ck_assert_int_eq(pp_threadcreate_collect(&profile, false), PPROF_OK);
    ck_assert_int_eq(pp_profile_total(&profile, 0), (int64_t)pp_threads_count());
    pp_threadcreate_text(&text, &profile);
    ck_assert_int_eq(strncmp(shown(), "threadcreate profile: total ", 28), 0);
    expect("3 @ 0x");
    expect("\tbegin+0x");
    expect(" @ 0x1\n# labels: {\"created by\":\"unknown: main, and threads not made by");
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { equal_stacks_are_one_group, a_dump_says_what_each_waits_for,
        a_deaf_thread_is_shown_without_a_stack, creators_are_counted, NULL };
    return suite_run(suite_with("dump", tests, setup, NULL));
}
