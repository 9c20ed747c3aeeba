#include "../suite.h"
#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static void repairs_to(struct str from, struct str to)
{
    struct buf b;
    buf_init(&b);
    utf8_repair(&b, from);
    ck_assert_msg(str_equal(buf_str(&b), to), "%.*s", STR_ARG(buf_str(&b)));
    buf_release(&b);
}

START_TEST(well_formed_stays)
{
    ck_assert(utf8_valid(STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")));
    repairs_to(
        STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
}
END_TEST

START_TEST(ill_formed_is_replaced)
{
    ck_assert(!utf8_valid(STR("\xC0\xAF")));
    ck_assert(!utf8_valid(STR("\xED\xA0\x80")));
    ck_assert(!utf8_valid(STR("\xF4\x90\x80\x80")));
    repairs_to(STR("\xE2\x82"), STR(REPLACEMENT));
    repairs_to(STR("a\xFFz"), STR("a" REPLACEMENT "z"));
    repairs_to(STR("\xE2\x82\x41"), STR(REPLACEMENT "A"));
}
END_TEST

START_TEST(cut_ends_with_a_whole_code_point)
{
    struct str euro = STR("ab\xE2\x82\xAC");
    ck_assert_uint_eq(utf8_cut(euro, 5).len, 5);
    ck_assert_uint_eq(utf8_cut(euro, 4).len, 2);
    ck_assert_uint_eq(utf8_cut(euro, 3).len, 2);
    ck_assert_uint_eq(utf8_cut(euro, 2).len, 2);
    ck_assert_uint_eq(utf8_cut(euro, 0).len, 0);
}
END_TEST

START_TEST(add_encodes)
{
    struct buf b;
    buf_init(&b);
    utf8_add(&b, 'A');
    utf8_add(&b, 0xE9);
    utf8_add(&b, 0x10FFFF);
    ck_assert(str_equal(buf_str(&b), STR("A\xC3\xA9\xF4\x8F\xBF\xBF")));
    buf_release(&b);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { well_formed_stays, ill_formed_is_replaced,
        cut_ends_with_a_whole_code_point, add_encodes, NULL };
    return suite_run(suite_of("utf8", tests));
}
