#include "../suite.h"
#include "render/date.h"

#include <time.h>

static struct buf text;

static const char *http(int64_t seconds)
{
    buf_clear(&text);
    date_http(&text, seconds);
    buf_add_char(&text, '\0');
    return text.at;
}

static const char *rfc3339(int64_t seconds)
{
    buf_clear(&text);
    date_rfc3339(&text, seconds);
    buf_add_char(&text, '\0');
    return text.at;
}

START_TEST(known_dates)
{
    ck_assert_str_eq(http(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    ck_assert_str_eq(http(784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110 */
    ck_assert_str_eq(http(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
    ck_assert_str_eq(rfc3339(1769860800), "2026-01-31T12:00:00Z");
    ck_assert_str_eq(rfc3339(951868799), "2000-02-29T23:59:59Z");
}
END_TEST

START_TEST(bounds)
{
    ck_assert_str_eq(http(INT64_MIN), "Thu, 01 Jan 1970 00:00:00 GMT");
    ck_assert_str_eq(http(INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
    ck_assert_str_eq(rfc3339(INT64_MAX), "9999-12-31T23:59:59Z");
}
END_TEST

START_TEST(every_day_is_the_c_librarys)
{
    for (time_t day = 0; day < 200 * 366; day++) {
        char expected[64];
        struct tm tm;
        time_t seconds = day * 86400 + day * 7919 % 86400;
        gmtime_r(&seconds, &tm);
        strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &tm);
        ck_assert_str_eq(http(seconds), expected);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &tm);
        ck_assert_str_eq(rfc3339(seconds), expected);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *all = tcase_create("date");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, known_dates);
    tcase_add_test(all, bounds);
    tcase_add_test(all, every_day_is_the_c_librarys);
    suite_add_tcase(suite, all);
    buf_init(&text);
    int status = suite_run(suite);
    buf_release(&text);
    return status;
}
