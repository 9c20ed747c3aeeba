#include "render/date.h"

#include "base/put.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
#define LAST_SECOND 253402300799 /* of the year 9999: four digits are enough */

const char *const date_months[12] = { "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December" };

int64_t date_bounded(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > LAST_SECOND ? LAST_SECOND : seconds;
}

/* Days to year, month, day in the Gregorian calendar whose years begin in March, so that the day
 * that may be missing is the last (H. Hinnant, "chrono-compatible low-level date algorithms"). */
struct date date_of(int64_t bounded)
{
    uint64_t seconds = (uint64_t)date_bounded(bounded);
    unsigned days = (unsigned)(seconds / DAY) + 719468; /* since 0000-03-01 */
    unsigned era = days / 146097, day_of_era = days % 146097;
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned march_month = (5 * day_of_year + 2) / 153;
    unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;
    unsigned of_day = (unsigned)(seconds % DAY);
    return (struct date) {
        .year = era * 400 + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * march_month + 2) / 5 + 1,
        .hour = of_day / HOUR,
        .minute = of_day % HOUR / MINUTE,
        .second = of_day % MINUTE,
        .weekday = (unsigned)(seconds / DAY + 4) % 7, /* 1970 began with a Thursday */
    };
}

void date_clock(struct buf *to, const struct date *date)
{
    char text[] = "00:00";
    put_two(text, date->hour);
    put_two(text + 3, date->minute);
    buf_add(to, text, sizeof text - 1);
}

void date_day(struct buf *to, struct calendar_day day)
{
    char text[] = "0000-00-00";
    put_four(text, (unsigned)day.year);
    put_two(text + 5, day.month);
    put_two(text + 8, day.day);
    buf_add(to, text, sizeof text - 1);
}

char *date_put_rfc3339(char *to, const struct date *date)
{
    to = PUT_LIT(put_four(to, date->year), "-");
    to = PUT_LIT(put_two(to, date->month), "-");
    to = PUT_LIT(put_two(to, date->day), "T");
    to = PUT_LIT(put_two(to, date->hour), ":");
    to = PUT_LIT(put_two(to, date->minute), ":");
    return PUT_LIT(put_two(to, date->second), "Z");
}

void date_rfc3339(struct buf *to, int64_t seconds)
{
    struct date date = date_of(seconds);
    char text[DATE_RFC3339];
    buf_add(to, text, (size_t)(date_put_rfc3339(text, &date) - text));
}

void date_http(struct buf *to, int64_t seconds)
{
    static const char weekdays[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    struct date date = date_of(seconds);
    char text[] = "Sun, 00 Jan 0000 00:00:00 GMT";
    memcpy(text, weekdays[date.weekday], 3);
    put_two(text + 5, date.day);
    memcpy(text + 8, date_months[date.month - 1], 3);
    put_four(text + 12, date.year);
    put_two(text + 17, date.hour);
    put_two(text + 20, date.minute);
    put_two(text + 23, date.second);
    buf_add(to, text, sizeof text - 1);
}
