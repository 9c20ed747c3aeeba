#include "../suite.h"
#include "base/calendar.h"

#include <time.h>

START_TEST(days_are_those_of_libc)
{
    for (int32_t day = CALENDAR_FIRST; day <= CALENDAR_LAST; day += 13) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
        struct calendar_day date = calendar_of(day);
        ck_assert_int_eq(date.year, tm.tm_year + 1900);
        ck_assert_uint_eq(date.month, (unsigned)tm.tm_mon + 1);
        ck_assert_uint_eq(date.day, (unsigned)tm.tm_mday);
        ck_assert_int_eq(calendar_days(date), day);
    }
}
END_TEST

START_TEST(bounds_are_what_they_say)
{
    struct calendar_day first = calendar_of(CALENDAR_FIRST), last = calendar_of(CALENDAR_LAST);
    ck_assert(first.year == 1 && first.month == 1 && first.day == 1);
    ck_assert(last.year == 9999 && last.month == 12 && last.day == 31);
}
END_TEST

START_TEST(months_beyond_the_twelfth_are_of_later_years)
{
    ck_assert_int_eq(calendar_days((struct calendar_day) { 2026, 13, 1 }),
        calendar_days((struct calendar_day) { 2027, 1, 1 }));
    ck_assert_int_eq(calendar_days((struct calendar_day) { 2026, 24, 5 }),
        calendar_days((struct calendar_day) { 2027, 12, 5 }));
}
END_TEST

START_TEST(moments_are_in_days)
{
    ck_assert_int_eq(calendar_day_of(0), 0);
    ck_assert_int_eq(calendar_day_of(86399), 0);
    ck_assert_int_eq(calendar_day_of(86400), 1);
    ck_assert_int_eq(calendar_day_of(-1), -1);
    ck_assert_int_eq(calendar_day_of(-86400), -1);
    ck_assert_int_eq(calendar_day_of(-86401), -2);
    ck_assert_int_eq(calendar_day_of(INT64_MIN), CALENDAR_FIRST);
    ck_assert_int_eq(calendar_day_of(INT64_MAX), CALENDAR_LAST);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { days_are_those_of_libc, bounds_are_what_they_say,
        months_beyond_the_twelfth_are_of_later_years, moments_are_in_days, NULL };
    return suite_run(suite_of("calendar", tests));
}
