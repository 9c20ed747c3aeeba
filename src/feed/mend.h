/*
 * XML as feeds write it → XML that a strict parser can be trusted with, and trusts.
 *
 * Gone, before libxml2 sees a byte: the XML declaration, every DOCTYPE with its internal subset (so
 * no entity is ever declared, and there is nothing to expand or to fetch), processing instructions
 * and comments, and text before the first tag. Mended: HTML's named references become their
 * characters; an '&' that begins no reference and a '<' that begins no tag become text; a tag that
 * XML's grammar refuses loses its attributes; end tags are made to match as browsers do, so that
 * HTML's "<br>" in a description, or an item never closed, costs nothing but itself.
 *
 * What is never closed ends the document, and so does an element deeper than FEED_DEPTH_MAX or a
 * tag of more than MEND_ATTRIBUTES_MAX attributes, because libxml2 compares them all with one
 * another. Line feeds are kept, so that line numbers stay true. Linear. Thread-safe.
 */
#ifndef FEED_MEND_H
#define FEED_MEND_H

#include "base/buf.h"
#include "base/str.h"

enum { MEND_ATTRIBUTES_MAX = 256 };

/* `xml` is UTF-8. The answer lies in `xml` where nothing had to be mended, else in `scratch`, whose
 * old content is lost. */
struct str mend_xml(struct buf *scratch, struct str xml);

#endif
