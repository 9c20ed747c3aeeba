#include "../suite.h"
#include "pprof/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct pp_buf text;

static void check_text(const char *expected)
{
    char *got = pp_buf_detach(&text);
    ck_assert_str_eq(got, expected);
    free(got);
}

START_TEST(addresses_are_shown_as_return_addresses)
{
    const uintptr_t pcs[] = { 0x4a5a, 0xffff };
    pp_text_addresses(&text, pcs, 2);
    pp_text_addresses(&text, pcs, 0);
    check_text(" 0x4a5b 0x10000\n 0x1\n");
}
END_TEST

/* Two functions with names of different widths, one of them of no file. */
static __attribute__((noinline)) void short_(void)
{
    __asm__ volatile("");
}

static __attribute__((noinline)) void much_longer_name(void)
{
    __asm__ volatile("");
}

START_TEST(frames_are_aligned_by_tabs)
{
    char expected[1024];
    const uintptr_t pcs[] = { (uintptr_t)short_, (uintptr_t)much_longer_name, 7 };
    int short_line = 0, long_line = 0, here = __LINE__;
    struct pp_symbols *symbols = pp_symbols_open();
    const struct pp_frame *frame;
    pp_symbols_at(symbols, pcs[0], &frame);
    short_line = frame->line;
    pp_symbols_at(symbols, pcs[1], &frame);
    long_line = frame->line;
    snprintf(expected, sizeof expected,
        "#\t%#" PRIxPTR "\tshort_+0x0\t\t%s:%d\n"
        "#\t%#" PRIxPTR "\tmuch_longer_name+0x0\t%s:%d\n"
        "#\t0x7\t\t0x7\n\n",
        pcs[0], frame->file, short_line, pcs[1], frame->file, long_line);
    pp_text_frames(&text, symbols, pcs, 3);
    pp_symbols_close(&symbols);
    check_text(expected);
    ck_assert_int_gt(long_line, short_line);
    ck_assert_int_lt(long_line, here);
}
END_TEST

static const struct pp_kind kind = { .name = "block",
    .types = { { "contentions", "count" }, { "delay", "nanoseconds" } },
    .type_count = 2 };

START_TEST(samples_are_ordered_by_a_value)
{
    static const int64_t values[][2] = { { 1, 9 }, { 3, 8 }, { 3, -1 }, { 2, INT64_MIN } };
    struct pp_profile profile;
    pp_profile_init(&profile, &kind);
    for (uintptr_t i = 0; i < 4; i++)
        pp_profile_add(&profile, &i, 1, NULL, values[i]);
    size_t *by_count = pp_text_order(&profile, 0), *by_delay = pp_text_order(&profile, 1);
    ck_assert_mem_eq(by_count, ((size_t[]) { 1, 2, 3, 0 }), 4 * sizeof *by_count);
    ck_assert_mem_eq(by_delay, ((size_t[]) { 0, 1, 2, 3 }), 4 * sizeof *by_delay);
    free(by_count);
    free(by_delay);
    pp_profile_release(&profile);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { addresses_are_shown_as_return_addresses,
        frames_are_aligned_by_tabs, samples_are_ordered_by_a_value, NULL };
    return suite_run(suite_of("text", tests));
}
