/*
 * While the archive is being loaded nothing can be searched: 503, when to try again (Retry-After,
 * RFC 9110 10.2.3), and how far it is.
 */
#ifndef APP_LOADING_H
#define APP_LOADING_H

#include "http/route.h"

#include <stdbool.h>

/* False when the index is ready, and nothing is done. Else the answer is filled in: a page with a
 * bar that loads itself again. */
bool loading_refuses(struct exchange *exchange);
/* The same for programs, in a line of plain text. */
bool loading_refuses_plainly(struct exchange *exchange);

#endif
