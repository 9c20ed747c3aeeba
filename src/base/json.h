/* JSON (RFC 8259) being written. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/str.h"

/* Appends s as a JSON string, quotes included. What is not UTF-8 becomes U+FFFD; '<', '>', '&',
 * U+2028 and U+2029 are escaped too, so that the text is safe inside an HTML script element. */
void json_string(struct buf *to, struct str s);

#endif
