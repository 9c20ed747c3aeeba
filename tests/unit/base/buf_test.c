#include "../suite.h"
#include "base/buf.h"

#include <stdlib.h>

START_TEST(heap_buf_grows)
{
    struct buf b;
    buf_init(&b);
    for (unsigned i = 0; i < 10000; i++)
        buf_add_char(&b, (char)('a' + i % 26));
    ck_assert_uint_eq(b.len, 10000);
    ck_assert_int_eq(b.at[9999], 'a' + 9999 % 26);
    ck_assert(!b.overflowed);
    buf_release(&b);
    buf_release(&b);
    ck_assert_ptr_null(b.at);
}
END_TEST

START_TEST(fixed_buf_drops_what_does_not_fit)
{
    char memory[8];
    struct buf b;
    buf_fixed(&b, memory, sizeof memory);
    BUF_LIT(&b, "1234567");
    ck_assert(!b.overflowed);
    BUF_LIT(&b, "89");
    ck_assert(b.overflowed);
    ck_assert(str_equal(buf_str(&b), STR("1234567")));
    buf_clear(&b);
    ck_assert(!b.overflowed);
    ck_assert_uint_eq(b.len, 0);
}
END_TEST

START_TEST(fixed_buf_without_memory_overflows)
{
    struct buf b;
    buf_fixed(&b, NULL, 100);
    buf_add_char(&b, 'x');
    ck_assert(b.overflowed);
}
END_TEST

START_TEST(numbers_are_decimal)
{
    struct buf b;
    buf_init(&b);
    buf_add_u64(&b, 0);
    buf_add_char(&b, ' ');
    buf_add_u64(&b, UINT64_MAX);
    buf_addf(&b, " %d%%", -5);
    ck_assert(str_equal(buf_str(&b), STR("0 18446744073709551615 -5%")));
    buf_release(&b);
}
END_TEST

START_TEST(detach_hands_over_terminated_bytes)
{
    struct buf b;
    buf_init(&b);
    BUF_LIT(&b, "mine");
    char *text = buf_detach(&b);
    ck_assert_str_eq(text, "mine");
    ck_assert_uint_eq(b.len, 0);
    free(text);
}
END_TEST

START_TEST(truncate_shortens)
{
    struct buf b;
    buf_init(&b);
    BUF_LIT(&b, "longer");
    buf_truncate(&b, 4);
    ck_assert(str_equal(buf_str(&b), STR("long")));
    buf_release(&b);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { heap_buf_grows, fixed_buf_drops_what_does_not_fit,
        fixed_buf_without_memory_overflows, numbers_are_decimal, detach_hands_over_terminated_bytes,
        truncate_shortens, NULL };
    return suite_run(suite_of("buf", tests));
}
