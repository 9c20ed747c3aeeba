#include "../suite.h"
#include "http/form.h"

static struct arena arena;

static void expect(struct str encoded, struct str decoded)
{
    struct str got = form_decode(encoded, &arena);
    ck_assert_msg(str_equal(got, decoded), "%.*s became %.*s, not %.*s", STR_ARG(encoded),
        STR_ARG(got), STR_ARG(decoded));
}

START_TEST(decodes_percent_and_plus)
{
    ck_assert_int_eq(arena_init(&arena, 1 << 16, NULL), ERROR_NONE);
    expect(STR("caf%C3%A9+noir"), STR("caf\xC3\xA9 noir"));
    expect(STR("%41%6a%4A"), STR("AjJ"));
    expect(STR("a%00b"), STR("a\0b"));
    expect(STR(""), STR(""));
    arena_release(&arena);
}
END_TEST

START_TEST(lone_percent_stands_for_itself)
{
    ck_assert_int_eq(arena_init(&arena, 1 << 16, NULL), ERROR_NONE);
    expect(STR("100%"), STR("100%"));
    expect(STR("%4"), STR("%4"));
    expect(STR("%zz%g1%1g"), STR("%zz%g1%1g"));
    expect(STR("%%41"), STR("%A"));
    arena_release(&arena);
}
END_TEST

START_TEST(ill_formed_utf8_is_replaced)
{
    ck_assert_int_eq(arena_init(&arena, 1 << 16, NULL), ERROR_NONE);
    expect(STR("a%FFb"), STR("a\xEF\xBF\xBD"
                             "b"));
    expect(STR("%ED%A0%80"), STR("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
    arena_release(&arena);
}
END_TEST

START_TEST(pairs_are_split)
{
    struct str rest = STR("&&a=1&b&=x&c=d=e&"), name, value;
    const char *const expected[][2] = { { "a", "1" }, { "b", "" }, { "", "x" }, { "c", "d=e" } };
    for (size_t i = 0; i < 4; i++) {
        ck_assert(form_next(&rest, &name, &value));
        ck_assert(str_equal(name, str_from(expected[i][0])));
        ck_assert(str_equal(value, str_from(expected[i][1])));
    }
    ck_assert(!form_next(&rest, &name, &value));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { decodes_percent_and_plus, lone_percent_stands_for_itself,
        ill_formed_utf8_is_replaced, pairs_are_split, NULL };
    return suite_run(suite_of("form", tests));
}
