#include "base/json.h"

#include "base/utf8.h"

static bool is_simple(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F && !strchr("\"\\<>&", c);
}

/* The letter after the backslash where JSON has a short escape, else 0. */
static char short_escape(uint32_t c)
{
    switch (c) {
    case '"':
    case '\\':
        return (char)c;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static bool needs_escape(uint32_t c)
{
    return c < 0x20 || c == 0x7F || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029;
}

static void add_code_point(struct buf *to, uint32_t c)
{
    char letter = short_escape(c);
    if (letter) {
        buf_add_char(to, '\\');
        buf_add_char(to, letter);
    } else if (needs_escape(c)) {
        buf_addf(to, "\\u%04x", (unsigned)c);
    } else {
        utf8_add(to, c);
    }
}

void json_string(struct buf *to, struct str s)
{
    buf_add_char(to, '"');
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        while (at < s.len && is_simple(s.at[at]))
            at++;
        buf_add(to, s.at + start, at - start);
        if (at == s.len)
            break;
        int32_t c = utf8_next(s, &at);
        add_code_point(to, c < 0 ? 0xFFFD : (uint32_t)c);
    }
    buf_add_char(to, '"');
}
