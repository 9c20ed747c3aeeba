/* The site's own address, as the client knows it: for what must hold absolute URLs. */
#ifndef APP_SITE_URL_H
#define APP_SITE_URL_H

#include "base/buf.h"
#include "http/request.h"

/* "https://news.example.org:8443" from the request's scheme and Host. A Host that is no host (RFC
 * 3986, section 3.2.2: letters, digits, '-', '.', '_', or an address in brackets; then a port) is
 * not repeated: "http://localhost" stands for it. What is written is safe in HTML, XML and JSON. */
void site_url(struct buf *to, const struct request *request);

#endif
