/* All threads at once: what the kernel and the records say, and each one's stack by a signal. */
#include "../suite.h"
#include "bounds.h"
#include "pprof/crowd.h"
#include "pprof/pprof.h"
#include "pprof/rest.h"
#include "pprof/signal.h"
#include "pprof/task.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int gate[2]; /* a pipe: threads wait to read from it */
static _Atomic int ready;
static struct pp_crowd crowd;

static void setup(void)
{
    pp_stack_warm();
    pp_thread_self();
    ck_assert(pp_signal_install());
    ck_assert_int_eq(pipe(gate), 0);
}

BOUNDED(wait_at_gate) static void wait_at_gate(void)
{
    struct pollfd readable = { .fd = gate[0], .events = POLLIN };
    char byte;
    while (poll(&readable, 1, -1) != 1 || read(gate[0], &byte, 1) != 1)
        continue;
    __asm__ volatile("" ::: "memory"); /* no tail call */
}

static void *wait_labelled(void *tid)
{
    *(pid_t *)tid = gettid();
    pprof_label("route", "/gate");
    atomic_fetch_add(&ready, 1);
    wait_at_gate();
    return NULL;
}

static void *wait_deaf(void *tid)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    return wait_labelled(tid);
}

static void *wait_waiting(void *tid)
{
    pprof_wait_begin(PPROF_WAIT_NET, "gate");
    wait_labelled(tid);
    pprof_wait_end();
    return NULL;
}

static const struct pp_member *member(pid_t tid)
{
    for (size_t i = 0; i < crowd.count; i++)
        if (crowd.members[i].state.tid == tid)
            return &crowd.members[i];
    ck_abort_msg("thread %d is missing", (int)tid);
}

/* Until it sleeps where it is to sleep. */
static void settle(pid_t tid)
{
    struct pp_task_state state = { 0 };
    do
        usleep(1000);
    while (pp_task_state_read(&state, tid) && state.state != 'S');
}

static pid_t begin(pthread_t *thread, void *(*run)(void *))
{
    static pid_t tids[8];
    pid_t *tid = &tids[atomic_load(&ready)];
    int expected = atomic_load(&ready) + 1;
    ck_assert_int_eq(pprof_thread_create(thread, NULL, "waiter", run, tid), 0);
    while (atomic_load(&ready) < expected)
        usleep(1000);
    settle(*tid);
    return *tid;
}

static void end(pthread_t thread)
{
    ck_assert_int_eq(write(gate[1], "x", 1), 1);
    pthread_join(thread, NULL);
    pp_crowd_release(&crowd);
}

static bool waits_at_gate(const struct pp_view *view)
{
    return passes_through(view->pcs, view->depth, BOUNDS(wait_at_gate));
}

START_TEST(a_waiting_thread_shows_itself)
{
    pthread_t thread;
    pid_t tid = begin(&thread, wait_labelled);
    ck_assert(pp_crowd_take(&crowd, true));
    const struct pp_member *m = member(tid);
    ck_assert_str_eq(m->state.name, "waiter");
    ck_assert_int_eq(m->state.state, 'S');
    ck_assert(*m->state.call == '\0' || strcmp(m->state.call, "poll") == 0 ||
              strcmp(m->state.call, "ppoll") == 0);
    ck_assert(!m->state.blocks_signal);
    ck_assert_ptr_null(m->view.silent);
    ck_assert(waits_at_gate(&m->view));
    ck_assert_uint_eq(m->view.labels.count, 1);
    ck_assert_str_eq(m->view.labels.label[0].text, "/gate");
    ck_assert_uint_ne(m->known.created_by, 0);
    ck_assert_ptr_null(m->known.wait_what);
    end(thread);
}
END_TEST

START_TEST(who_asks_shows_itself_too)
{
    ck_assert(pp_crowd_take(&crowd, true));
    const struct pp_member *m = member(gettid());
    ck_assert_ptr_null(m->view.silent);
    ck_assert_uint_ge(m->view.depth, 3);
    ck_assert_uint_eq(m->known.created_by, 0);
    ck_assert_uint_eq(pp_tasks_count(), crowd.count);
    pp_crowd_release(&crowd);
}
END_TEST

START_TEST(a_thread_that_blocks_the_signal_is_not_waited_for)
{
    pthread_t thread;
    pid_t tid = begin(&thread, wait_deaf);
    ck_assert(pp_crowd_take(&crowd, true));
    ck_assert(member(tid)->state.blocks_signal);
    ck_assert_uint_eq(member(tid)->view.depth, 0);
    ck_assert_str_eq(member(tid)->view.silent, "it blocks SIGPROF");
    end(thread);
}
END_TEST

