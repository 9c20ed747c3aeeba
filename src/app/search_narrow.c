#include "app/search_narrow.h"

#include "base/calendar.h"
#include "index/facets.h"
#include "render/date.h"
#include "render/html.h"

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
    struct narrow narrow = { .blank = STR(" "), .colon = STR(":") };
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

struct narrow narrow_encoded(const struct narrow *narrow, struct arena *arena)
{
    struct buf text;
    size_t most = 3 * narrow->text.len;
    buf_fixed(&text, arena_alloc(arena, most), most);
    html_url_arg(&text, narrow->text);
    return (struct narrow) {
        .text = buf_str(&text), .behind = narrow->behind, .blank = STR("%20"), .colon = STR("%3A")
    };
}

static void write_field(
    struct buf *to, const struct narrow *narrow, struct str name, int32_t hour, bool first)
{
    if (!first)
        buf_add_str(to, narrow->blank);
    buf_add_str(to, name);
    buf_add_str(to, narrow->colon);
    int32_t day = facets_day_of(hour);
    date_day(to, calendar_of(day));
    if (hour > 24 * day)
        buf_addf(to, "T%02d", hour - 24 * day);
}

static bool has_year(int32_t hour)
{
    return hour >= 24 * CALENDAR_FIRST && hour < 24 * (CALENDAR_LAST + 1);
}

void narrow_write(struct buf *to, const struct narrow *narrow, int32_t from, int32_t before)
{
    bool first = true;
    if (!narrow->behind && narrow->text.len) {
        buf_add_str(to, narrow->text);
        first = false;
    }
    if (has_year(from)) {
        write_field(to, narrow, STR("after"), from, first);
        first = false;
    }
    if (has_year(before)) {
        write_field(to, narrow, STR("before"), before, first);
        first = false;
    }
    if (narrow->behind) {
        buf_add_str(to, first ? STR("") : narrow->blank);
        buf_add_str(to, narrow->text);
    }
}
