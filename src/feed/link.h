/* Links of a feed. Thread-safe. */
#ifndef FEED_LINK_H
#define FEED_LINK_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* Absolute, http or https, with a host. */
bool link_is_web(struct str url);
/* Appends `link` as an absolute web link and returns true; appends nothing and returns false where
 * it is none: another scheme, longer than FEED_LINK_MAX, or relative without a base that helps.
 * White space around and line breaks inside are dropped and what no URL may hold (blanks, quotes,
 * angle brackets) is percent-encoded, as browsers do; letters beyond ASCII stay as they are.
 * `base` is absolute, or NULL. */
bool link_resolve(struct buf *to, struct str link, const char *base);

#endif
