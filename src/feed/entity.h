/* Character references: &amp; &eacute; &#8217; &#x2019;. Thread-safe. */
#ifndef FEED_ENTITY_H
#define FEED_ENTITY_H

#include "base/str.h"

#include <stdint.h>

/* The code point that HTML 4's entity `name` (no ampersand, no semicolon) stands for, 0 when there
 * is none of that name. Case counts: &Eacute; is not &eacute;. */
uint32_t entity_named(struct str name);

/* Reads the character reference that begins at s.at[0], an ampersand, as an HTML browser does:
 * numbers by HTML's rules (windows-1252 for 128 to 159, U+FFFD for what is no character), the
 * names of HTML 2 (Latin-1 and XML's) also without their semicolon. Returns its length in bytes and
 * fills *code_point, or returns 0 where the ampersand is only an ampersand. */
size_t entity_read(struct str s, uint32_t *code_point);

#endif
