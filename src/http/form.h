/* application/x-www-form-urlencoded (WHATWG URL, section 5). Thread-safe, arena only. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/str.h"

/* Decodes %HH and '+' and replaces bytes that are not UTF-8 by U+FFFD. A '%' that no two hex digits
 * follow stands for itself. { NULL, 0 } when the arena is full. */
struct str form_decode(struct str encoded, struct arena *arena);

/* The next name=value of *rest, not decoded; false at the end. Empty pairs ("&&") are skipped. */
bool form_next(struct str *rest, struct str *name, struct str *value);

#endif
