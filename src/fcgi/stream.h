/*
 * An answer that is written while its page runs: what stands behind exchange->stream. It belongs to
 * one request and the worker that serves it.
 */
#ifndef FCGI_STREAM_H
#define FCGI_STREAM_H

#include "fcgi/conn.h"
#include "fcgi/links.h"
#include "http/response.h"
#include "http/route.h"

#include <stdint.h>

struct stream {
    struct conn *conn;
    struct link *link;
    struct response *response; /* its head goes out before the first byte */
    int wake;                  /* readable once the server stops */
    bool begun;                /* the head has been sent, or could not be */
    uint64_t sent;             /* bytes of the body */
};

/* The exchange's functions over this stream. */
struct exchange_stream stream_as_exchange(struct stream *stream);
/* The answer's end, when it was begun; returns whether it was, else the response is to be sent. */
bool stream_end(struct stream *stream);

#endif
