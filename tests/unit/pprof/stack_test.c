#include "../suite.h"
#include "bounds.h"
#include "pprof/pprof.h"
#include "pprof/signal.h"
#include "pprof/stack.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, STACKS = 500 };

static struct pp_stacks table;

START_TEST(equal_stacks_have_one_number)
{
    const uintptr_t a[] = { 1, 2, 3 }, b[] = { 1, 2, 4 }, *got;
    ck_assert(pp_stacks_init(&table, 16, 256));
    uint32_t first = pp_stacks_add(&table, a, 3), second = pp_stacks_add(&table, b, 3);
    ck_assert_uint_ne(first, 0);
    ck_assert_uint_ne(first, second);
    ck_assert_uint_eq(pp_stacks_add(&table, a, 3), first);
    ck_assert_uint_ne(pp_stacks_add(&table, a, 2), first);
    ck_assert_uint_eq(pp_stacks_get(&table, second, &got), 3);
    ck_assert_mem_eq(got, b, sizeof b);
    ck_assert_uint_eq(pp_stacks_get(&table, 0, &got), 0);
    pp_stacks_release(&table);
}
END_TEST

START_TEST(a_full_table_counts_what_it_drops)
{
    ck_assert(pp_stacks_init(&table, 16, 64));
    uintptr_t pcs[8] = { 0 };
    for (pcs[0] = 1; pcs[0] <= 10; pcs[0]++)
        pp_stacks_add(&table, pcs, 8);
    ck_assert_uint_eq(atomic_load(&table.count), 7); /* 63 words of 9 each */
    ck_assert_uint_eq(atomic_load(&table.dropped), 3);
    pcs[0] = 7;
    ck_assert_uint_ne(pp_stacks_add(&table, pcs, 8), 0);
    pp_stacks_release(&table);
}
END_TEST

static uint32_t numbers[THREADS][STACKS];

static void *add_all(void *thread)
{
    uint32_t *to = numbers[(size_t)thread];
    for (uintptr_t i = 0; i < STACKS; i++) {
        const uintptr_t pcs[] = { i + 1, i * 7, 42 };
        to[i] = pp_stacks_add(&table, pcs, 3);
    }
    return NULL;
}

START_TEST(threads_agree_on_the_numbers)
{
    pthread_t threads[THREADS];
    ck_assert(pp_stacks_init(&table, STACKS, STACKS * 4 * THREADS + 1));
    for (size_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, add_all, (void *)i), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 1; i < THREADS; i++)
        ck_assert_mem_eq(numbers[i], numbers[0], sizeof numbers[0]);
    ck_assert_uint_eq(atomic_load(&table.count), STACKS);
    pp_stacks_release(&table);
}
END_TEST

BOUNDED(capture_here) static unsigned capture_here(uintptr_t *pcs, unsigned skip)
{
    unsigned depth = pp_stack_capture(pcs, PP_STACK_MAX, skip);
    __asm__ volatile("" ::: "memory"); /* no tail call */
    return depth;
}

START_TEST(the_leaf_is_who_asks)
{
    uintptr_t own[PP_STACK_MAX], callers[PP_STACK_MAX];
    pp_stack_warm();
    unsigned deep = capture_here(own, 0), less = capture_here(callers, 1);
    ck_assert_uint_ge(deep, 3);
    ck_assert_uint_eq(deep, less + 1);
    ck_assert(is_within(own[0], BOUNDS(capture_here)));
    ck_assert_uint_ne(callers[0], own[0]);
    ck_assert_uint_eq(callers[1], own[2]);
}
END_TEST

struct interruption {
    struct pp_errand errand;
    uintptr_t pcs[PP_STACK_MAX];
    _Atomic unsigned depth;
    bool truncated;
};

static void interrupt(struct pp_errand *errand, const siginfo_t *info, const void *ucontext)
{
    struct interruption *i = (struct interruption *)errand;
    (void)info;
    i->depth = pp_stack_interrupted(ucontext, i->pcs, PP_STACK_MAX, &i->truncated);
}

static struct interruption interruption = { .errand.run = interrupt };

BOUNDED(spin_until_interrupted) static void spin_until_interrupted(void)
{
    while (atomic_load(&interruption.depth) == 0)
        ;
    __asm__ volatile("" ::: "memory");
}

static void *send_soon(void *tid)
{
    usleep(20000);
    pp_signal_send((int)(intptr_t)tid, &interruption.errand);
    return NULL;
}

START_TEST(a_signal_finds_what_it_interrupted)
{
    pthread_t sender;
    pp_stack_warm();
    ck_assert(pp_signal_install());
    pthread_create(&sender, NULL, send_soon, (void *)(intptr_t)gettid());
    spin_until_interrupted();
    pthread_join(sender, NULL);
#if !defined(__SANITIZE_THREAD__) /* which calls the handler later */
    ck_assert(is_within(interruption.pcs[0], BOUNDS(spin_until_interrupted)));
    ck_assert_uint_ge(interruption.depth, 3);
#endif
    ck_assert(!interruption.truncated);
    ck_assert_uint_gt(pp_signal_spent(), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { equal_stacks_have_one_number, a_full_table_counts_what_it_drops,
        threads_agree_on_the_numbers, the_leaf_is_who_asks, a_signal_finds_what_it_interrupted,
        NULL };
    return suite_run(suite_of("stack", tests));
}
