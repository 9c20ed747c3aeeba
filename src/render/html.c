#include "render/html.h"

#include <endian.h>

/* How each byte is written; NULL: as it is. One table look-up a byte, one copy a run. */
struct escape {
    const char *as;
    unsigned char len;
};

#define AS(literal)                                                                                \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define LEADS_NONCHAR '\xEF' /* or an ordinary character: then it is left as it is */
#define REPLACEMENT AS("\xEF\xBF\xBD")
#define MARKUP                                                                                     \
    ['&'] = AS("&amp;"), ['<'] = AS("&lt;"), ['>'] = AS("&gt;"), ['"'] = AS("&quot;"),             \
    ['\''] = AS("&#39;")
#define CONTROLS                                                                                   \
    [0x00 ... 0x08] = REPLACEMENT, [0x0B ... 0x0C] = REPLACEMENT,                                  \
              [0x0E ... 0x1F] = REPLACEMENT, [0x7F] = REPLACEMENT, [0xEF] = REPLACEMENT

static const struct escape in_text[256] = { CONTROLS, MARKUP, ['\r'] = AS("&#13;") };
static const struct escape in_attr[256] = {
    CONTROLS,
    MARKUP,
    ['\t'] = AS("&#9;"),
    ['\n'] = AS("&#10;"),
    ['\r'] = AS("&#13;"),
};

/* U+FFFE and U+FFFF, the two noncharacters that XML cannot hold. */
static bool is_nonchar(struct str text, size_t at)
{
    return text.len - at >= 3 && text.at[at + 1] == '\xBF' && (text.at[at + 2] & 0xFE) == 0xBE;
}

enum { BLOCK = 16 }; /* bytes looked at together */

typedef unsigned char bytes __attribute__((vector_size(BLOCK)));
typedef uint64_t halves __attribute__((vector_size(BLOCK)));

/* Those that stand in some table; perhaps a tab or newline, which do in one. */
static inline halves find_special(bytes b)
{
    return (halves)((b < ' ') | (b == 0x7f) | (b == '&') | (b == '<') | (b == '>') | (b == '"') |
                    (b == '\'') | (b == (unsigned char)LEADS_NONCHAR));
}

/* The first of them, or BLOCK. */
static inline size_t look(const char *at)
{
    bytes b;
    memcpy(&b, at, sizeof b);
    halves found = find_special(b);
    if (found[0])
        return (size_t)__builtin_ctzll(le64toh(found[0])) / 8;
    return found[1] ? 8 + (size_t)__builtin_ctzll(le64toh(found[1])) / 8 : BLOCK;
}

/* Is there none in BLOCK / 2 to BLOCK bytes? */
static inline bool is_plain(const char *at, size_t len)
{
    char both[BLOCK];
    bytes b;
    memcpy(both, at, BLOCK / 2);
    memcpy(both + BLOCK / 2, at + len - BLOCK / 2, BLOCK / 2);
    memcpy(&b, both, sizeof b);
    halves found = find_special(b);
    return (found[0] | found[1]) == 0;
}

static inline bool is_escaped(struct str text, size_t at, const struct escape *table)
{
    return table[(unsigned char)text.at[at]].as &&
           (text.at[at] != LEADS_NONCHAR || is_nonchar(text, at));
}

/* Offset of the first byte from `from` on that is to be escaped, or text.len. */
static size_t find_escaped(struct str text, size_t from, const struct escape *table)
{
    while (text.len - from >= BLOCK) {
        size_t to = look(text.at + from);
        from += to;
        if (to == BLOCK)
            continue;
        if (is_escaped(text, from, table))
            return from;
        from++;
    }
    size_t rest = text.len - from;
    if (rest >= BLOCK / 2 && is_plain(text.at + from, rest))
        return text.len;
    while (from < text.len && !is_escaped(text, from, table))
        from++;
    return from;
}

static void escape(struct buf *to, struct str text, const struct escape *table)
{
    for (size_t run = 0; run < text.len;) {
        size_t end = find_escaped(text, run, table);
        buf_add(to, text.at + run, end - run);
        if (end == text.len)
            return;
        const struct escape *e = &table[(unsigned char)text.at[end]];
        buf_add(to, e->as, e->len);
        run = end + (text.at[end] == LEADS_NONCHAR ? 3 : 1);
    }
}

void html_text(struct buf *to, struct str text)
{
    escape(to, text, in_text);
}

void html_attr(struct buf *to, struct str text)
{
    escape(to, text, in_attr);
}

/* The unreserved characters of RFC 3986, section 2.3. */
static const bool unreserved[256] = {
    ['a' ... 'z'] = true,
    ['A' ... 'Z'] = true,
    ['0' ... '9'] = true,
    ['-'] = true,
    ['.'] = true,
    ['_'] = true,
    ['~'] = true,
};

void html_url_arg(struct buf *to, struct str value)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t run = 0;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (unreserved[c])
            continue;
        buf_add(to, value.at + run, i - run);
        buf_add(to, (char[]) { '%', hex[c >> 4], hex[c & 15] }, 3);
        run = i + 1;
    }
    buf_add_str(to, str_from_offset(value, run));
}

bool html_linkable(struct str url)
{
    if (!str_starts_nocase(url, STR("http")))
        return false;
    size_t scheme = url.len > 4 && (url.at[4] == 's' || url.at[4] == 'S') ? 5 : 4;
    struct str rest = str_from_offset(url, scheme);
    if (!str_starts(rest, STR("://")))
        return false;
    rest = str_from_offset(rest, 3);
    return rest.len > 0 && memchr("/\\?# ", rest.at[0], 5) == NULL && !str_has_control(rest);
}

void html_snippet(struct buf *to, const struct snippet *snippet)
{
    if (snippet->cut_before)
        BUF_LIT(to, "… ");
    for (size_t i = 0; i < snippet->count; i++) {
        const struct snippet_piece *piece = &snippet->pieces[i];
        if (piece->marked)
            BUF_LIT(to, "<mark>");
        html_text(to, piece->text);
        if (piece->marked)
            BUF_LIT(to, "</mark>");
    }
    if (snippet->cut_after)
        BUF_LIT(to, " …");
}

void html_count(struct buf *to, uint64_t n)
{
    char digits[26]; /* 20 digits, 6 commas */
    size_t at = sizeof digits;
    unsigned written = 0;
    do {
        if (written && written % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + n % 10);
        written++;
        n /= 10;
    } while (n);
    buf_add(to, digits + at, sizeof digits - at);
}
