#include "base/utf8.h"

#include <unicode/utf8.h>

int32_t utf8_next(struct str s, size_t *offset)
{
    const uint8_t *bytes = (const uint8_t *)s.at;
    size_t i = *offset, length = s.len;
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    *offset = i;
    return c;
}

bool utf8_valid(struct str s)
{
    for (size_t i = 0; i < s.len;)
        if (utf8_next(s, &i) < 0)
            return false;
    return true;
}

void utf8_repair(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t start = i;
        if (utf8_next(s, &i) < 0)
            BUF_LIT(to, "\xEF\xBF\xBD");
        else
            buf_add(to, s.at + start, i - start);
    }
}

void utf8_add(struct buf *to, uint32_t code_point)
{
    uint8_t bytes[U8_MAX_LENGTH];
    int32_t len = 0;
    U8_APPEND_UNSAFE(bytes, len, code_point);
    buf_add(to, bytes, (size_t)len);
}

struct str utf8_cut(struct str s, size_t most)
{
    if (s.len <= most)
        return s;
    while (most > 0 && U8_IS_TRAIL((uint8_t)s.at[most]))
        most--;
    return str_n(s.at, most);
}
