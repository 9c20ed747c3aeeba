/*
 * Elements and text, as a SAX parser reports them → a feed_doc.
 *
 * Elements that mean something are frames on a short stack; what stands in none of them is skipped.
 * Markup inside a field's element becomes HTML source again, so that one reduction to text serves
 * escaped and unescaped markup alike. One reader belongs to one thread.
 */
#ifndef FEED_READER_H
#define FEED_READER_H

#include "base/buf.h"
#include "base/str.h"
#include "feed/doc.h"

#include <stdbool.h>

struct attribute {
    const char *prefix, *name; /* prefix may be NULL */
    struct str value;
};

/* A start tag. Names live as long as the parse does. */
struct tag {
    const char *prefix, *uri, *name; /* prefix and uri may be NULL */
    const struct attribute *attributes;
    size_t count;
    unsigned namespaces; /* how many it declares */
};

enum reader_state {
    READER_BEGINS, /* no element yet */
    READER_READS,
    READER_NO_FEED, /* the root is no feed's: its name is in root */
    READER_TOO_DEEP,
};

enum { READER_FRAMES_MAX = 8, READER_NAMESPACES_MAX = 256 };

struct frame {
    struct element element;
    unsigned depth;
    char *base;     /* xml:base, resolved; NULL: that of the frame below */
    bool permalink; /* a guid that may be a link */
};

struct reader {
    enum reader_state state;
    char root[64]; /* name of the root element, cut */
    struct feed_doc *doc;
    const char *base_url;
    const char *own_uri; /* the root's namespace */
    enum vocabulary own; /* what elements of that, or of none, are */
    struct frame frames[READER_FRAMES_MAX];
    unsigned framed;
    unsigned depth;                        /* of the innermost open element, the root's is 1 */
    uint16_t declared[FEED_DEPTH_MAX + 1]; /* namespaces, by depth */
    unsigned namespaces;                   /* all that are in force */
    struct draft feed, item;
    bool in_item;
    struct buf raw; /* text of the innermost field */
};

/* `doc` and base_url (may be NULL) must outlive the reader. */
void reader_init(struct reader *reader, struct feed_doc *doc, const char *base_url);
void reader_release(struct reader *reader);

/* The root's depth is 1. A start tag ends what is open at its depth and below, should the parser
 * have lost an end tag. False: there is no sense in reading on, state says why. */
bool reader_start(struct reader *reader, const struct tag *tag, unsigned depth);
void reader_text(struct reader *reader, struct str text);
void reader_end(struct reader *reader, const char *name, unsigned depth);
/* After the last event. An item that was still open is not kept: half of it is missing. */
void reader_finish(struct reader *reader);

#endif
