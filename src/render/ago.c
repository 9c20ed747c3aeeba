/* Dates for people. */
#include "base/put.h"
#include "render/date.h"
#include "render/html.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY };
#define MONTH (30 * DAY + 10 * HOUR) /* a twelfth of a year */
#define YEAR (365 * DAY + 6 * HOUR)

/* 31 January 2026, 12:00 UTC */
static char *put_human_date(char *to, const struct date *c)
{
    const char *month = date_months[c->month - 1];
    size_t len = strlen(month);
    to = PUT_LIT(put_small(to, c->day), " ");
    to = (char *)memcpy(to, month, len) + len;
    to = PUT_LIT(put_four(PUT_LIT(to, " "), c->year), ", ");
    to = PUT_LIT(put_two(to, c->hour), ":");
    return PUT_LIT(put_two(to, c->minute), " UTC");
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

void html_ago(struct buf *to, int64_t then, int64_t now)
{
    struct date c = date_of(then);
    char text[128], *at = PUT_LIT(text, "<time datetime=\"");
    at = PUT_LIT(date_put_rfc3339(at, &c), "\" title=\"");
    at = PUT_LIT(put_human_date(at, &c), "\">");
    buf_add(to, text, (size_t)(at - text));
    add_distance(to, date_bounded(then), date_bounded(now));
    BUF_LIT(to, "</time>");
}
