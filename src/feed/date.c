/*
 * One forgiving reader for all of them: a date is numbers, words and signs, and what each means
 * follows from what is beside it. That covers RFC 822 to 5322, RFC 850 and asctime (RFC 9110,
 * 5.6.7), RFC 3339, W3C-DTF (www.w3.org/TR/NOTE-datetime) and these habits of feeds in the wild:
 * month names in other languages, full or cut ("25 de septiembre de 2021", "2004-július-13"),
 * 年月日 and 년월일, am and pm, "2021/09/25", "09/25/2021", "25.09.2021", ordinal days
 * ("2003-335", "September 25th"), zones as words, offsets ("+01:00", "GMT+1") or both, weekdays
 * that are wrong, and hour 24.
 *
 * A zone that is unknown or missing is UTC, as RFC 5322 says of what it calls obsolete zones.
 */
#include "feed/date.h"

#include "feed/date_words.h"

enum {
    YEAR_MIN = 1970,
    YEAR_MAX = 2199,
    NUMBERS_MAX = 3,
    DAY_SECONDS = 86400,
    KOREA_SECONDS = 9 * 3600
};

struct number {
    int value;
    int digits;
};

struct scan {
    struct str text;
    size_t at;
    struct number numbers[NUMBERS_MAX]; /* of the day, month and year, as they come */
    int count;
    int year, month, day; /* those said by a word; else 0 */
    bool ordinal;         /* day counts from New Year */
    char separator;       /* after the first number */
    bool timed;
    int hour, minute, second;
    int half;      /* HALF_AM or HALF_PM said, else 0 */
    int offset;    /* seconds east of UTC */
    bool numbered; /* the offset was given in figures, which say more than a zone's name */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(const struct scan *s, size_t ahead)
{
    return s->at + ahead < s->text.len ? s->text.at[s->at + ahead] : '\0';
}

/* At a digit. False for more digits than any part of a date has. */
static bool read_number(struct scan *s, struct number *n)
{
    *n = (struct number) { 0 };
    for (; is_digit(peek(s, 0)); s->at++) {
        if (++n->digits > 8)
            return false;
        n->value = n->value * 10 + (peek(s, 0) - '0');
    }
    return n->digits > 0;
}

/* ":30" or, where a number must follow, nothing at all. */
static bool read_colon_number(struct scan *s, int *value)
{
    struct number n;
    if (peek(s, 0) != ':' || !is_digit(peek(s, 1)))
        return false;
    s->at++;
    if (!read_number(s, &n) || n.digits > 2)
        return false;
    *value = n.value;
    return true;
}

static void skip_fraction(struct scan *s)
{
    if ((peek(s, 0) == '.' || peek(s, 0) == ',') && is_digit(peek(s, 1)))
        for (s->at++; is_digit(peek(s, 0));)
            s->at++;
}

/* After the hour: ":mm", ":mm:ss", ":mm:ss.fff". */
static bool read_time(struct scan *s, struct number hour)
{
    s->timed = true;
    s->hour = hour.value;
    if (hour.digits > 2 || !read_colon_number(s, &s->minute))
        return false;
    if (peek(s, 0) == ':' && !read_colon_number(s, &s->second))
        return peek(s, 1) == '\0' || peek(s, 1) == ' '; /* "10:00: " */
    skip_fraction(s);
    return true;
}

/* After 'T', without colons: "10", "1030", "103045". */
static bool take_compact_time(struct scan *s, struct number n)
{
    s->timed = true;
    if (n.digits == 6) {
        s->second = n.value % 100;
        n.value /= 100;
    }
    if (n.digits >= 4) {
        s->minute = n.value % 100;
        n.value /= 100;
    }
    s->hour = n.value;
    skip_fraction(s);
    return n.digits == 2 || n.digits == 4 || n.digits == 6;
}

static bool take_whole_date(struct scan *s, struct number n)
{
    s->numbers[0] = (struct number) { n.value / 10000, 4 };
    s->numbers[1] = (struct number) { n.value / 100 % 100, 2 };
    s->numbers[2] = (struct number) { n.value % 100, 2 };
    s->count = 3;
    s->separator = '-';
    return true;
}

static bool take_date_number(struct scan *s, struct number n)
{
    if (n.digits == 8 && s->count == 0 && s->month == 0)
        return take_whole_date(s, n);
    if (s->count >= NUMBERS_MAX || n.digits > 4)
        return false;
    if (s->count == 0)
        s->separator = peek(s, 0);
    s->numbers[s->count++] = n;
    return true;
}

static bool take_number(struct scan *s)
{
    char before = s->at > 0 ? s->text.at[s->at - 1] : '\0';
    struct number n;
    if (!read_number(s, &n))
        return false;
    if (!s->timed && peek(s, 0) == ':')
        return read_time(s, n);
    if (!s->timed && s->count > 0 && (before == 'T' || before == 't'))
        return take_compact_time(s, n);
    return take_date_number(s, n);
}

/* "+0100", "+01:00", "+1", "-530"; one that no place on Earth has counts as none. */
static void take_offset(struct scan *s)
{
    int sign = peek(s, 0) == '-' ? -1 : 1, minutes = 0;
    struct number n;
    s->at++;
    if (!read_number(s, &n))
        return;
    if (n.digits > 2) {
        minutes = n.value % 100;
        n.value /= 100;
    } else {
        (void)read_colon_number(s, &minutes);
    }
    if (n.value >= 24 || minutes >= 60)
        return;
    s->offset = sign * (n.value * 60 + minutes) * 60;
    s->numbered = true;
}

/* The number just read was this part of the date: "2021年9月25日". */
static void take_unit(struct scan *s, enum date_unit unit)
{
    if (s->count == 0)
        return;
    int value = s->numbers[--s->count].value;
    if (unit == UNIT_YEAR)
        s->year = value;
    else if (unit == UNIT_MONTH)
        s->month = value;
    else
        s->day = value;
}

/* A later month wins ("mar. 25 sept." is a French Tuesday), but not one in a zone's name. */
static void take_month(struct scan *s, int month)
{
    if (!s->timed || (s->month == 0 && s->count < NUMBERS_MAX))
        s->month = month;
}

/* The first byte of a Hangul syllable. Korean feeds name no zone, and mean their own. */
static bool is_korean(char c)
{
    return (unsigned char)c >= 0xEA && (unsigned char)c <= 0xED;
}

static void take_word(struct scan *s)
{
    size_t start = s->at, end = start;
    while (end < s->text.len && date_word_byte(s->text.at[end]))
        end++;
    struct date_word word = date_word_find(str_n(s->text.at + start, end - start), s->timed);
    s->at = start + word.len;
    if (word.kind == WORD_MONTH)
        take_month(s, word.value);
    else if (word.kind == WORD_ZONE && !s->numbered)
        s->offset = word.value * 60;
    else if (word.kind == WORD_HALF)
        s->half = word.value;
    else if (word.kind == WORD_UNIT)
        take_unit(s, (enum date_unit)word.value);
    if (is_korean(s->text.at[start]) && !s->numbered)
        s->offset = KOREA_SECONDS;
}

static void skip_comment(struct scan *s)
{
    s->at += str_find(str_from_offset(s->text, s->at), ')') + 1;
}

static bool scan_all(struct scan *s)
{
    while (s->at < s->text.len) {
        char c = peek(s, 0);
        if (is_digit(c)) {
            if (!take_number(s))
                return false;
        } else if (date_word_byte(c)) {
            take_word(s);
        } else if (s->timed && (c == '+' || c == '-')) {
            take_offset(s);
        } else if (c == '(') {
            skip_comment(s);
        } else {
            s->at++;
        }
    }
    return true;
}

/* RFC 5322, 4.3: 00 to 49 are this century, 50 to 999 are counted from 1900. */
static int full_year(struct number n)
{
    if (n.digits > 3)
        return n.value;
    return n.digits <= 2 && n.value < 50 ? n.value + 2000 : n.value + 1900;
}

/* Beside a month's name one number is the day, the other the year: the one of four digits, or the
 * first when the name stands between ("2004-July-13" has four digits there, "13-Jul-04" not). */
static bool resolve_named_month(struct scan *s)
{
    struct number *n = s->numbers;
    if (s->count == 1 && n[0].digits == 4 && s->day == 0) {
        s->year = n[0].value;
        s->day = 1;
        return true;
    }
    if (s->count != 2)
        return false;
    int year = n[0].digits > 2 ? 0 : 1;
    s->year = full_year(n[year]);
    s->day = n[!year].value;
    return n[!year].digits <= 2;
}

/* "25.09.2021" is European; "09/25/2021" American, unless there is no such month. */
static void resolve_year_last(struct scan *s)
{
    int first = s->numbers[0].value, second = s->numbers[1].value;
    bool day_first = s->separator == '.' || s->separator == '-' ? second <= 12 : first > 12;
    s->year = full_year(s->numbers[2]);
    s->month = day_first ? second : first;
    s->day = day_first ? first : second;
}

/* "2021", "2021-09", "2021-268" (day of the year), "2021-09-25". */
static void resolve_year_first(struct scan *s)
{
    const struct number *n = s->numbers;
    s->ordinal = s->count == 2 && n[1].digits == 3;
    s->year = full_year(n[0]);
    s->month = s->ordinal || s->count == 1 ? 1 : n[1].value;
    s->day = s->ordinal ? n[1].value : s->count == 3 ? n[2].value : 1;
}

/* "21-09-25": ISO 8601 before 2000, unless the last can only be the year. */
static bool is_short_iso(const struct scan *s)
{
    const struct number *n = s->numbers;
    return s->count == 3 && s->separator == '-' && n[0].digits == 2 && n[1].digits == 2 &&
           n[2].digits == 2 && n[2].value <= 31;
}

static bool resolve_date(struct scan *s)
{
    if (s->year && s->month && s->count == 0)
        return s->day > 0 || (s->day = 1);
    if (s->month)
        return resolve_named_month(s);
    if (s->count > 0 && (s->numbers[0].digits == 4 || is_short_iso(s)))
        resolve_year_first(s);
    else if (s->count == 3 && s->numbers[2].digits != 3 && s->numbers[2].digits > 1)
        resolve_year_last(s);
    else
        return false;
    return true;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_calendar_day(const struct scan *s)
{
    if (s->year < YEAR_MIN || s->year > YEAR_MAX || s->month < 1 || s->month > 12 || s->day < 1)
        return false;
    if (s->ordinal)
        return s->day <= 365 + is_leap(s->year);
    return s->day <= days_in_month(s->year, s->month);
}

/* Hour 24 and second 60, a leap second, are the beginning of what follows. */
static bool resolve_time(struct scan *s)
{
    if (s->half && s->hour <= 12)
        s->hour = s->hour % 12 + (s->half == HALF_PM ? 12 : 0);
    bool midnight = s->hour == 24 && s->minute == 0 && s->second == 0;
    return (s->hour < 24 || midnight) && s->minute < 60 && s->second <= 60;
}

/* Days since 1970-01-01. */
static int64_t day_number(const struct scan *s)
{
    int64_t years = s->year - YEAR_MIN, days = years * 365 + (s->year - 1969) / 4;
    days -= (s->year - 1901) / 100 - (s->year - 1601) / 400;
    for (int month = 1; month < s->month; month++)
        days += days_in_month(s->year, month);
    return days + s->day - 1;
}

bool date_parse(struct str text, int64_t *unix_seconds)
{
    const int64_t end = INT64_C(7258118400); /* 2200-01-01 */
    enum { TEXT_MAX = 128 };
    struct scan s = { .text = str_trim(text) };
    if (s.text.len == 0 || s.text.len > TEXT_MAX || !scan_all(&s))
        return false;
    if (!resolve_date(&s) || !is_calendar_day(&s) || !resolve_time(&s))
        return false;
    int64_t clock = s.hour * 3600 + s.minute * 60 + s.second - s.offset;
    int64_t seconds = day_number(&s) * DAY_SECONDS + clock;
    if (seconds < 0 || seconds >= end)
        return false;
    *unix_seconds = seconds;
    return true;
}
