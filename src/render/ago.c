/* Dates for people. No gmtime_r: glibc takes a lock in it, and every worker writes dates. */
#include "render/html.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY };
#define MONTH (30 * DAY + 10 * HOUR) /* a twelfth of a year */
#define YEAR (365 * DAY + 6 * HOUR)
#define LAST_SECOND 253402300799 /* of the year 9999: four digits are enough */

struct civil {
    unsigned year, month, day, hour, minute, second;
};

/* Days to year, month, day in the Gregorian calendar whose years begin in March, so that the day
 * that may be missing is the last (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static struct civil civil_of(uint64_t seconds)
{
    unsigned days = (unsigned)(seconds / DAY) + 719468; /* since 0000-03-01 */
    unsigned era = days / 146097, day_of_era = days % 146097;
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned march_month = (5 * day_of_year + 2) / 153;
    unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;
    unsigned of_day = (unsigned)(seconds % DAY);
    return (struct civil) {
        .year = era * 400 + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * march_month + 2) / 5 + 1,
        .hour = of_day / HOUR,
        .minute = of_day % HOUR / MINUTE,
        .second = of_day % MINUTE,
    };
}

static void add_padded(struct buf *to, unsigned n, unsigned width)
{
    char digits[4];
    for (unsigned i = width; i > 0; i--, n /= 10)
        digits[i - 1] = (char)('0' + n % 10);
    buf_add(to, digits, width);
}

static void add_clock(struct buf *to, const struct civil *c)
{
    add_padded(to, c->hour, 2);
    BUF_LIT(to, ":");
    add_padded(to, c->minute, 2);
}

/* 2026-01-31T12:00:00Z */
static void add_machine_date(struct buf *to, const struct civil *c)
{
    add_padded(to, c->year, 4);
    BUF_LIT(to, "-");
    add_padded(to, c->month, 2);
    BUF_LIT(to, "-");
    add_padded(to, c->day, 2);
    BUF_LIT(to, "T");
    add_clock(to, c);
    BUF_LIT(to, ":");
    add_padded(to, c->second, 2);
    BUF_LIT(to, "Z");
}

/* 31 January 2026, 12:00 UTC */
static void add_human_date(struct buf *to, const struct civil *c)
{
    static const char *const months[] = { "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December" };
    buf_add_u64(to, c->day);
    BUF_LIT(to, " ");
    buf_add_str(to, str_from(months[c->month - 1]));
    BUF_LIT(to, " ");
    buf_add_u64(to, c->year);
    BUF_LIT(to, ", ");
    add_clock(to, c);
    BUF_LIT(to, " UTC");
}

/* The largest unit of which there are at least `least`: "13 days" says more than "1 week". */
static void add_span(struct buf *to, uint64_t seconds)
{
    static const struct {
        uint64_t size, least;
        struct str name;
    } units[] = {
        { YEAR, 2, { " year", 5 } },
        { MONTH, 2, { " month", 6 } },
        { WEEK, 2, { " week", 5 } },
        { DAY, 1, { " day", 4 } },
        { HOUR, 1, { " hour", 5 } },
        { MINUTE, 0, { " minute", 7 } },
    };
    unsigned i = 0;
    while (seconds < units[i].size * units[i].least)
        i++;
    uint64_t n = seconds / units[i].size;
    buf_add_u64(to, n);
    buf_add_str(to, units[i].name);
    if (n != 1)
        BUF_LIT(to, "s");
}

static void add_distance(struct buf *to, int64_t then, int64_t now)
{
    if (then <= now && now - then < MINUTE) {
        BUF_LIT(to, "just now");
    } else if (then <= now) {
        add_span(to, (uint64_t)(now - then));
        BUF_LIT(to, " ago");
    } else if (then - now < MINUTE) {
        BUF_LIT(to, "in a moment");
    } else {
        BUF_LIT(to, "in ");
        add_span(to, (uint64_t)(then - now));
    }
}

static int64_t bounded(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > LAST_SECOND ? LAST_SECOND : seconds;
}

void html_ago(struct buf *to, int64_t then, int64_t now)
{
    then = bounded(then);
    struct civil c = civil_of((uint64_t)then);
    BUF_LIT(to, "<time datetime=\"");
    add_machine_date(to, &c);
    BUF_LIT(to, "\" title=\"");
    add_human_date(to, &c);
    BUF_LIT(to, "\">");
    add_distance(to, then, bounded(now));
    BUF_LIT(to, "</time>");
}
