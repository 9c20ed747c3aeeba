/* The beginning of a text. */
#ifndef APP_EXCERPT_H
#define APP_EXCERPT_H

#include "base/str.h"

/* At most `most` bytes of it, cut before a word or, in scripts without blanks, between characters.
 * Shorter than the text: it goes on. */
struct str excerpt(struct str text, size_t most);

#endif
