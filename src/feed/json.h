/* A parsed feed as JSON, for `feedscope parse` and for tests. */
#ifndef FEED_JSON_H
#define FEED_JSON_H

#include "base/buf.h"
#include "feed/parse.h"

/* Appends one object: format ("rss", "rdf", "atom"), title, link, language, count, dropped, and
 * items, each on a line of its own: guid, link, title, summary, author, language, published (unix
 * seconds) and date (the same, RFC 3339); the last two null where the feed gives none. */
void feed_json(struct buf *to, const struct feed_doc *doc);

#endif
