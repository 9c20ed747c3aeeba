/*
 * Markup to be skipped: tags, comments and the content that no reader sees.
 *
 * A forgiving reader after the HTML Living Standard's tokenizer (13.2.5), not a tree builder:
 * libxml2's HTML parser drops text it cannot place, moves text out of tables, and decodes by its
 * own guess of the encoding. Linear over one document: what was once searched for in vain is
 * remembered.
 */
#ifndef FEED_TAG_H
#define FEED_TAG_H

#include "base/str.h"

#include <stdbool.h>

struct tag_reader {
    struct str html;
    bool no_close;      /* no '>' follows any more */
    bool quotes_broken; /* a tag's quotes did not match, so no tag's are looked at any more */
};

enum tag_effect {
    TAG_NONE,   /* the '<' is text */
    TAG_JOINS,  /* an inline element: the words on both sides are one */
    TAG_BREAKS, /* a block, a line break, an image: white space to a reader */
};

/* At a '<'. Moves *at past the tag or comment, and past the whole of an element whose content is
 * not shown; leaves it for TAG_NONE. */
enum tag_effect tag_skip(struct tag_reader *reader, size_t *at);

#endif
