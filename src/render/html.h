/*
 * HTML, written into a buf. No raw string from outside reaches a page except through one of these,
 * named for the place it goes to.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/buf.h"
#include "base/str.h"
#include "index/snippet.h"

#include <stdint.h>

/* Text between tags: & < > and quotes escaped. */
void html_text(struct buf *to, struct str text);
/* The inside of a double-quoted attribute. */
void html_attr(struct buf *to, struct str text);
/* A value within a URL's query: percent-encoded, blank as %20. The result is safe in an attribute.
 */
void html_url_arg(struct buf *to, struct str value);
/* An href of a link to the outside: the URL escaped when its scheme is http or https and it has no
 * control byte, else "#". */
void html_href(struct buf *to, struct str url);
/* Pieces as text, the marked ones within <mark>, with ellipses where the text was cut. */
void html_snippet(struct buf *to, const struct snippet *snippet);
/* "12,345" */
void html_count(struct buf *to, uint64_t n);
/* <time datetime="2026-01-31T12:00:00Z" title="…">3 hours ago</time> */
void html_ago(struct buf *to, int64_t then, int64_t now);

#endif
