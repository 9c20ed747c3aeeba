/* Known amounts, allocated at known places: the profile's totals, by their places. Samples are
 * taken at every 16 KiB, so that there are thousands and chance cannot move a total by a tenth. */
#include "../suite.h"
#include "config.h"
#include "pprof/collect.h"
#include "pprof/heap.h"
#include "pprof/jemalloc.h"
#include "pprof/memstats.h"
#include "pprof/pprof.h"
#include "pprof/symbol.h"

#include <malloc.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(HAVE_JEMALLOC)
extern const char *malloc_conf;
const char *malloc_conf = "prof:true,prof_active:true,prof_accum:true,lg_prof_sample:14";
#endif

enum { RATE = 1 << 14, ALLOC_OBJECTS = 0, ALLOC_SPACE, INUSE_OBJECTS, INUSE_SPACE };

/* A place that allocates, and the truth about it. */
struct place {
    const char *function;
    void *(*allocate)(size_t size);
    size_t size;
    int count, kept;
    int64_t truth[PP_VALUES_MAX];
};

#define PLACE(name, call)                                                                          \
    static __attribute__((noinline, no_icf)) void *name(size_t size)                               \
    {                                                                                              \
        void *block = call;                                                                        \
        *(volatile char *)block = 1;                                                               \
        return block;                                                                              \
    }
PLACE(allocate_small, malloc(size))
PLACE(allocate_page, calloc(1, size))
PLACE(allocate_large, realloc(NULL, size))
PLACE(allocate_leak, malloc(size))

static struct place places[] = {
    { "allocate_small", allocate_small, 100, 500000, 400000, { 0 } },
    { "allocate_page", allocate_page, 4096, 20000, 15000, { 0 } },
    { "allocate_large", allocate_large, 1 << 20, 3000, 200, { 0 } },
};
enum { PLACES = sizeof places / sizeof *places };

static void **kept[PLACES];

static void run(struct place *place, void **blocks)
{
    for (int i = 0; i < place->count; i++) {
        void *block = place->allocate(place->size);
        int64_t bytes = (int64_t)malloc_usable_size(block); /* what is taken, as Go counts it */
        place->truth[ALLOC_OBJECTS]++;
        place->truth[ALLOC_SPACE] += bytes;
        if (i >= place->kept) {
            free(block);
            continue;
        }
        blocks[i] = block;
        place->truth[INUSE_OBJECTS]++;
        place->truth[INUSE_SPACE] += bytes;
    }
}

static bool leaf_is(
    struct pp_symbols *symbols, const uintptr_t *pcs, unsigned depth, const char *function)
{
    const struct pp_frame *frames;
    if (depth == 0 || pp_symbols_at(symbols, pcs[0], &frames) == 0)
        return false;
    return strcmp(frames[0].function, function) == 0;
}

/* Over the samples whose leaf is the function: its own share, "flat". */
static int64_t flat(const struct pp_profile *profile, const char *function, unsigned value)
{
    int64_t sum = 0;
    struct pp_symbols *symbols = pp_symbols_open();
    for (size_t i = 0; i < profile->sample_count; i++) {
        const struct pp_sample *s = &profile->samples[i];
        if (leaf_is(symbols, pp_sample_pcs(profile, s), s->depth, function))
            sum += s->values[value];
    }
    pp_symbols_close(&symbols);
    return sum;
}

static void assert_within(int64_t found, int64_t truth, int64_t percent, const char *what)
{
    ck_assert_msg(llabs(found - truth) <= truth * percent / 100 + 1,
        "%s: %lld is not within %lld%% of %lld", what, (long long)found, (long long)percent,
        (long long)truth);
}

static void check_place(const struct pp_profile *profile, const struct place *place)
{
    for (unsigned value = 0; value < 4; value++) {
        char what[64];
        snprintf(what, sizeof what, "%s of %s", profile->kind->types[value].type, place->function);
        assert_within(flat(profile, place->function, value), place->truth[value], 10, what);
    }
}

static void check_totals(const struct pp_profile *profile)
{
    for (unsigned value = 0; value < 4; value++) {
        int64_t truth = 0;
        for (int i = 0; i < PLACES; i++)
            truth += places[i].truth[value];
        /* The rest is what the test and its libraries have: little beside the hundreds of MB. */
        assert_within(
            pp_profile_total(profile, value), truth, 10, profile->kind->types[value].type);
    }
}

START_TEST(totals_are_the_truth)
{
    struct pp_profile heap, allocs;
    for (int i = 0; i < PLACES; i++) {
        kept[i] = calloc((size_t)places[i].kept, sizeof *kept[i]);
        run(&places[i], kept[i]);
    }
    ck_assert_int_eq(pp_heap_collect(&heap, false), PPROF_OK);
    ck_assert_int_eq(heap.period, RATE);
    for (int i = 0; i < PLACES; i++)
        check_place(&heap, &places[i]);
    check_totals(&heap);
    ck_assert_int_eq(pp_allocs_collect(&allocs, false), PPROF_OK);
    ck_assert_str_eq(heap.kind->default_type, "inuse_space");
    ck_assert_str_eq(allocs.kind->default_type, "alloc_space");
    check_totals(&allocs);
    pp_profile_release(&heap);
    pp_profile_release(&allocs);
}
END_TEST

