/*
 * The bytes of an XML document in whatever encoding → UTF-8 of characters that XML allows.
 *
 * The encoding is the one of a byte order mark, else of UTF-16's look, else of the XML declaration,
 * else of HTTP's charset, else UTF-8. Only the encodings of the web (the WHATWG's list) are known;
 * another name counts as none. In what should be UTF-8 but is not, each wrong byte is read as
 * windows-1252, which is what it was; in other encodings it becomes U+FFFD. Controls that XML
 * forbids, NUL among them, become blanks. Thread-safe.
 */
#ifndef FEED_ENCODING_H
#define FEED_ENCODING_H

#include "base/buf.h"
#include "base/str.h"

/* `content_type` is HTTP's header or NULL. The answer lies in `bytes` where nothing had to be
 * changed, else in `scratch`, whose old content is lost. */
struct str encoding_to_utf8(struct buf *scratch, struct str bytes, const char *content_type);

#endif
