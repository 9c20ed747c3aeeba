#include "index/facets_bars.h"

#include "base/calendar.h"

enum {
    MONDAY = 4, /* 1970-01-05, days after 1970-01-01 */
    DAY = 24,
    SOME_HOURS = 3,
};

/* What remains of a number that may be negative. */
static int32_t rest_of(int32_t number, int32_t divisor)
{
    return (number % divisor + divisor) % divisor;
}

int32_t facets_day_of(int32_t hour)
{
    return (hour - rest_of(hour, DAY)) / DAY;
}

static int32_t begin_of_days(enum facets_unit unit, int32_t day)
{
    if (unit == FACETS_DAY)
        return day;
    if (unit == FACETS_WEEK) {
        int32_t monday = day - rest_of(day - MONDAY, 7);
        return monday < CALENDAR_FIRST ? CALENDAR_FIRST : monday;
    }
    struct calendar_day date = calendar_of(day);
    date.day = 1;
    if (unit == FACETS_YEAR)
        date.month = 1;
    return calendar_days(date);
}

static int32_t next_of_days(enum facets_unit unit, int32_t day)
{
    int32_t begin = begin_of_days(unit, day);
    if (unit == FACETS_DAY || unit == FACETS_WEEK)
        return begin + (unit == FACETS_DAY ? 1 : 7);
    struct calendar_day date = calendar_of(begin);
    date.month += unit == FACETS_YEAR ? 12 : 1;
    return calendar_days(date);
}

int32_t facets_unit_begin(enum facets_unit unit, int32_t hour)
{
    if (unit == FACETS_HOUR || unit == FACETS_SOME_HOURS)
        return unit == FACETS_HOUR ? hour : hour - rest_of(hour, SOME_HOURS);
    return DAY * begin_of_days(unit, facets_day_of(hour));
}

int32_t facets_unit_next(enum facets_unit unit, int32_t hour)
{
    if (unit == FACETS_HOUR || unit == FACETS_SOME_HOURS)
        return facets_unit_begin(unit, hour) + (unit == FACETS_HOUR ? 1 : SOME_HOURS);
    return DAY * next_of_days(unit, facets_day_of(hour));
}

/* Bars from one hour's to the other's; more than FACETS_BARS_MAX are not counted. */
static size_t bars_between(enum facets_unit unit, int32_t first, int32_t last)
{
    size_t count = 1;
    for (int32_t at = facets_unit_next(unit, first); at <= last && count <= FACETS_BARS_MAX;
         count++)
        at = facets_unit_next(unit, at);
    return count;
}

/* The first hour of the years that end with the last hour's, as many as there may be. */
static int32_t last_years(int32_t last)
{
    struct calendar_day date = calendar_of(facets_day_of(last));
    date.year = date.year > FACETS_BARS_MAX ? date.year - FACETS_BARS_MAX + 1 : 1;
    date.month = date.day = 1;
    return DAY * calendar_days(date);
}

static void count_hour(struct facets *out, int32_t hour)
{
    size_t low = 0, high = out->bar_count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (out->bars[middle].to <= hour)
            low = middle + 1;
        else
            high = middle;
    }
    out->bars[low].count++;
}

bool facets_make_bars(const int32_t *hours, size_t count, struct arena *arena, struct facets *out)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    out->bars = arena_zero(arena, FACETS_BARS_MAX, sizeof *out->bars);
    if (out->bars == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        first = hours[i] < first ? hours[i] : first;
        last = hours[i] > last ? hours[i] : last;
    }
    if (count == 0)
        return true;
    while (out->unit != FACETS_YEAR && bars_between(out->unit, first, last) > FACETS_BARS_MAX)
        out->unit++;
    out->earlier = bars_between(out->unit, first, last) > FACETS_BARS_MAX;
    int32_t at = facets_unit_begin(out->unit, out->earlier ? last_years(last) : first);
    for (; at <= last; at = facets_unit_next(out->unit, at))
        out->bars[out->bar_count++] =
            (struct facets_bar) { .from = at, .to = facets_unit_next(out->unit, at) };
    for (size_t i = 0; i < count; i++)
        count_hour(out, hours[i]);
    return true;
}
