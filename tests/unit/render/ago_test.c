#include "../suite.h"
#include "render/html.h"

#include <stdio.h>
#include <time.h>

#define NOON 1769860800 /* 2026-01-31T12:00:00Z */

static struct buf out;

static const char *ago(int64_t then, int64_t now)
{
    buf_clear(&out);
    html_ago(&out, then, now);
    buf_add_char(&out, '\0');
    return out.at;
}

/* What stands between the tags. */
static const char *words(int64_t seconds_before)
{
    static char text[64];
    const char *all = strchr(ago(NOON, NOON + seconds_before), '>') + 1;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(all, "<"), all);
    return text;
}

START_TEST(element_carries_both_dates)
{
    ck_assert_str_eq(ago(NOON, NOON + 3 * 3600),
        "<time datetime=\"2026-01-31T12:00:00Z\" title=\"31 January 2026, 12:00 UTC\">"
        "3 hours ago</time>");
}
END_TEST

START_TEST(past_is_told_in_the_largest_fitting_unit)
{
    ck_assert_str_eq(words(0), "just now");
    ck_assert_str_eq(words(59), "just now");
    ck_assert_str_eq(words(60), "1 minute ago");
    ck_assert_str_eq(words(3599), "59 minutes ago");
    ck_assert_str_eq(words(3600), "1 hour ago");
    ck_assert_str_eq(words(86399), "23 hours ago");
    ck_assert_str_eq(words(86400), "1 day ago");
    ck_assert_str_eq(words(13 * 86400), "13 days ago");
    ck_assert_str_eq(words(14 * 86400), "2 weeks ago");
    ck_assert_str_eq(words(90 * 86400), "2 months ago");
    ck_assert_str_eq(words(800 * 86400), "2 years ago");
}
END_TEST

START_TEST(future_is_told_too)
{
    ck_assert_str_eq(words(-30), "in a moment");
    ck_assert_str_eq(words(-90), "in 1 minute");
    ck_assert_str_eq(words(-7200), "in 2 hours");
}
END_TEST

START_TEST(calendar_agrees_with_the_c_library)
{
    /* A step that is no multiple of a day, through leap years and ends of centuries. */
    for (int64_t t = 0; t < 253402300799; t += 86400 * 11 + 12345) {
        char expected[64];
        struct tm tm;
        strftime(
            expected, sizeof expected, "\"%Y-%m-%dT%H:%M:%SZ\"", gmtime_r(&(time_t) { t }, &tm));
        const char *written = ago(t, t);
        ck_assert_msg(strstr(written, expected), "%s is not %s", written, expected);
    }
}
END_TEST

START_TEST(impossible_times_are_bounded)
{
    ck_assert_ptr_nonnull(strstr(ago(INT64_MIN, NOON), "1970-01-01T00:00:00Z"));
    ck_assert_ptr_nonnull(strstr(ago(INT64_MAX, INT64_MIN), "9999-12-31T23:59:59Z"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { element_carries_both_dates,
        past_is_told_in_the_largest_fitting_unit, future_is_told_too,
        calendar_agrees_with_the_c_library, impossible_times_are_bounded, NULL };
    return suite_run(suite_of("ago", tests));
}
