#include "app/cursor.h"

#include <float.h>
#include <math.h>

static void add_hex(struct buf *to, uint64_t n)
{
    char digits[16];
    size_t at = sizeof digits;
    do
        digits[--at] = "0123456789abcdef"[n % 16];
    while (n /= 16);
    BUF_LIT(to, "-");
    buf_add(to, digits + at, sizeof digits - at);
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

void cursor_write(struct buf *to, const struct cursor *cursor)
{
    const struct search_statistics *statistics = &cursor->statistics;
    bool by_date = cursor->order == SEARCH_BY_DATE;
    buf_add_char(to, by_date ? 'd' : 's');
    add_hex(to, (uint64_t)cursor->after.date);
    add_hex(to, cursor->after.id);
    if (by_date)
        return;
    add_hex(to, bits_of((double)cursor->after.score));
    add_hex(to, statistics->items);
    add_hex(to, bits_of(statistics->average_length));
    add_hex(to, (uint64_t)statistics->newest);
    for (unsigned i = 0; i < statistics->terms; i++)
        add_hex(to, statistics->with[i]);
}

static bool digit_of(char c, unsigned *digit)
{
    if (c >= '0' && c <= '9')
        *digit = (unsigned)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *digit = (unsigned)(c - 'a') + 10;
    else
        return false;
    return true;
}

static bool read_hex(struct str *rest, uint64_t *n)
{
    struct str digits = str_split(rest, '-');
    unsigned digit = 0;
    *n = 0;
    if (digits.len == 0 || digits.len > 16)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (!digit_of(digits.at[i], &digit))
            return false;
        *n = *n * 16 + digit;
    }
    return true;
}

static bool read_number(struct str *rest, double *number)
{
    uint64_t bits;
    if (!read_hex(rest, &bits))
        return false;
    memcpy(number, &bits, sizeof bits);
    return isfinite(*number) && *number >= 0;
}

static bool read_terms(struct str *rest, struct search_statistics *s)
{
    for (s->terms = 0; rest->len; s->terms++)
        if (s->terms == SEARCH_ALL_TERMS_MAX || !read_hex(rest, &s->with[s->terms]) ||
            s->with[s->terms] > s->items)
            return false;
    return s->terms > 0;
}

static bool read_scoring(struct str *rest, struct cursor *cursor)
{
    double score;
    uint64_t newest;
    struct search_statistics *s = &cursor->statistics;
    if (!read_number(rest, &score) || score > (double)FLT_MAX || !read_hex(rest, &s->items) ||
        !read_number(rest, &s->average_length) || !read_hex(rest, &newest))
        return false;
    s->newest = (int64_t)newest;
    cursor->after.score = (float)score;
    return s->average_length >= 1 && s->items <= UINT32_MAX && read_terms(rest, s);
}

bool cursor_read(struct str text, struct cursor *cursor)
{
    *cursor = (struct cursor) { 0 };
    struct str kind = str_split(&text, '-');
    uint64_t date;
    if (!read_hex(&text, &date) || !read_hex(&text, &cursor->after.id))
        return false;
    cursor->after.date = (int64_t)date;
    if (str_equal(kind, STR("d"))) {
        cursor->order = SEARCH_BY_DATE;
        return text.len == 0;
    }
    return str_equal(kind, STR("s")) && read_scoring(&text, cursor);
}
