/* Is a text one JSON value (RFC 8259), in valid UTF-8? For tests. */
#ifndef TESTS_UNIT_JSON_CHECK_H
#define TESTS_UNIT_JSON_CHECK_H

#include "base/str.h"
#include "base/utf8.h"

static inline void json_space(struct str *s)
{
    while (s->len && memchr(" \t\r\n", s->at[0], 4))
        *s = str_from_offset(*s, 1);
}

static inline bool json_take(struct str *s, const char *word)
{
    if (!str_starts(*s, str_from(word)))
        return false;
    *s = str_from_offset(*s, strlen(word));
    return true;
}

static inline bool json_is_string(struct str *s)
{
    if (!json_take(s, "\""))
        return false;
    while (s->len && s->at[0] != '"') {
        if ((unsigned char)s->at[0] < 0x20)
            return false;
        bool escaped = json_take(s, "\\");
        if (s->len == 0 || (escaped && !memchr("\"\\/bfnrtu", s->at[0], 9)))
            return false;
        *s = str_from_offset(*s, 1);
    }
    return json_take(s, "\"");
}

static inline bool json_is_number(struct str *s)
{
    size_t at = 0;
    while (at < s->len && memchr("+-.0123456789eE", s->at[at], 15))
        at++;
    bool good = at > 0 && (s->at[0] == '-' || (s->at[0] >= '0' && s->at[0] <= '9'));
    *s = str_from_offset(*s, at);
    return good;
}

static inline bool json_is_value(struct str *s, unsigned depth);

static inline bool json_is_list(struct str *s, unsigned depth, bool named, const char *end)
{
    json_space(s);
    if (json_take(s, end))
        return true;
    do {
        json_space(s);
        if (named && (!json_is_string(s) || (json_space(s), !json_take(s, ":"))))
            return false;
        if (!json_is_value(s, depth + 1))
            return false;
    } while (json_take(s, ","));
    return json_take(s, end);
}

static inline bool json_is_value(struct str *s, unsigned depth)
{
    json_space(s);
    bool good = depth < 32 &&
                (json_take(s, "{")              ? json_is_list(s, depth, true, "}")
                    : json_take(s, "[")         ? json_is_list(s, depth, false, "]")
                    : s->len && s->at[0] == '"' ? json_is_string(s)
                                                : json_take(s, "true") || json_take(s, "false") ||
                                                      json_take(s, "null") || json_is_number(s));
    json_space(s);
    return good;
}

static inline bool json_is_valid(struct str text)
{
    return utf8_valid(text) && json_is_value(&text, 0) && text.len == 0;
}

#endif
