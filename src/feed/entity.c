#include "feed/entity.h"

#include "feed/windows1252.h"

#include <libxml/HTMLparser.h>
#include <stdbool.h>

enum {
    NAME_MAX_BYTES = 8, /* "thetasym", the longest name of HTML 4 */
    REPLACEMENT = 0xFFFD,
    CODE_POINT_END = 0x110000,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

uint32_t entity_named(struct str name)
{
    xmlChar terminated[NAME_MAX_BYTES + 1] = { 0 };
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return 0;
    memcpy(terminated, name.at, name.len);
    const htmlEntityDesc *entity = htmlEntityLookup(terminated);
    return entity ? entity->value : 0;
}

/* HTML Living Standard, 13.2.5.80, "numeric character reference end state". */
static uint32_t numeric_meaning(uint32_t n)
{
    if (n >= 0x80 && n < 0xA0)
        return windows1252_code_point(n);
    if (n == 0 || n >= CODE_POINT_END || (n >= 0xD800 && n < 0xE000))
        return REPLACEMENT;
    return n;
}

static size_t read_number(struct str s, uint32_t *code_point)
{
    bool hex = s.len > 2 && (s.at[2] == 'x' || s.at[2] == 'X');
    uint32_t base = hex ? 16 : 10, n = 0;
    size_t first = hex ? 3 : 2, i = first;
    for (; i < s.len; i++) {
        int digit = hex_value(s.at[i]);
        if (digit < 0 || (uint32_t)digit >= base)
            break;
        if (n < CODE_POINT_END) /* larger stays larger, and never overflows */
            n = n * base + (uint32_t)digit;
    }
    if (i == first)
        return 0;
    *code_point = numeric_meaning(n);
    return i < s.len && s.at[i] == ';' ? i + 1 : i;
}

/* Without its semicolon a name counts only where no query string is meant: "?a=1&copy=2". */
static bool stands_alone(struct str s, size_t end, uint32_t value)
{
    return value < 0x100 && !(end < s.len && s.at[end] == '=');
}

static size_t read_name(struct str s, uint32_t *code_point)
{
    size_t end = 1;
    while (end < s.len && end <= NAME_MAX_BYTES + 1 && is_alnum(s.at[end]))
        end++;
    uint32_t value = entity_named(str_n(s.at + 1, end - 1));
    bool closed = end < s.len && s.at[end] == ';';
    if (value == 0 || (!closed && !stands_alone(s, end, value)))
        return 0;
    *code_point = value;
    return closed ? end + 1 : end;
}

size_t entity_read(struct str s, uint32_t *code_point)
{
    if (s.len < 3 || s.at[0] != '&')
        return 0;
    return s.at[1] == '#' ? read_number(s, code_point) : read_name(s, code_point);
}
