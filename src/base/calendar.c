#include "base/calendar.h"

#include <assert.h>

enum {
    ERA = 146097,         /* days of 400 years */
    BEFORE_1970 = 719468, /* days from 0000-03-01 */
    DAY = 24 * 60 * 60,   /* seconds */
};

struct calendar_day calendar_of(int32_t days)
{
    assert(days >= CALENDAR_FIRST && days <= CALENDAR_LAST);
    unsigned since = (unsigned)(days + BEFORE_1970), era = since / ERA, of_era = since % ERA;
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned march_month = (5 * of_year + 2) / 153;
    unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;
    return (struct calendar_day) {
        .year = (int32_t)(era * 400 + year + (month <= 2)),
        .month = month,
        .day = of_year - (153 * march_month + 2) / 5 + 1,
    };
}

int32_t calendar_days(struct calendar_day date)
{
    unsigned months = date.month - 1;
    unsigned year = (unsigned)date.year + months / 12, month = months % 12 + 1;
    year -= month <= 2;
    unsigned march_month = month > 2 ? month - 3 : month + 9;
    unsigned of_year = (153 * march_month + 2) / 5 + date.day - 1;
    unsigned of_era = year % 400 * 365 + year % 400 / 4 - year % 400 / 100 + of_year;
    return (int32_t)(year / 400 * ERA + of_era) - BEFORE_1970;
}

int32_t calendar_day_of(int64_t seconds)
{
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    if (days < CALENDAR_FIRST)
        return CALENDAR_FIRST;
    return days > CALENDAR_LAST ? CALENDAR_LAST : (int32_t)days;
}
