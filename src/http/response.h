/*
 * The answer to one request: a status, a few headers and a whole body, all in the request's arena;
 * the connection writes it in one go. A page only fills this in.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/request.h"

enum { RESPONSE_BODY_MAX = 2 * 1024 * 1024 };

struct response {
    int status; /* 200 at first */
    const char *content_type;
    bool head_only;     /* HEAD: the body is measured, not sent */
    bool streamed;      /* its length is not known when its head is sent */
    struct buf headers; /* further header lines, each ended with \r\n; use response_header */
    struct buf body;
};

/* An empty 200 whose header and body buffers are fixed bufs in the arena. */
void response_init(struct response *response, struct arena *arena);
/* Adds "Name: value". A value with a control byte is dropped whole: no header can be injected. */
void response_header(struct response *response, const char *name, struct str value);
/* "200 OK", "404 Not Found"; "500 Internal Server Error" for a status that is not in the table. */
const char *response_reason(int status);
/* Status line (CGI's Status:), Content-Type, Content-Length unless it is streamed, and the rest,
 * ended by an empty line. */
void response_head(const struct response *response, struct buf *to);
/* 301, 302, 303 or 307 to `location`, which must be a path or an absolute URL without control
 * bytes. */
void response_redirect(struct response *response, int status, struct str location);

#endif
