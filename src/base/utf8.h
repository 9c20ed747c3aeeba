/* UTF-8 (RFC 3629). Nothing here allocates; all thread-safe. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* The code point at *offset, which moves past it; ill-formed bytes give -1, one step for each
 * maximal subpart (Unicode 15, section 3.9). *offset must be less than s.len. */
int32_t utf8_next(struct str s, size_t *offset);
bool utf8_valid(struct str s);
/* Appends s with every ill-formed part replaced by U+FFFD. */
void utf8_repair(struct buf *to, struct str s);
/* Appends one code point (0 to 0x10FFFF, no surrogate). */
void utf8_add(struct buf *to, uint32_t code_point);
/* s, cut so that it has at most `most` bytes and ends with a whole code point. */
struct str utf8_cut(struct str s, size_t most);

#endif
