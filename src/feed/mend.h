/*
 * XML as feeds write it → XML that a strict parser can be trusted with, and trusts.
 *
 * Gone, before libxml2 sees a byte: the XML declaration, every DOCTYPE with its internal subset (so
 * no entity is ever declared, and there is nothing to expand or to fetch), processing instructions
 * and comments. Mended: HTML's named references become their characters; an '&' that begins no
 * reference and a '<' that begins no tag become text. A tag of more than MEND_ATTRIBUTES_MAX
 * attributes ends the document, because libxml2 compares them all with one another; so does what is
 * never closed. Line feeds are kept, so that line numbers stay true. Linear. Thread-safe.
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
