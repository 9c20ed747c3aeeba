#include "../suite.h"
#include "app/conditional.h"

#define ETAG "\"0123\""
enum { MODIFIED = 784111777 };

static bool unmodified(const char *if_none_match, const char *if_modified_since)
{
    struct request request = { .if_none_match = str_from(if_none_match),
        .if_modified_since = str_from(if_modified_since) };
    return conditional_unmodified(&request, STR(ETAG), MODIFIED);
}

START_TEST(etags)
{
    static const char *const good[] = { ETAG, "W/" ETAG, "*", " * ", "\"a\", " ETAG, "\"a\"," ETAG,
        ETAG ",\"b\"", "W/\"a\" , W/" ETAG " ", ",," ETAG ",", "\"a,b\"," ETAG };
    static const char *const other[] = { "\"012\"", "0123", "\"0123", "\"", "W/", "W/\"\"",
        "\"01234\"", "\"\\\"0123\"", ",", "\"a\",*" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(unmodified(good[i], NULL), "%s", good[i]);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        ck_assert_msg(!unmodified(other[i], NULL), "%s", other[i]);
}
END_TEST

START_TEST(dates)
{
    ck_assert(unmodified("", "Sun, 06 Nov 1994 08:49:37 GMT"));
    ck_assert(unmodified("", "Sunday, 06-Nov-94 08:49:37 GMT"));
    ck_assert(unmodified("", "Sun Nov  6 08:49:37 1994"));
    ck_assert(unmodified("", "Sun, 06 Nov 1994 08:49:38 GMT"));
    ck_assert(!unmodified("", "Sun, 06 Nov 1994 08:49:36 GMT"));
    ck_assert(!unmodified("", "yesterday"));
    ck_assert(!unmodified("", ""));
    struct request request = { .if_modified_since = STR("Sun, 06 Nov 1994 08:49:37 GMT") };
    ck_assert(!conditional_unmodified(&request, STR(ETAG), 0));
}
END_TEST

START_TEST(an_etag_counts_alone)
{
    ck_assert(!unmodified("\"other\"", "Sun, 06 Nov 1994 08:49:37 GMT"));
    ck_assert(unmodified(ETAG, "Sun, 06 Nov 1994 08:49:36 GMT"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("conditional");
    TCase *all = tcase_create("conditional");
    tcase_add_test(all, etags);
    tcase_add_test(all, dates);
    tcase_add_test(all, an_etag_counts_alone);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
