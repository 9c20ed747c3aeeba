/* Conditional requests (RFC 9110, section 13): is what the client has still good? */
#ifndef APP_CONDITIONAL_H
#define APP_CONDITIONAL_H

#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

/* `etag` with its quotes; `modified`: unix seconds, 0 when not known. If-None-Match counts alone
 * when it is there, compared weakly, since who compresses on the way makes an etag weak. */
bool conditional_unmodified(const struct request *request, struct str etag, int64_t modified);

#endif
