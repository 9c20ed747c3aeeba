#include "http/form.h"

#include "base/buf.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that stands at s[*i], which moves past it. */
static char decode_byte(struct str s, size_t *i)
{
    char c = s.at[(*i)++];
    if (c == '+')
        return ' ';
    if (c != '%' || s.len - *i < 2)
        return c;
    int high = hex_digit(s.at[*i]), low = hex_digit(s.at[*i + 1]);
    if (high < 0 || low < 0)
        return c;
    *i += 2;
    return (char)(high * 16 + low);
}

/* U+FFFD is three bytes for at least one that was ill-formed. */
static struct str repaired(struct str text, struct arena *arena)
{
    if (utf8_valid(text))
        return text;
    struct buf to;
    buf_fixed(&to, arena_alloc(arena, text.len * 3), text.len * 3);
    utf8_repair(&to, text);
    return buf_str(&to);
}

struct str form_decode(struct str encoded, struct arena *arena)
{
    char *to = arena_alloc(arena, encoded.len);
    if (to == NULL)
        return (struct str) { NULL, 0 };
    size_t len = 0;
    for (size_t i = 0; i < encoded.len;)
        to[len++] = decode_byte(encoded, &i);
    return repaired(str_n(to, len), arena);
}

bool form_next(struct str *rest, struct str *name, struct str *value)
{
    while (rest->len > 0) {
        struct str pair = str_split(rest, '&');
        if (pair.len == 0)
            continue;
        *value = pair;
        *name = str_split(value, '=');
        return true;
    }
    return false;
}