START_TEST(leak_shows_in_the_difference)
{
    enum { LEAK = 5000, SIZE = 2000 };
    static void *leak[LEAK];
    struct pp_profile before, after;
    ck_assert_int_eq(pp_heap_collect(&before, true), PPROF_OK);
    for (int i = 0; i < LEAK; i++) {
        leak[i] = allocate_leak(SIZE);
        free(allocate_small(SIZE));
    }
    ck_assert_int_eq(pp_heap_collect(&after, true), PPROF_OK);
    pp_profile_merge(&after, &before, -1);
    int64_t grown = flat(&after, "allocate_leak", INUSE_SPACE);
    assert_within(grown, (int64_t)LEAK * 2048, 20, "the leak");
    int64_t others = pp_profile_total(&after, INUSE_SPACE) - grown;
    ck_assert_int_le(llabs(others), grown / 4);
    for (int i = 0; i < LEAK; i++)
        free(leak[i]);
    pp_profile_release(&before);
    pp_profile_release(&after);
}
END_TEST

/* Go's reader scales what the text says: that must come to what the profile says. */
static void sum_line(const char *line, int64_t sums[4])
{
    long long figures[4];
    if (sscanf(line, "%lld: %lld [%lld: %lld] @", &figures[0], &figures[1], &figures[2],
            &figures[3]) != 4)
        return;
    for (int i = 0; i < 4; i += 2) {
        ck_assert(figures[i] > 0 || figures[i + 1] == 0); /* pprof refuses others */
        if (figures[i] == 0)
            continue;
        double average = (double)figures[i + 1] / (double)figures[i];
        double scale = 1 / -expm1(-average / RATE);
        sums[2 - i] += (int64_t)((double)figures[i] * scale);
        sums[3 - i] += (int64_t)((double)figures[i + 1] * scale);
    }
}

static void allocate_all_sizes(void)
{
    static void *blocks[8][1000];
    for (int size = 0; size < 8; size++)
        for (int i = 0; i < 1000; i++)
            blocks[size][i] = allocate_small((size_t)40 << 2 * size);
    for (int size = 0; size < 8; size++)
        for (int i = 0; i < 1000; i += 2)
            free(blocks[size][i]);
}

START_TEST(text_agrees_with_the_profile)
{
    struct pp_profile heap;
    struct pp_buf text = { 0 };
    int64_t sums[4] = { 0 };
    allocate_all_sizes();
    ck_assert_int_eq(pp_heap_collect(&heap, false), PPROF_OK);
    pp_heap_text(&text, &heap);
    char *written = pp_buf_detach(&text);
    ck_assert_ptr_nonnull(written);
    ck_assert_int_eq(strncmp(written, "heap profile: ", 14), 0);
    ck_assert_ptr_nonnull(strstr(written, "] @ heap/32768\n")); /* twice the rate */
    ck_assert_ptr_nonnull(strstr(written, "\n# runtime.MemStats\n# Alloc = "));
    char *rest = written;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        sum_line(line, sums);
    for (unsigned value = 0; value < 4; value++)
        assert_within(sums[value], pp_profile_total(&heap, value), 1, "the text's sum");
    free(written);
    pp_profile_release(&heap);
}
END_TEST

START_TEST(settling_is_counted)
{
    struct pp_memstats before, after;
    struct pp_profile heap;
    pp_memstats_read(&before);
    ck_assert_int_eq(pp_heap_collect(&heap, true), PPROF_OK);
    pp_memstats_read(&after);
    ck_assert_uint_eq(after.num_forced_gc, before.num_forced_gc + 1);
    pp_profile_release(&heap);
}
END_TEST

START_TEST(usage_counts_what_is_allocated)
{
    struct pprof_usage before = pprof_usage_now();
    free(allocate_large(1 << 20));
    struct pprof_usage after = pprof_usage_now();
    ck_assert_uint_ge(after.allocated, before.allocated + (1 << 20));
    ck_assert_int_ge(after.cpu, before.cpu);
    ck_assert_int_eq(after.lock_wait, before.lock_wait);
}
END_TEST

START_TEST(without_jemalloc_it_is_said_what_to_do)
{
    struct pp_profile heap;
    ck_assert_int_eq(pp_heap_collect(&heap, false), PPROF_UNSUPPORTED);
    const char *why = pprof_why(PPROF_UNSUPPORTED);
    const char *expected = pp_jemalloc_linked() ? "valgrind" : "-ljemalloc";
    ck_assert_msg(strstr(why, expected) != NULL, "\"%s\" does not name %s", why, expected);
    ck_assert_uint_eq(pp_heap_count(), 0);
    ck_assert_uint_eq(pprof_usage_now().allocated, 0);
    pp_profile_release(&heap);
}
END_TEST

int main(void)
{
    const TTest *const with[] = { totals_are_the_truth, leak_shows_in_the_difference,
        text_agrees_with_the_profile, settling_is_counted, usage_counts_what_is_allocated, NULL };
    const TTest *const without[] = { without_jemalloc_it_is_said_what_to_do, NULL };
    return suite_run(suite_of("heap", pp_jemalloc_is_malloc() ? with : without));
}
