/* heap_v2 as jemalloc writes it, and what is not heap_v2; scaling and its reverse. */
#include "../suite.h"
#include "pprof/heap_parse.h"
#include "pprof/heap_scale.h"

#include <stdlib.h>
#include <string.h>

static const char dump[] = "heap_v2/524288\n"
                           "  t*: 3: 330 [5: 600]\n"
                           "  t0: 3: 330 [5: 600] main\n"
                           "@ 0x401000 0x402010 0x7f00deadbeef\n"
                           "  t*: 1: 100 [2: 200]\n"
                           "  t0: 1: 100 [2: 200]\n"
                           "@ 0x401100\n"
                           "  t*: 2: 230 [3: 400]\n"
                           "  t0: 2: 230 [3: 400]\n"
                           "\nMAPPED_LIBRARIES:\n"
                           "@ 0x1 is no stack here\n";

struct seen {
    struct pp_heap_record records[4];
    size_t count;
};

static void note(void *context, const struct pp_heap_record *record)
{
    struct seen *seen = context;
    ck_assert_uint_lt(seen->count, 4);
    seen->records[seen->count++] = *record;
}

/* In memory of the text's own size, so that a byte too many is seen. */
static bool parse_n(const char *text, size_t len, struct seen *seen, int64_t *rate)
{
    char *copy = malloc(len ? len : 1);
    memcpy(copy, text, len);
    *seen = (struct seen) { .count = 0 };
    bool parsed = pp_heap_parse(copy, len, rate, &(struct pp_heap_reader) { note, seen });
    free(copy);
    return parsed;
}

static bool parse(const char *text, struct seen *seen)
{
    int64_t rate;
    return parse_n(text, strlen(text), seen, &rate);
}

START_TEST(stacks_and_their_figures)
{
    struct seen seen;
    int64_t rate = 0;
    ck_assert(parse_n(dump, strlen(dump), &seen, &rate));
    ck_assert_int_eq(rate, 524288);
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_uint_eq(seen.records[0].depth, 3);
    ck_assert_uint_eq(seen.records[0].pcs[0], 0x400fff); /* the call, not what follows it */
    ck_assert_uint_eq(seen.records[0].pcs[2], 0x7f00deadbeee);
    ck_assert_int_eq(seen.records[0].inuse_objects, 1);
    ck_assert_int_eq(seen.records[0].inuse_bytes, 100);
    ck_assert_int_eq(seen.records[0].alloc_objects, 2);
    ck_assert_int_eq(seen.records[0].alloc_bytes, 200);
    ck_assert_uint_eq(seen.records[1].depth, 1);
    ck_assert_int_eq(seen.records[1].inuse_bytes, 230);
}
END_TEST

START_TEST(cut_short_anywhere)
{
    struct seen seen;
    int64_t rate;
    for (size_t len = 0; len < strlen(dump); len++)
        if (parse_n(dump, len, &seen, &rate))
            ck_assert_uint_le(seen.count, 2);
}
END_TEST

START_TEST(what_is_no_dump)
{
    static const char *const texts[] = { "", "heap_v1/524288\n", "heap_v2/\n", "heap_v2/0\n",
        "heap_v2/524288 \n", "heap_v2/99999999999999999999\n", "heap_v2/-1\n",
        "heap_v2/1\n@ 401000\n", "heap_v2/1\n@ 0x\n", "heap_v2/1\n@ 0x0\n",
        "heap_v2/1\n@ 0x11111111111111111\n", "heap_v2/1\n@ 0x1\n  t*: 1 2\n",
        "heap_v2/1\n@ 0x1\n  t*: 1: 9223372036854775808 [0: 0]\n" };
    struct seen seen;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!parse(texts[i], &seen), "\"%s\" was taken", texts[i]);
}
END_TEST

START_TEST(deep_stack_is_cut)
{
    char text[8192] = "heap_v2/1\n@";
    struct seen seen;
    for (int i = 0; i < 300; i++)
        strcat(text, " 0x10");
    strcat(text, "\n  t*: 1: 1 [1: 1]\n");
    ck_assert(parse(text, &seen));
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_uint_eq(seen.records[0].depth, PP_STACK_MAX);
}
END_TEST

START_TEST(scaled_as_go_does)
{
    /* By hand from Go's scaleHeapSample: 1 / (1 - e^(-100/524288)) = 5243.38. */
    struct pp_heap_sum small = pp_heap_scale((struct pp_heap_sum) { 10, 1000 }, 524288);
    ck_assert_int_eq(small.objects, 52434);
    ck_assert_int_eq(small.bytes, 5243380);
    struct pp_heap_sum large = pp_heap_scale((struct pp_heap_sum) { 3, 3 << 20 }, 524288);
    ck_assert_int_eq(large.objects, 3); /* 3.47 */
    ck_assert_int_eq(large.bytes, 3638090);
    struct pp_heap_sum all = pp_heap_scale((struct pp_heap_sum) { 7, 700 }, 1);
    ck_assert_int_eq(all.bytes, 700);
    struct pp_heap_sum none = pp_heap_scale((struct pp_heap_sum) { 0, 0 }, 524288);
    ck_assert_int_eq(none.objects, 0);
}
END_TEST

START_TEST(unscaled_is_scaled_again)
{
    static const int64_t rates[] = { 1, 4096, 524288 };
    for (size_t r = 0; r < 3; r++)
        for (int64_t objects = 1; objects < 2000; objects = objects * 3 / 2 + 1)
            for (int64_t size = 8; size < 64 << 20; size *= 3) {
                struct pp_heap_sum all =
                    pp_heap_scale((struct pp_heap_sum) { objects, objects * size }, rates[r]);
                struct pp_heap_sum text = pp_heap_unscale(all, rates[r]);
                struct pp_heap_sum again = pp_heap_scale(text, rates[r]);
                ck_assert_int_gt(text.objects, 0);
                ck_assert_int_le(llabs(again.bytes - all.bytes), 1 + all.bytes / 1000);
                ck_assert_int_le(llabs(again.objects - all.objects), 1 + all.objects / 100);
            }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { stacks_and_their_figures, cut_short_anywhere, what_is_no_dump,
        deep_stack_is_cut, scaled_as_go_does, unscaled_is_scaled_again, NULL };
    return suite_run(suite_of("heap_parse", tests));
}