START_TEST(the_record_says_what_is_waited_for)
{
    pthread_t thread;
    pid_t tid = begin(&thread, wait_waiting);
    ck_assert(pp_crowd_take(&crowd, false));
    ck_assert_str_eq(member(tid)->known.wait_what, "gate");
    ck_assert_int_gt(member(tid)->known.wait_since, 0);
    ck_assert_uint_eq(member(tid)->view.depth, 0);
    end(thread);
}
END_TEST

START_TEST(without_the_handler_nobody_is_disturbed)
{
    pthread_t thread;
    pid_t tid = begin(&thread, wait_labelled);
    signal(SIGPROF, SIG_DFL); /* would end the process */
    ck_assert(pp_crowd_take(&crowd, true));
    ck_assert_ptr_nonnull(strstr(member(tid)->view.silent, "pprof_start"));
    end(thread);
}
END_TEST

/* The mask is put on after the question was thought answerable: the answer never comes. */
START_TEST(a_late_answer_is_not_taken_for_a_new_one)
{
    pthread_t thread;
    static struct pp_view view;
    view.tid = begin(&thread, wait_deaf);
    pp_views_take(&view, 1);
    ck_assert_str_eq(view.silent, "it did not answer within 200 ms");
    view.silent = NULL;
    pp_views_take(&view, 1);
    ck_assert_str_eq(view.silent, "it has not answered an earlier question");
    pid_t old = view.tid;
    end(thread);
    while (pp_task_lives(old))
        usleep(1000);
    view = (struct pp_view) { .tid = begin(&thread, wait_labelled) };
    pp_views_take(&view, 1);
    ck_assert_ptr_null(view.silent);
    ck_assert(waits_at_gate(&view));
    end(thread);
}
END_TEST

START_TEST(a_thread_that_has_ended_is_said_to_have)
{
    pthread_t thread;
    static struct pp_view view;
    view.tid = begin(&thread, wait_labelled);
    end(thread);
    while (pp_task_lives(view.tid))
        usleep(1000);
    pp_views_take(&view, 1);
    ck_assert_str_eq(view.silent, "it has ended");
}
END_TEST

/* The question itself wakes it; that is not counted. */
START_TEST(a_thread_that_was_not_woken_has_slept_since)
{
    pthread_t thread;
    pid_t tid = begin(&thread, wait_labelled);
    int64_t since[3];
    for (int i = 0; i < 3; i++) {
        ck_assert(pp_crowd_take(&crowd, true));
        since[i] = pp_rest_since(&member(tid)->state);
        settle(tid);
        pp_rest_note(&crowd);
        if (i < 2)
            pp_crowd_release(&crowd);
    }
    ck_assert_int_eq(since[0], 0);
    ck_assert_int_gt(since[1], 0);
    ck_assert_int_eq(since[2], since[1]);
    end(thread);
}
END_TEST

/* --- many at once --- */

static _Atomic bool over;

static void *ask_on(void *context)
{
    struct pp_crowd own;
    (void)context;
    for (int i = 0; i < 20; i++) {
        ck_assert(pp_crowd_take(&own, true));
        ck_assert_uint_gt(own.count, 0);
        pp_crowd_release(&own);
    }
    return NULL;
}

static void *nothing(void *context)
{
    return context;
}

static void *bear_on(void *context)
{
    (void)context;
    while (!atomic_load(&over)) {
        pthread_t thread;
        if (pprof_thread_create(&thread, NULL, "child", nothing, NULL) == 0)
            pthread_join(thread, NULL);
    }
    return NULL;
}

START_TEST(askers_and_threads_that_come_and_go)
{
    pthread_t askers[4], bearer;
    ck_assert_int_eq(pthread_create(&bearer, NULL, bear_on, NULL), 0);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&askers[i], NULL, ask_on, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(askers[i], NULL);
    atomic_store(&over, true);
    pthread_join(bearer, NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_waiting_thread_shows_itself, who_asks_shows_itself_too,
        a_thread_that_blocks_the_signal_is_not_waited_for, the_record_says_what_is_waited_for,
        without_the_handler_nobody_is_disturbed, a_late_answer_is_not_taken_for_a_new_one,
        a_thread_that_has_ended_is_said_to_have, a_thread_that_was_not_woken_has_slept_since,
        askers_and_threads_that_come_and_go, NULL };
    return suite_run(suite_with("crowd", tests, setup, NULL));
}
