/*
 * Bytes written one after the other where there is room for them already: each gives the place
 * behind what it wrote. For what is written often and is short, after one buf_reserve for all of
 * it. Nothing is checked.
 */
#ifndef BASE_PUT_H
#define BASE_PUT_H

#include <string.h>

/* A literal. */
#define PUT_LIT(to, literal)                                                                       \
    ((char *)memcpy((to), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

/* Below 100, in two digits. */
static inline char *put_two(char *to, unsigned n)
{
    to[0] = (char)('0' + n / 10);
    to[1] = (char)('0' + n % 10);
    return to + 2;
}

/* Below 10,000, in four digits. */
static inline char *put_four(char *to, unsigned n)
{
    return put_two(put_two(to, n / 100), n % 100);
}

/* Below 1,000, in as many digits as it has. */
static inline char *put_small(char *to, unsigned n)
{
    if (n > 99)
        *to++ = (char)('0' + n / 100);
    if (n > 9)
        *to++ = (char)('0' + n / 10 % 10);
    *to++ = (char)('0' + n % 10);
    return to;
}

#endif
