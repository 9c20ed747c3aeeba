/* MemStats: figures that an allocation moves, Go's names, and the accounts of reclaiming. */
#include "../suite.h"
#include "pprof/jemalloc.h"
#include "pprof/memstats.h"
#include "pprof/pprof.h"
#include "pprof/reclaim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* MOST: the rest is room for blocks that go into or out of the thread's cache meanwhile. */
enum { BLOCKS = 20000, MOST = 18000, BLOCK = 4096 };

static struct pp_memstats read_now(void)
{
    struct pp_memstats stats;
    pp_memstats_read(&stats);
    return stats;
}

START_TEST(live_blocks_are_counted)
{
    static void *blocks[BLOCKS];
    if (!pp_jemalloc_is_malloc())
        return;
    struct pp_memstats before = read_now();
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = malloc(BLOCK);
    struct pp_memstats during = read_now();
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    struct pp_memstats after = read_now();
    ck_assert_uint_ge(during.heap_objects, before.heap_objects + MOST);
    ck_assert_uint_ge(during.heap_alloc, before.heap_alloc + (uint64_t)MOST * BLOCK);
    ck_assert_uint_ge(during.total_alloc, before.total_alloc + (uint64_t)MOST * BLOCK);
    ck_assert_uint_ge(during.mallocs, before.mallocs + MOST);
    ck_assert_uint_ge(after.frees, before.frees + MOST);
    ck_assert_uint_lt(after.heap_alloc, before.heap_alloc + (uint64_t)BLOCKS * BLOCK / 10);
}
END_TEST

START_TEST(parts_sum_up)
{
    struct pp_memstats s = read_now();
    ck_assert_uint_eq(s.alloc, s.heap_alloc);
    ck_assert_uint_eq(
        s.sys, s.heap_sys + s.stack_sys + s.mspan_sys + s.buck_hash_sys + s.other_sys);
    ck_assert_uint_ge(s.heap_sys, s.heap_inuse);
    ck_assert_uint_gt(s.resident, 100000);
    if (pp_jemalloc_is_malloc()) {
        ck_assert_uint_ge(s.heap_inuse, s.heap_alloc);
        ck_assert_uint_eq(s.heap_sys, s.heap_inuse + s.heap_idle);
        ck_assert_uint_gt(s.mspan_sys, 0);
        ck_assert_uint_ge(s.sizes, 30);
    }
}
END_TEST

START_TEST(reclaims_are_collections)
{
    struct pp_memstats before = read_now();
    pprof_reclaimed(1500);
    pprof_reclaimed(-1);
    pp_reclaim_forced();
    struct pp_memstats after = read_now();
    size_t at = (after.num_gc + 255) % 256; /* as Go says where the latest stands */
    ck_assert_uint_eq(after.num_gc, before.num_gc + 2);
    ck_assert_uint_eq(after.pause_total_ns, before.pause_total_ns + 1500);
    ck_assert_uint_eq(after.pause_ns[at], 0);
    ck_assert_uint_eq(after.pause_ns[at - 1], 1500);
    ck_assert_uint_eq(after.pause_end[at], after.last_gc);
    ck_assert_uint_eq(after.num_forced_gc, before.num_forced_gc + 1);
}
END_TEST

START_TEST(json_has_gos_names)
{
    static const char *const names[] = { "Alloc", "TotalAlloc", "Sys", "Lookups", "Mallocs",
        "Frees", "HeapAlloc", "HeapSys", "HeapIdle", "HeapInuse", "HeapReleased", "HeapObjects",
        "StackInuse", "StackSys", "MSpanInuse", "MSpanSys", "MCacheInuse", "MCacheSys",
        "BuckHashSys", "GCSys", "OtherSys", "NextGC", "LastGC", "PauseTotalNs", "PauseNs",
        "PauseEnd", "NumGC", "NumForcedGC", "GCCPUFraction", "EnableGC", "DebugGC", "BySize" };
    struct pp_memstats stats = read_now();
    struct pp_buf json = { 0 };
    pp_memstats_json(&json, &stats);
    char *text = pp_buf_detach(&json);
    ck_assert_int_eq(text[0], '{');
    ck_assert_str_eq(text + strlen(text) - 2, "]}");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char key[40];
        snprintf(key, sizeof key, "\"%s\":", names[i]);
        ck_assert_msg(strstr(text, key) != NULL, "no %s", key);
    }
    free(text);
}
END_TEST

START_TEST(every_field_says_what_it_is)
{
    for (size_t i = 0; i < pp_memstats_field_count; i++)
        ck_assert_uint_gt(strlen(pp_memstats_fields[i].about), 10);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { live_blocks_are_counted, parts_sum_up, reclaims_are_collections,
        json_has_gos_names, every_field_says_what_it_is, NULL };
    return suite_run(suite_of("memstats", tests));
}
