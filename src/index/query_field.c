#include "index/query_field.h"

#include "base/utf8.h"

enum { QUOTED_MOST = 80, LANGUAGE_MOST = 35, HOUR = 3600, DAY = 24 * HOUR };

/* --- dates --- */

/* Days from 1970-01-01 to the first of a month of the Gregorian calendar. */
static int64_t days_before(int64_t year, int64_t month)
{
    static const int16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    int64_t whole = year - (month <= 2); /* years whose February has been */
    int64_t leap_days = whole / 4 - whole / 100 + whole / 400 - 477;
    return 365 * (year - 1970) + leap_days + before[month - 1];
}

static int64_t days_of(int64_t year, int64_t month)
{
    return month == 12 ? 31 : days_before(year, month + 1) - days_before(year, month);
}

/* So many digits, no fewer. */
static bool read_digits(struct str text, size_t digits, int64_t *value)
{
    uint64_t number;
    if (text.len != digits || !str_to_u64(text, &number))
        return false;
    *value = (int64_t)number;
    return true;
}

/* "15" or "15:30" in seconds. */
static bool read_clock(struct str text, int64_t *seconds)
{
    int64_t hour, minute = 0;
    struct str rest = text, part = str_split(&rest, ':');
    if (!read_digits(part, 2, &hour) || hour > 23 ||
        (part.len < text.len && (!read_digits(rest, 2, &minute) || minute > 59)))
        return false;
    *seconds = hour * HOUR + minute * 60;
    return true;
}

/* The beginning of the year, month or day; of a day the hour or minute. */
static bool read_date(struct str text, int64_t *date)
{
    enum { DAY_DIGITS = 10 };
    int64_t year, month = 1, day = 1, clock = 0;
    bool timed = text.len > DAY_DIGITS && (text.at[DAY_DIGITS] | 0x20) == 't';
    if (timed && !read_clock(str_from_offset(text, DAY_DIGITS + 1), &clock))
        return false;
    struct str whole = timed ? str_n(text.at, DAY_DIGITS) : text, rest = whole;
    struct str part = str_split(&rest, '-');
    if (!read_digits(part, 4, &year) || year == 0)
        return false;
    bool read = part.len == whole.len;
    if (!read && (part = str_split(&rest, '-'), !read_digits(part, 2, &month)))
        return false;
    read |= whole.len == 7;
    if (month < 1 || month > 12 || (!read && !read_digits(rest, 2, &day)) || day < 1 ||
        day > days_of(year, month))
        return false;
    *date = (days_before(year, month) + day - 1) * DAY + clock;
    return true;
}

/* "7d" in seconds. */
static bool read_span(struct str text, int64_t *span)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 'h', 3600 }, { 'd', DAY }, { 'w', 7 * DAY }, { 'm', 30 * DAY },
        { 'y', 365 * DAY } };
    uint64_t number;
    if (text.len < 2 || text.len > 6 || !str_to_u64(str_n(text.at, text.len - 1), &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if ((text.at[text.len - 1] | 0x20) == units[i].unit) {
            *span = (int64_t)number * units[i].seconds;
            return true;
        }
    }
    return false;
}

/* --- values --- */

static struct str lower(struct query_draft *d, struct str text)
{
    struct str copy = arena_copy(d->arena, text);
    for (size_t i = 0; i < copy.len; i++)
        if (copy.at[i] >= 'A' && copy.at[i] <= 'Z')
            ((char *)copy.at)[i] |= 0x20;
    return copy;
}

static bool read_language(struct query_draft *d, struct str text, struct str *tags)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i] | 0x20;
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && text.at[i] != '-')
            return false;
    }
    *tags = lower(d, text);
    return text.len > 0 && text.len <= LANGUAGE_MOST;
}

/* The host alone of what may be a whole address. */
static bool read_host(struct query_draft *d, struct str text, struct str *host)
{
    for (size_t i = 0; i + 2 < text.len; i++)
        if (memcmp(text.at + i, "://", 3) == 0) {
            text = str_from_offset(text, i + 3);
            break;
        }
    text = str_split(&(struct str) { text.at, text.len }, '/');
    text = str_split(&(struct str) { text.at, text.len }, ':');
    while (text.len && text.at[0] == '.')
        text = str_from_offset(text, 1);
    *host = lower(d, text);
    return text.len > 0;
}

static bool read_sources(struct query_draft *d, const struct query_world *world, struct str name,
    bool part, const struct source_set **sources)
{
    struct source_set *set = arena_zero(d->arena, 1, sizeof *set);
    *sources = set;
    if (set == NULL || world->sources == NULL || name.len == 0)
        return false;
    world->sources(world->context, name, part, set);
    for (size_t i = 0; i < sizeof set->bits / sizeof *set->bits; i++)
        if (set->bits[i])
            return true;
    return false;
}

/* --- fields --- */

/* What goes before the value that was not understood. */
static const char *complaint_of(enum query_field field)
{
    switch (field) {
    case FIELD_SOURCE:
        return "There is no source";
    case FIELD_FEED:
        return "No source's name or feed has";
    case FIELD_LANG:
        return "lang: takes a language's code, as lang:en or lang:pt-br, not";
    case FIELD_AFTER:
        return "after: takes a date, as after:2026-01-31, after:2026-01, after:2026 or "
               "after:2026-01-31T15, not";
    case FIELD_BEFORE:
        return "before: takes a date, as before:2026-01-31, before:2026-01, before:2026 or "
               "before:2026-01-31T15, not";
    case FIELD_WHEN:
        return "when: takes a number and h, d, w, m or y, as when:7d, not";
    case FIELD_SITE:
        return "site: takes a domain, as site:example.org, not";
    case FIELD_TITLE:
        break;
    }
    return "title: takes words, not";
}

static bool read_value(struct query_draft *d, const struct query_world *world,
    enum query_field field, struct str value, struct query_filter *filter)
{
    int64_t span;
    *filter = (struct query_filter) { .kind = FILTER_DATES, .from = INT64_MIN, .to = INT64_MAX };
    switch (field) {
    case FIELD_SOURCE:
    case FIELD_FEED:
        filter->kind = FILTER_SOURCES;
        return read_sources(d, world, value, field == FIELD_FEED, &filter->sources);
    case FIELD_LANG:
        filter->kind = FILTER_LANGUAGE;
        return read_language(d, value, &filter->text);
    case FIELD_AFTER:
        return read_date(value, &filter->from);
    case FIELD_BEFORE:
        return read_date(value, &filter->to);
    case FIELD_WHEN:
        if (!read_span(value, &span))
            return false;
        filter->from = world->now - span;
        return true;
    case FIELD_SITE:
        filter->kind = FILTER_HOST;
        return read_host(d, value, &filter->text);
    case FIELD_TITLE:
        break;
    }
    return false;
}

uint16_t query_field(struct query_draft *d, const struct query_world *world, enum query_field field,
    const struct query_piece *value)
{
    struct query_filter filter;
    if (read_value(d, world, field, value->text, &filter))
        return query_draft_filter(d, &filter);
    struct str quoted = utf8_cut(value->text, QUOTED_MOST);
    query_draft_say(d, value->offset, value->end - value->offset, "%s “%.*s”.", complaint_of(field),
        STR_ARG(quoted));
    return QUERY_NO_NODE;
}
