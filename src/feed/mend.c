#include "feed/mend.h"

#include "base/utf8.h"
#include "feed/entity.h"
#include "feed/parse.h"

#include <stdbool.h>

struct mender {
    struct buf *to;
    struct str xml;
    size_t kept; /* what stands before this is in `to`, or was cut */
    size_t at;
    struct str open[FEED_DEPTH_MAX]; /* names of the elements around `at` */
    size_t depth;
};

static void keep_until(struct mender *m, size_t end)
{
    buf_add(m->to, m->xml.at + m->kept, end - m->kept);
    m->kept = end;
}

/* Cuts xml[at, end) out, but for its line feeds, and goes on after it. */
static void cut(struct mender *m, size_t end)
{
    keep_until(m, m->at);
    for (size_t i = m->at; i < end; i++)
        if (m->xml.at[i] == '\n')
            buf_add_char(m->to, '\n');
    m->kept = m->at = end;
}

/* Puts `text` where xml[at, end) was, and goes on after it. */
static void replace(struct mender *m, size_t end, struct str text)
{
    keep_until(m, m->at);
    buf_add_str(m->to, text);
    cut(m, end);
}

static void end_here(struct mender *m)
{
    m->xml.len = m->at;
}

static struct str rest_of(const struct mender *m)
{
    return str_from_offset(m->xml, m->at);
}

static char byte_at(const struct mender *m, size_t at)
{
    return at < m->xml.len ? m->xml.at[at] : '\0';
}

/* Offset after the next `mark` from `from` on; past the end when there is none. */
static size_t after(const struct mender *m, size_t from, struct str mark)
{
    struct str rest = str_from_offset(m->xml, from);
    const char *found = rest.len ? memmem(rest.at, rest.len, mark.at, mark.len) : NULL;
    return found ? (size_t)(found - m->xml.at) + mark.len : m->xml.len + 1;
}

static void cut_or_end(struct mender *m, size_t end)
{
    if (end > m->xml.len)
        end_here(m);
    else
        cut(m, end);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return is_name_start(c) || is_digit(c) || c == '-' || c == '.' || c == ':';
}

static struct str name_at(const struct mender *m, size_t at)
{
    size_t end = at;
    while (is_name(byte_at(m, end)))
        end++;
    return str_n(m->xml.at + at, end - at);
}

/* "&#8217;" and "&#x2019;" as XML knows them. */
static bool is_number_reference(struct str s)
{
    size_t first = s.len > 2 && s.at[2] == 'x' ? 3 : 2, at = first;
    for (; at < s.len; at++) {
        char c = (char)(s.at[at] | 0x20);
        if (!is_digit(s.at[at]) && !(first == 3 && c >= 'a' && c <= 'f'))
            break;
    }
    return s.len > 2 && s.at[1] == '#' && at > first && at < s.len && s.at[at] == ';';
}

/* Markup characters must stay references. By number: of those by name libxml2 drops every one that
 * follows a fault. */
static bool is_markup(uint32_t c)
{
    return c == '&' || c == '<' || c == '>' || c == '"' || c == '\'';
}

static void replace_named(struct mender *m, size_t len, uint32_t code_point)
{
    char bytes[16];
    struct buf text;
    buf_fixed(&text, bytes, sizeof bytes);
    if (is_markup(code_point))
        buf_addf(&text, "&#%u;", (unsigned)code_point);
    else
        utf8_add(&text, code_point);
    replace(m, m->at + len, buf_str(&text));
}

/* A number that is no character of XML's would be a fault. */
static void mend_number(struct mender *m)
{
    uint32_t c = 0;
    size_t len = entity_read(rest_of(m), &c);
    bool allowed = c >= 0x20 ? c < 0xFFFD || c > 0xFFFF : is_blank((char)c);
    if (allowed)
        m->at++;
    else
        replace(m, m->at + len, STR("\xEF\xBF\xBD"));
}

static void mend_reference(struct mender *m)
{
    struct str name = name_at(m, m->at + 1);
    bool closed = byte_at(m, m->at + 1 + name.len) == ';';
    uint32_t code_point = closed ? entity_named(name) : 0;
    if (code_point)
        replace_named(m, name.len + 2, code_point);
    else if (is_number_reference(rest_of(m)))
        mend_number(m);
    else
        replace(m, m->at + 1, STR("&#38;"));
}

/* "<!DOCTYPE … [ … ] >", whose subset may hold quotes, comments and instructions of its own. */
static size_t doctype_end(const struct mender *m)
{
    bool subset = false;
    for (size_t at = m->at + 2; at < m->xml.len; at++) {
        char c = m->xml.at[at];
        struct str rest = str_from_offset(m->xml, at);
        if (c == '>' && !subset)
            return at + 1;
        if (c == '"' || c == '\'')
            at = after(m, at + 1, str_n(&c, 1)) - 1;
        else if (str_starts(rest, STR("<!--")))
            at = after(m, at + 4, STR("-->")) - 1;
        else if (str_starts(rest, STR("<?")))
            at = after(m, at + 2, STR("?>")) - 1;
        else if (c == '[' || c == ']')
            subset = c == '[';
    }
    return m->xml.len + 1;
}

/* The XML declaration ends at its '>' even where the '?' was forgotten. */
static size_t instruction_end(const struct mender *m)
{
    bool declaration =
        str_starts_nocase(rest_of(m), STR("<?xml")) && is_blank(byte_at(m, m->at + 5));
    return after(m, m->at + 2, declaration ? STR(">") : STR("?>"));
}

