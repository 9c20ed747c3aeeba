/*
 * The bytes of a feed → items of plain text.
 *
 * RSS 0.90, 0.91, 0.92, 1.0 (RDF), 2.0 and Atom 1.0 (RFC 4287), 0.3 too, with the Dublin Core and
 * content: elements that feeds in the wild use. Parsed by libxml2 as hostile bytes: no network, no
 * DTD, no entity but XML's five, character references and HTML's named ones; bounded in depth,
 * items and text. Ill-formed XML is recovered from where libxml2 can, and the items before the
 * fault are kept.
 *
 * Thread-safe: no shared state but libxml2's own, set up by feed_parse_init.
 */
#ifndef FEED_PARSE_H
#define FEED_PARSE_H

#include "base/error.h"
#include "base/item.h"
#include "base/str.h"

#include <stddef.h>

enum {
    FEED_ITEMS_MAX = 10000,       /* items of one feed; later ones are dropped and counted */
    FEED_TITLE_MAX = 1024,        /* bytes of a title, cut at a code point */
    FEED_SUMMARY_MAX = 64 * 1024, /* bytes of a summary as plain text, likewise */
    FEED_LINK_MAX = 2048,         /* bytes of a link or guid; an item with a longer one loses it */
    FEED_GUID_MAX = FEED_LINK_MAX + 1 + FEED_TITLE_MAX, /* of one made of link and title */
    FEED_AUTHOR_MAX = 512, /* bytes of all authors' names, joined by ", " */
    FEED_DEPTH_MAX = 200,  /* elements within elements; a deeper one ends the document */
};

enum feed_format { FEED_RSS, FEED_RDF, FEED_ATOM };

struct feed_doc {
    enum feed_format format;
    struct str title, link, language; /* of the feed itself; may be empty */
    struct item *items; /* in the feed's order; guid never empty, id, source and found 0 */
    size_t count;
    size_t dropped; /* items that had neither title nor summary, or came after FEED_ITEMS_MAX */
    struct feed_memory *memory; /* owns every byte above */
};

/* Once a process, before the first thread that parses. */
void feed_parse_init(void);
void feed_parse_cleanup(void);

/* `base_url` resolves relative links (xml:base goes before it). `content_type` is HTTP's header or
 * NULL: its charset counts when the document itself names none. ERROR_SYNTAX when the bytes are no
 * feed: e says what they are instead (an HTML page, nothing, XML whose root is <x>, not well formed
 * at line N). An empty feed is no error. On failure *out is zeroed. */
enum error_code feed_parse(struct str bytes, const char *base_url, const char *content_type,
    struct feed_doc *out, struct error *e);
/* Frees all that *doc holds. Safe on a zeroed doc, and twice. */
void feed_doc_release(struct feed_doc *doc);

#endif
