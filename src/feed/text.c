#include "feed/text.h"

#include "base/utf8.h"
#include "feed/entity.h"
#include "feed/tag.h"
#include "feed/windows1252.h"

/* Text on its way out. White space waits until a visible character follows it, so runs collapse
 * and the outer ones vanish. */
struct writer {
    struct buf *to;
    size_t start; /* of this text in `to` */
    bool blank;   /* white space is waiting */
};

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Controls, noncharacters, the soft hyphen and the byte order mark, which would only keep words
 * from being found, and what reorders the text around it (Unicode TR 9: embeddings, overrides and
 * isolates; the harmless marks U+200E and U+200F stay). */
static bool is_invisible(uint32_t c)
{
    return c < 0x20 || c == 0x7F || c == 0xAD || c == 0xFEFF || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static void write_visible(struct writer *w, const char *bytes, size_t len)
{
    if (w->blank && w->to->len > w->start)
        buf_add_char(w->to, ' ');
    w->blank = false;
    buf_add(w->to, bytes, len);
}

static void write_code_point(struct writer *w, uint32_t c)
{
    if (c >= 0x80 && c < 0xA0) /* no feed means C1 controls: it is windows-1252, read as Latin-1 */
        c = windows1252_code_point(c);
    if (is_blank(c)) {
        w->blank = true;
    } else if (!is_invisible(c)) {
        write_visible(w, NULL, 0);
        utf8_add(w->to, c);
    }
}

/* Bytes that stand for themselves and need no look: printable ASCII but blank, & and <. */
static bool is_simple(char c)
{
    return c > ' ' && c < 0x7F && c != '&' && c != '<';
}

/* Copies a run of simple bytes, or one character. */
static void write_next(struct writer *w, struct str s, size_t *at)
{
    size_t end = *at;
    while (end < s.len && is_simple(s.at[end]))
        end++;
    if (end > *at) {
        write_visible(w, s.at + *at, end - *at);
        *at = end;
        return;
    }
    int32_t c = utf8_next(s, at);
    write_code_point(w, c < 0 ? 0xFFFD : (uint32_t)c);
}

void text_from_plain(struct buf *to, struct str plain)
{
    struct writer w = { .to = to, .start = to->len };
    for (size_t at = 0; at < plain.len;)
        write_next(&w, plain, &at);
}

static bool write_reference(struct writer *w, struct str s, size_t *at)
{
    uint32_t code_point = 0;
    size_t len = entity_read(str_from_offset(s, *at), &code_point);
    if (len == 0)
        return false;
    write_code_point(w, code_point);
    *at += len;
    return true;
}

void text_from_html(struct buf *to, struct str html)
{
    struct writer w = { .to = to, .start = to->len };
    struct tag_reader tags = { .html = html };
    for (size_t at = 0; at < html.len;) {
        if (html.at[at] == '<') {
            enum tag_effect effect = tag_skip(&tags, &at);
            if (effect == TAG_BREAKS)
                w.blank = true;
            if (effect != TAG_NONE)
                continue;
        } else if (html.at[at] == '&' && write_reference(&w, html, &at)) {
            continue;
        }
        write_next(&w, html, &at);
    }
}
