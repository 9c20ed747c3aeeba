/*
 * HTML, written into a buf. No raw string from outside reaches a page except through one of these,
 * named for the place it goes to.
 *
 * Texts are UTF-8; ill-formed bytes pass through as they are, so repair (base/utf8.h) what comes
 * from elsewhere than a request or an item. Control bytes, which neither HTML nor XML can hold,
 * become U+FFFD. What is written is well-formed XML too. Nothing here allocates (but a heap buf may
 * grow), locks, or keeps what it is given; any thread may call these.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/buf.h"
#include "base/str.h"
#include "index/snippet.h"

#include <stdbool.h>
#include <stdint.h>

/* Text between tags: & < > and quotes escaped. */
void html_text(struct buf *to, struct str text);
/* The inside of a double-quoted attribute: as html_text, and line ends and tabs are kept by number.
 */
void html_attr(struct buf *to, struct str text);
/* A value within a URL's query: percent-encoded, blank as %20. The result is safe in an attribute.
 */
void html_url_arg(struct buf *to, struct str value);
/* May one link to it: http:// or https:// (in any case), then a host, and no control byte anywhere.
 * Nothing is trimmed, since browsers trim what would then become another scheme. */
bool html_linkable(struct str url);
/* Pieces as text, the marked ones within <mark>, with ellipses where the text was cut. */
void html_snippet(struct buf *to, const struct snippet *snippet);
/* "12,345" */
void html_count(struct buf *to, uint64_t n);
/* <time datetime="2026-01-31T12:00:00Z" title="31 January 2026, 12:00 UTC">3 hours ago</time>, or
 * "in 3 hours" when `then` is to come. Unix seconds; before 1970 and after 9999 are taken as those
 * bounds. */
void html_ago(struct buf *to, int64_t then, int64_t now);

#endif
