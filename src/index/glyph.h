/*
 * One character of a text as the tokenizer sees it: what it is to a word, and its folded form.
 * The only file that asks ICU. Nothing allocates or locks once each function has been called once.
 */
#ifndef INDEX_GLYPH_H
#define INDEX_GLYPH_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

enum glyph_kind {
    GLYPH_SEPARATOR,  /* no part of a word */
    GLYPH_APOSTROPHE, /* a separator too */
    GLYPH_JOINED,     /* letter or digit of a word */
    GLYPH_SOLO,       /* a token by itself */
    GLYPH_MARK,       /* belongs to the character before it */
    GLYPH_IGNORED,    /* invisible within a word: a soft hyphen, a joiner, a dropped diacritic */
};

enum { GLYPH_POINTS = 18 }; /* as many as Unicode's longest decomposition has */

struct glyph {
    enum glyph_kind kind;
    unsigned count;
    uint32_t points[GLYPH_POINTS]; /* folded; only of JOINED, SOLO and MARK */
};

/* The character at *at, which moves past it; *at must be less than text.len. */
void glyph_read(struct str text, size_t *at, struct glyph *g);
/* The character that Unicode composes the two to; 0 when there is none. */
uint32_t glyph_compose(uint32_t first, uint32_t second);
/* UTF-8 of a code point; how many bytes. */
size_t glyph_encode(uint32_t point, char bytes[4]);

#endif
