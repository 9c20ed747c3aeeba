#include "feed/mend.h"

#include "base/utf8.h"
#include "feed/entity.h"

#include <stdbool.h>

struct mender {
    struct buf *to;
    struct str xml;
    size_t kept; /* what stands before this is in `to`, or was cut */
    size_t at;
    bool in_tag;
    char quote; /* the one that is open, in a tag */
    int attributes;
};

static void keep_until(struct mender *m, size_t end)
{
    buf_add(m->to, m->xml.at + m->kept, end - m->kept);
}

/* Puts `text` where xml[at, end) was, and goes on after it. */
static void replace(struct mender *m, size_t end, struct str text)
{
    keep_until(m, m->at);
    buf_add_str(m->to, text);
    m->kept = m->at = end;
}

/* Cuts xml[at, end) out, but for its line feeds. */
static void cut(struct mender *m, size_t end)
{
    keep_until(m, m->at);
    for (size_t i = m->at; i < end; i++)
        if (m->xml.at[i] == '\n')
            buf_add_char(m->to, '\n');
    m->kept = m->at = end;
}

static void end_here(struct mender *m)
{
    m->xml.len = m->at;
}

/* Offset after the next `mark` from `from` on; past the end when there is none. */
static size_t after(const struct mender *m, size_t from, struct str mark)
{
    struct str rest = str_from_offset(m->xml, from);
    const char *found = rest.len ? memmem(rest.at, rest.len, mark.at, mark.len) : NULL;
    return found ? (size_t)(found - m->xml.at) + mark.len : m->xml.len + 1;
}

static struct str rest_of(const struct mender *m)
{
    return str_from_offset(m->xml, m->at);
}

static void cut_or_end(struct mender *m, size_t end)
{
    if (end > m->xml.len)
        end_here(m);
    else
        cut(m, end);
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t name_end(struct str s, size_t at)
{
    while (at < s.len && (is_name_start(s.at[at]) || is_digit(s.at[at])))
        at++;
    return at;
}

/* "&#8217;" and "&#x2019;" as XML knows them; what they mean is libxml2's to judge. */
static bool is_number_reference(struct str s)
{
    size_t at = s.len > 2 && s.at[2] == 'x' ? 3 : 2, first = at;
    for (; at < s.len; at++) {
        char c = (char)(s.at[at] | 0x20);
        if (!is_digit(s.at[at]) && !(first == 3 && c >= 'a' && c <= 'f'))
            break;
    }
    return at > first && at < s.len && s.at[at] == ';';
}

static bool is_xml_name(struct str name)
{
    static const char *const names[] = { "amp", "lt", "gt", "quot", "apos" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(name, str_from(names[i])))
            return true;
    return false;
}

static void mend_reference(struct mender *m)
{
    struct str rest = rest_of(m);
    size_t end = name_end(rest, 1);
    struct str name = str_n(rest.at + 1, end - 1);
    bool closed = end < rest.len && rest.at[end] == ';';
    uint32_t code_point = closed ? entity_named(name) : 0;
    if ((rest.len > 1 && rest.at[1] == '#' && is_number_reference(rest)) ||
        (closed && is_xml_name(name))) {
        m->at++;
    } else if (code_point) {
        char bytes[8];
        struct buf character;
        buf_fixed(&character, bytes, sizeof bytes);
        utf8_add(&character, code_point);
        replace(m, m->at + end + 1, buf_str(&character));
    } else {
        replace(m, m->at + 1, STR("&amp;"));
    }
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
    struct str rest = rest_of(m);
    bool declaration = str_starts_nocase(rest, STR("<?xml ")) || str_starts(rest, STR("<?xml\n"));
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
        replace(m, m->at + 1, STR("&lt;"));
    }
}

static void mend_angle(struct mender *m)
{
    char next = m->at + 1 < m->xml.len ? m->xml.at[m->at + 1] : '\0';
    if (next == '!' || next == '?') {
        m->in_tag = false;
        mend_declaration(m);
    } else if (is_name_start(next) || next == '/') {
        m->in_tag = true;
        m->quote = '\0';
        m->attributes = 0;
        m->at++;
    } else {
        replace(m, m->at + 1, STR("&lt;"));
    }
}

/* Inside a tag, by XML's rules, so that libxml2 sees no '=' that was not counted here. */
static void follow_tag(struct mender *m, char c)
{
    m->at++;
    if (c == m->quote)
        m->quote = '\0';
    else if (m->quote)
        return;
    else if (c == '"' || c == '\'')
        m->quote = c;
    else if (c == '>')
        m->in_tag = false;
    else if (c == '=' && ++m->attributes > MEND_ATTRIBUTES_MAX)
        end_here(m);
}

/* Offset of the next byte that may need mending. */
static size_t next_mark(const struct mender *m)
{
    size_t at = m->at;
    if (m->in_tag)
        return at;
    while (at < m->xml.len && m->xml.at[at] != '<' && m->xml.at[at] != '&')
        at++;
    return at;
}

struct str mend_xml(struct buf *scratch, struct str xml)
{
    struct str text = str_trim(xml);
    struct mender m = { .to = scratch, .xml = text };
    buf_clear(scratch);
    for (const char *c = xml.at; c < text.at; c++)
        if (*c == '\n')
            buf_add_char(scratch, '\n');
    while ((m.at = next_mark(&m)) < m.xml.len) {
        char c = m.xml.at[m.at];
        if (c == '<')
            mend_angle(&m);
        else if (c == '&')
            mend_reference(&m);
        else
            follow_tag(&m, c);
    }
    if (scratch->len == 0 && m.kept == 0)
        return m.xml;
    keep_until(&m, m.xml.len);
    return buf_str(scratch);
}