static void mend_declaration(struct mender *m)
{
    struct str rest = rest_of(m);
    if (str_starts(rest, STR("<!--"))) {
        cut_or_end(m, after(m, m->at + 4, STR("-->")));
    } else if (str_starts(rest, STR("<![CDATA["))) {
        m->at = after(m, m->at + 9, STR("]]>"));
    } else if (str_starts_nocase(rest, STR("<!DOCTYPE"))) {
        cut_or_end(m, doctype_end(m));
    } else if (str_starts(rest, STR("<?"))) {
        cut_or_end(m, instruction_end(m));
    } else {
        replace(m, m->at + 1, STR("&#60;"));
    }
}

/* Offset after the quoted value at `at`; 0 when it is none. */
static size_t value_end(const struct mender *m, size_t at)
{
    char quote = byte_at(m, at);
    if (quote != '"' && quote != '\'')
        return 0;
    for (at++; byte_at(m, at) != quote; at++)
        if (at >= m->xml.len || m->xml.at[at] == '<')
            return 0;
    return at + 1;
}

static size_t skip_blanks(const struct mender *m, size_t at)
{
    while (is_blank(byte_at(m, at)))
        at++;
    return at;
}

/* Offset after the '>' of a start tag whose name ended at `at`, by XML's grammar; 0 where it does
 * not follow that. */
static size_t strict_tag_end(const struct mender *m, size_t at, int *attributes)
{
    for (;; ++*attributes) {
        size_t next = skip_blanks(m, at);
        bool parted = next > at;
        at = next + (byte_at(m, next) == '/');
        if (byte_at(m, at) == '>')
            return at + 1;
        struct str name = name_at(m, at);
        if (!parted || at > next || name.len == 0 || !is_name_start(name.at[0]))
            return 0;
        at = skip_blanks(m, at + name.len);
        if (byte_at(m, at) != '=' || (at = value_end(m, skip_blanks(m, at + 1))) == 0)
            return 0;
    }
}

/* The same for a tag as it is: up to its '>', or before the next '<'. */
static size_t loose_tag_end(const struct mender *m, size_t at)
{
    while (at < m->xml.len && m->xml.at[at] != '<' && m->xml.at[at] != '>')
        at++;
    return at + (byte_at(m, at) == '>');
}

static void add_end_tag(struct mender *m, struct str name)
{
    BUF_LIT(m->to, "</");
    buf_add_str(m->to, name);
    buf_add_char(m->to, '>');
}

/* How many elements are open up to and including the innermost of that name; 0: there is none.
 * Case does not count: "<Title>…</title>". */
static size_t find_open(const struct mender *m, struct str name)
{
    size_t depth = m->depth;
    while (depth > 0 && !str_equal_nocase(m->open[depth - 1], name))
        depth--;
    return depth;
}

static void close_down_to(struct mender *m, size_t depth)
{
    keep_until(m, m->at);
    while (m->depth > depth)
        add_end_tag(m, m->open[--m->depth]);
}

static void open_element(struct mender *m, struct str name)
{
    if (m->depth == FEED_DEPTH_MAX)
        end_here(m);
    else
        m->open[m->depth++] = name;
}

/* "<name …>" of bad grammar → "<name>". */
static void strip_tag(struct mender *m, struct str name, size_t end, bool empty)
{
    keep_until(m, m->at);
    BUF_LIT(m->to, "<");
    buf_add_str(m->to, name);
    if (empty)
        buf_add_char(m->to, '/');
    replace(m, end, STR(">"));
}

static void mend_start_tag(struct mender *m)
{
    struct str name = name_at(m, m->at + 1);
    int attributes = 0;
    size_t end = strict_tag_end(m, m->at + 1 + name.len, &attributes);
    bool strict = end > 0;
    if (attributes > MEND_ATTRIBUTES_MAX) {
        end_here(m);
        return;
    }
    if (str_equal_nocase(name, STR("item")) && find_open(m, name)) /* RSS has none in another */
        close_down_to(m, find_open(m, name) - 1);
    if (!strict)
        end = loose_tag_end(m, m->at + 1);
    bool empty = str_starts(str_from_offset(m->xml, end - 2), STR("/>"));
    if (!empty)
        open_element(m, name);
    if (strict)
        m->at += 1 + name.len; /* its values may hold references */
    else if (m->at < m->xml.len)
        strip_tag(m, name, end, empty);
}

static void mend_end_tag(struct mender *m)
{
    struct str name = name_at(m, m->at + 2);
    size_t end = loose_tag_end(m, m->at + 1), depth = find_open(m, name);
    bool right = depth > 0 && depth == m->depth && str_equal(m->open[depth - 1], name) &&
                 byte_at(m, skip_blanks(m, m->at + 2 + name.len)) == '>';
    if (right) {
        m->depth--;
        m->at = end;
        return;
    }
    if (depth > 0)
        close_down_to(m, depth - 1);
    cut(m, end);
}

static void mend_angle(struct mender *m)
{
    char next = byte_at(m, m->at + 1);
    if (next == '!' || next == '?')
        mend_declaration(m);
    else if (next == '/')
        mend_end_tag(m);
    else if (is_name_start(next))
        mend_start_tag(m);
    else
        replace(m, m->at + 1, STR("&#60;"));
}

/* Offset of the next byte that may need mending. */
static size_t next_mark(const struct mender *m)
{
    size_t at = m->at;
    while (at < m->xml.len && m->xml.at[at] != '<' && m->xml.at[at] != '&')
        at++;
    return at;
}

struct str mend_xml(struct buf *scratch, struct str xml)
{
    struct mender m = { .to = scratch, .xml = xml };
    buf_clear(scratch);
    cut(&m, str_find(xml, '<'));
    while ((m.at = next_mark(&m)) < m.xml.len)
        if (m.xml.at[m.at] == '<')
            mend_angle(&m);
        else
            mend_reference(&m);
    if (m.kept == 0)
        return m.xml;
    keep_until(&m, m.xml.len);
    return buf_str(scratch);
}
