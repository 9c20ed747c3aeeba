#include "app/search_narrow.h"

#include "base/calendar.h"

static bool is_time(struct str word)
{
    return str_starts_nocase(word, STR("after:")) || str_starts_nocase(word, STR("before:")) ||
           str_starts_nocase(word, STR("when:"));
}

static bool leaves_open(struct str word, bool open)
{
    for (size_t i = 0; i < word.len; i++)
        open ^= word.at[i] == '"';
    return open;
}

/* Is all of it within one pair of parentheses? */
static bool is_group(struct str text)
{
    unsigned depth = 0;
    if (text.len == 0 || text.at[0] != '(')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        depth += text.at[i] == '(';
        depth -= depth && text.at[i] == ')';
        if (depth == 0)
            return i + 1 == text.len;
    }
    return false;
}

struct narrow narrow_of(struct str term, struct arena *arena)
{
    struct narrow narrow = { .behind = false };
    bool open = false, ways = false;
    struct buf text;
    buf_fixed(&text, arena_alloc(arena, term.len + 3), term.len + 3);
    BUF_LIT(&text, "(");
    for (struct str rest = term; rest.len;) {
        struct str word = str_split(&rest, ' ');
        if (word.len == 0 || (!open && is_time(word)))
            continue;
        ways |= !open && str_equal(word, STR("OR"));
        open = leaves_open(word, open);
        buf_add_str(&text, text.len > 1 ? STR(" ") : STR(""));
        buf_add_str(&text, word);
    }
    narrow.behind = open;
    narrow.text = str_from_offset(buf_str(&text), 1);
    if (ways && !open && !is_group(narrow.text)) {
        BUF_LIT(&text, ")");
        narrow.text = buf_str(&text);
    }
    return narrow;
}

static void write_padded(struct buf *to, unsigned n, unsigned highest)
{
    for (unsigned digit = highest; digit; digit /= 10)
        buf_add_char(to, (char)('0' + n / digit % 10));
}

static void write_day(struct buf *to, const char *field, int32_t day)
{
    if (day < CALENDAR_FIRST || day > CALENDAR_LAST)
        return;
    struct calendar_day date = calendar_of(day);
    if (to->len)
        BUF_LIT(to, " ");
    buf_add_str(to, str_from(field));
    write_padded(to, (unsigned)date.year, 1000);
    BUF_LIT(to, "-");
    write_padded(to, date.month, 10);
    BUF_LIT(to, "-");
    write_padded(to, date.day, 10);
}

void narrow_write(struct buf *to, const struct narrow *narrow, int32_t from, int32_t before)
{
    if (!narrow->behind)
        buf_add_str(to, narrow->text);
    write_day(to, "after:", from);
    write_day(to, "before:", before);
    if (narrow->behind) {
        buf_add_str(to, to->len ? STR(" ") : STR(""));
        buf_add_str(to, narrow->text);
    }
}
