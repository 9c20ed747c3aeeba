#include "../suite.h"
#include "app/cursor.h"

static struct str written(const struct cursor *cursor)
{
    static char memory[4096];
    struct buf to;
    buf_fixed(&to, memory, sizeof memory);
    cursor_write(&to, cursor);
    ck_assert(!to.overflowed);
    return buf_str(&to);
}

static struct cursor full(void)
{
    struct cursor c = { .order = SEARCH_BY_SCORE, .after = { 12.3456789F, 1769860800, 987654321 } };
    c.statistics.items = 1000000;
    c.statistics.newest = 1769947200;
    c.statistics.average_length = 31.00000000000001;
    c.statistics.terms = SEARCH_ALL_TERMS_MAX;
    for (unsigned i = 0; i < SEARCH_ALL_TERMS_MAX; i++)
        c.statistics.with[i] = i * 1000;
    return c;
}

START_TEST(what_is_written_is_read)
{
    struct cursor in = full(), out;
    ck_assert(cursor_read(written(&in), &out));
    ck_assert_int_eq(out.order, SEARCH_BY_SCORE);
    ck_assert(out.after.score == in.after.score && out.after.date == in.after.date);
    ck_assert_uint_eq(out.after.id, in.after.id);
    ck_assert_uint_eq(out.statistics.items, in.statistics.items);
    ck_assert_int_eq(out.statistics.newest, in.statistics.newest);
    ck_assert(out.statistics.average_length == in.statistics.average_length);
    ck_assert_uint_eq(out.statistics.terms, in.statistics.terms);
    ck_assert_mem_eq(in.statistics.with, out.statistics.with, sizeof in.statistics.with);
    in = (struct cursor) { .order = SEARCH_BY_DATE, .after = { 0, -5, UINT64_MAX } };
    ck_assert(cursor_read(written(&in), &out));
    ck_assert_int_eq(out.order, SEARCH_BY_DATE);
    ck_assert_int_eq(out.after.date, -5);
    ck_assert_uint_eq(out.after.id, UINT64_MAX);
}
END_TEST

START_TEST(it_is_a_word_of_a_url)
{
    struct cursor c = full();
    struct str text = written(&c);
    for (size_t i = 0; i < text.len; i++)
        ck_assert(memchr("0123456789abcdefs-", text.at[i], 18));
}
END_TEST

START_TEST(what_is_none_is_refused)
{
    static const char *const bad[] = { "", "d", "d-", "d-1", "d-1-", "d-1-2-3", "x-1-2", "D-1-2",
        "d-g-1", "d--1", "d-1 2", "d-11112222333344445-1", "s-1-2", "s-1-2-0",
        "s-1-2-0-0-3ff0000000000000", "s-1-2-0-0-3ff0000000000000-",
        /* more with a term than there are, an average below 1, an infinite score, not a number,
           a score beyond float's, one below 0 */
        "s-1-2-0-5-3ff0000000000000-9-6", "s-1-2-0-5-3fe0000000000000-9-1",
        "s-1-2-7ff0000000000000-5-3ff0000000000000-9-1",
        "s-1-2-7ff8000000000000-5-3ff0000000000000-9-1", "s-1-2-0-5-7ff8000000000000-9-1",
        "s-1-2-7fe0000000000000-5-3ff0000000000000-9-1",
        "s-1-2-bff0000000000000-5-3ff0000000000000-9-1" };
    struct cursor out;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!cursor_read(str_from(bad[i]), &out), "%s", bad[i]);
    ck_assert(cursor_read(STR("s-1-2-0-5-3ff0000000000000-9-5"), &out));
    ck_assert_uint_eq(out.statistics.terms, 1);
}
END_TEST

START_TEST(too_many_terms_are_refused)
{
    char text[2048] = "s-1-2-0-5-3ff0000000000000-9";
    struct cursor out;
    for (unsigned i = 0; i < SEARCH_ALL_TERMS_MAX; i++)
        strcat(text, "-1");
    ck_assert(cursor_read(str_from(text), &out));
    ck_assert(!cursor_read(str_from(strcat(text, "-1")), &out));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cursor");
    TCase *all = tcase_create("cursor");
    tcase_add_test(all, what_is_written_is_read);
    tcase_add_test(all, it_is_a_word_of_a_url);
    tcase_add_test(all, what_is_none_is_refused);
    tcase_add_test(all, too_many_terms_are_refused);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
