/* The profiler's own account, and the process's memory. */
#include "../suite.h"
#include "pprof/account.h"
#include "pprof/heap.h"
#include "pprof/jemalloc.h"
#include "pprof/pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PPROF_MALLOC_CONF;

enum { LARGE = 32 << 20 };

START_TEST(account_counts_what_has_been_recorded)
{
    struct pprof_mutex mutex = PPROF_MUTEX_INITIALIZER("account_test");
    struct pprof_cond cond;
    pprof_start(NULL);
    pprof_set_block_rate(1);
    pprof_cond_init(&cond, "never");
    struct pprof_account before = pprof_account_now();
    pprof_mutex_lock(&mutex);
    pprof_cond_wait_for(&cond, &mutex, 2000000);
    pprof_mutex_unlock(&mutex);
    struct pprof_account now = pprof_account_now();
    ck_assert_uint_eq(now.block_events, before.block_events + 1);
    ck_assert_uint_eq(now.stacks, before.stacks + 1);
    ck_assert_uint_eq(now.block_dropped + now.stacks_dropped, 0);
    ck_assert_uint_gt(now.bytes, 0);
    pprof_cond_destroy(&cond);
}
END_TEST

static int swallow(void *context, const void *bytes, size_t len)
{
    (void)bytes;
    *(size_t *)context += len;
    return 0;
}

START_TEST(account_counts_samples_signals_and_symbols)
{
    size_t written = 0;
    const struct pprof_sink sink = { .write = swallow, .context = &written };
    struct timespec cpu;
    pprof_start(NULL);
    ck_assert_int_eq(pprof_cpu_start(), PPROF_OK);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    while (pprof_account_now().cpu_samples < 3 && cpu.tv_sec < 20);
    ck_assert_int_eq(pprof_cpu_stop(&sink), PPROF_OK);
    struct pprof_account now = pprof_account_now();
    ck_assert_uint_ge(now.cpu_samples, 3);
    ck_assert_uint_gt(now.handler_ns, 0);
    ck_assert_uint_gt(now.symbols, 0);
    ck_assert_uint_gt(written, 0);
}
END_TEST

START_TEST(account_is_an_object_of_every_field)
{
    struct pprof_account account;
    struct pp_buf to = { 0 };
    uint64_t values[sizeof account / sizeof(uint64_t)];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        values[i] = 1000 + i;
    memcpy(&account, values, sizeof account);
    pp_account_json(&to, &account);
    char *json = pp_buf_detach(&to), number[32];
    ck_assert_ptr_nonnull(strstr(json, "\"cpu_samples\": 1000,"));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(number, sizeof number, ": %zu", 1000 + i);
        ck_assert_msg(strstr(json, number) != NULL, "no %s in %s", number, json);
    }
    free(json);
}
END_TEST

START_TEST(memory_follows_what_is_allocated)
{
    struct pprof_memory before = pprof_memory_now();
    char *block = malloc(LARGE);
    memset(block, 1, LARGE);
    struct pprof_memory now = pprof_memory_now();
    ck_assert_uint_ge(now.resident, before.resident + LARGE / 2);
    if (pp_jemalloc_is_malloc()) { /* sanitizers' allocators tell nothing */
        ck_assert_uint_ge(now.live, before.live + LARGE);
        ck_assert_uint_ge(now.active, now.live);
        ck_assert_uint_ge(now.allocated, before.allocated + LARGE);
        ck_assert_uint_gt(now.allocations, before.allocations);
        free(block);
        block = NULL;
        ck_assert_uint_lt(pprof_memory_now().live, now.live - LARGE / 2);
    }
    free(block);
}
END_TEST

START_TEST(memory_counts_reclaims)
{
    struct pprof_memory before = pprof_memory_now();
    pprof_reclaimed(700);
    pprof_reclaimed(77);
    struct pprof_memory now = pprof_memory_now();
    ck_assert_uint_eq(now.reclaims, before.reclaims + 2);
    ck_assert_int_eq(now.reclaim_ns, before.reclaim_ns + 777);
}
END_TEST

static struct pprof_settling seen;
static unsigned times;

static void note(void *context, const struct pprof_settling *settling)
{
    ck_assert_ptr_eq(context, &times);
    seen = *settling;
    times++;
}

/* Freed blocks that jemalloc keeps for a while: it gives back the very large ones at once. */
static void dirty_pages(void)
{
    static char *blocks[512];
    const size_t size = LARGE / 512;
    for (size_t i = 0; i < 512; i++)
        blocks[i] = memset(malloc(size), 1, size);
    for (size_t i = 0; i < 512; i++)
        free(blocks[i]);
}

START_TEST(settling_is_watched_until_it_is_not)
{
    pp_heap_settle();
    ck_assert_uint_eq(times, 0);
    pprof_watch_settling(note, &times);
    dirty_pages();
    pp_heap_settle();
    ck_assert_uint_eq(times, 1);
    ck_assert_int_gt(seen.duration, 0);
    ck_assert_uint_eq(seen.after.settles, seen.before.settles + 1);
    if (pp_jemalloc_is_malloc())
        ck_assert_uint_lt(seen.after.resident, seen.before.resident);
    pprof_watch_settling(NULL, NULL);
    pp_heap_settle();
    ck_assert_uint_eq(times, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { account_counts_what_has_been_recorded,
        account_counts_samples_signals_and_symbols, account_is_an_object_of_every_field,
        memory_follows_what_is_allocated, memory_counts_reclaims,
        settling_is_watched_until_it_is_not, NULL };
    return suite_run(suite_of("account", tests));
}
