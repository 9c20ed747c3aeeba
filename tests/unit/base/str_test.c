#include "../suite.h"
#include "base/str.h"

START_TEST(comparisons)
{
    ck_assert(str_equal(STR("a\0b"), STR("a\0b")));
    ck_assert(!str_equal(STR("a\0b"), STR("a\0c")));
    ck_assert(!str_equal(STR("ab"), STR("abc")));
    ck_assert(str_equal(str_from(NULL), STR("")));
    ck_assert(str_equal_nocase(STR("Text/HTML"), STR("text/html")));
    ck_assert(str_starts(STR("http://x"), STR("http://")));
    ck_assert(!str_starts(STR("htt"), STR("http")));
    ck_assert(str_starts_nocase(STR("HTTP://x"), STR("http://")));
}
END_TEST

START_TEST(split_takes_head_and_leaves_rest)
{
    struct str rest = STR("a,b,,c");
    const char *const parts[] = { "a", "b", "", "c" };
    for (size_t i = 0; i < 4; i++)
        ck_assert(str_equal(str_split(&rest, ','), str_from(parts[i])));
    ck_assert_uint_eq(rest.len, 0);
    ck_assert(str_equal(str_split(&rest, ','), STR("")));
}
END_TEST

START_TEST(trim_and_offset)
{
    ck_assert(str_equal(str_trim(STR(" \t\r\na b\n ")), STR("a b")));
    ck_assert(str_equal(str_trim(STR(" \n")), STR("")));
    ck_assert(str_equal(str_from_offset(STR("abc"), 1), STR("bc")));
    ck_assert(str_equal(str_from_offset(STR("abc"), 9), STR("")));
    ck_assert_uint_eq(str_find(STR("abc"), 'c'), 2);
    ck_assert_uint_eq(str_find(STR("abc"), 'x'), 3);
}
END_TEST

START_TEST(whole_numbers)
{
    uint64_t n = 7;
    ck_assert(str_to_u64(STR("0"), &n) && n == 0);
    ck_assert(str_to_u64(STR("18446744073709551615"), &n) && n == UINT64_MAX);
    ck_assert(!str_to_u64(STR("18446744073709551616"), &n));
    ck_assert(!str_to_u64(STR(""), &n));
    ck_assert(!str_to_u64(STR("-1"), &n));
    ck_assert(!str_to_u64(STR("1 "), &n));
}
END_TEST

START_TEST(control_bytes_are_found_wherever_they_are)
{
    char text[40];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        ck_assert(!str_has_control(str_n(text, sizeof text)));
        text[at] = at % 2 ? '\n' : 0x7f;
        ck_assert(str_has_control(str_n(text, sizeof text)));
        ck_assert(!str_has_control(str_n(text, at)));
    }
    ck_assert(!str_has_control(STR("\xC3\xA9\xFF blank")));
    ck_assert(!str_has_control(STR("")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { comparisons, split_takes_head_and_leaves_rest, trim_and_offset,
        whole_numbers, control_bytes_are_found_wherever_they_are, NULL };
    return suite_run(suite_of("str", tests));
}
