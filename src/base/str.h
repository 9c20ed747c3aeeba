/*
 * struct str: a run of bytes that somebody else owns.
 *
 * Not terminated, may hold any byte, passed by value. The empty string is
 * { NULL, 0 } or any pointer with length 0. No function here allocates or
 * keeps what it is given; all are safe from any thread and any signal handler.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *at;
    size_t len;
};

/* A str over a string literal. */
#define STR(literal) ((struct str) { (literal), sizeof(literal) - 1 })

/* printf's "%.*s": STR_ARG(s) gives the two arguments. */
#define STR_ARG(s) (int)(s).len, (s).at

static inline struct str str_from(const char *terminated)
{
    return (struct str) { terminated, terminated ? strlen(terminated) : 0 };
}

static inline struct str str_n(const char *at, size_t len)
{
    return (struct str) { at, len };
}

bool str_equal(struct str a, struct str b);
/* ASCII letters compare without case; all other bytes must be the same. */
bool str_equal_nocase(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
/* The bytes from offset `from` on; empty when from is past the end. */
struct str str_from_offset(struct str s, size_t from);
/* Offset of the first occurrence, or s.len when there is none. */
size_t str_find(struct str s, char c);
/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);
/* Cuts off and returns what stands before the first `separator`; *rest keeps what follows it.
 * Without a separator returns all and leaves *rest empty. */
struct str str_split(struct str *rest, char separator);
/* Is there a byte below 0x20, or 0x7F? */
bool str_has_control(struct str s);
/* Decimal digits only, at least one, no sign. False on anything else or on overflow. */
bool str_to_u64(struct str s, uint64_t *value);

#endif
