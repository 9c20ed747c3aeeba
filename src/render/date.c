#include "render/date.h"

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

static void add_padded(struct buf *to, unsigned n, unsigned width)
{
    char digits[4];
    for (unsigned i = width; i > 0; i--, n /= 10)
        digits[i - 1] = (char)('0' + n % 10);
    buf_add(to, digits, width);
}

void date_clock(struct buf *to, const struct date *date)
{
    add_padded(to, date->hour, 2);
    BUF_LIT(to, ":");
    add_padded(to, date->minute, 2);
}

static void add_seconds(struct buf *to, const struct date *date)
{
    date_clock(to, date);
    BUF_LIT(to, ":");
    add_padded(to, date->second, 2);
}

void date_rfc3339(struct buf *to, int64_t seconds)
{
    struct date date = date_of(seconds);
    add_padded(to, date.year, 4);
    BUF_LIT(to, "-");
    add_padded(to, date.month, 2);
    BUF_LIT(to, "-");
    add_padded(to, date.day, 2);
    BUF_LIT(to, "T");
    add_seconds(to, &date);
    BUF_LIT(to, "Z");
}

void date_http(struct buf *to, int64_t seconds)
{
    static const char weekdays[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    struct date date = date_of(seconds);
    buf_add(to, weekdays[date.weekday], 3);
    BUF_LIT(to, ", ");
    add_padded(to, date.day, 2);
    BUF_LIT(to, " ");
    buf_add(to, date_months[date.month - 1], 3);
    BUF_LIT(to, " ");
    add_padded(to, date.year, 4);
    BUF_LIT(to, " ");
    add_seconds(to, &date);
    BUF_LIT(to, " GMT");
}
