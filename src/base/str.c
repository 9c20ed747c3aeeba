#include "base/str.h"

#include <strings.h>

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_equal_nocase(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.at, b.at, a.len) == 0);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_n(s.at, prefix.len), prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal_nocase(str_n(s.at, prefix.len), prefix);
}

struct str str_from_offset(struct str s, size_t from)
{
    if (from >= s.len)
        return (struct str) { NULL, 0 };
    return str_n(s.at + from, s.len - from);
}

size_t str_find(struct str s, char c)
{
    const char *found = s.len ? memchr(s.at, c, s.len) : NULL;
    return found ? (size_t)(found - s.at) : s.len;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len && is_space(s.at[s.len - 1]))
        s.len--;
    return s;
}

struct str str_split(struct str *rest, char separator)
{
    size_t at = str_find(*rest, separator);
    struct str head = str_n(rest->at, at);
    *rest = str_from_offset(*rest, at + 1);
    return head;
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

static bool block_has_control(const char *at)
{
    typedef unsigned char bytes __attribute__((vector_size(16)));
    typedef uint64_t halves __attribute__((vector_size(16)));
    bytes b;
    memcpy(&b, at, sizeof b);
    halves found = (halves)((b < ' ') | (b == 0x7f));
    return (found[0] | found[1]) != 0;
}

bool str_has_control(struct str s)
{
    for (size_t at = 0; s.len - at >= 16; at += 16)
        if (block_has_control(s.at + at))
            return true;
    if (s.len >= 16) /* the rest, with some bytes before it */
        return block_has_control(s.at + s.len - 16);
    for (size_t i = 0; i < s.len; i++)
        if (is_control(s.at[i]))
            return true;
    return false;
}

bool str_to_u64(struct str s, uint64_t *value)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.at[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return s.len > 0;
}
