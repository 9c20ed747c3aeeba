/*
 * Routes: one table says what paths there are, what methods each takes and who answers.
 * Dispatch answers 404, 405 with Allow, and HEAD (as GET, without the body) for all of them.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"
#include "http/response.h"

#include <stdint.h>

/* For answers that are long, or take long: a page that writes here leaves response->body empty. */
struct exchange_stream {
    /* Sends these bytes of the body; the first call sends response's head before them, without a
     * Content-Length. Blocks until they are taken. For HEAD the bytes go nowhere. False when the
     * peer has gone, or has taken too little for too long. */
    bool (*write)(void *context, struct str bytes);
    /* Returns true once so many nanoseconds have passed; false at once when the peer goes or the
     * server stops. An answer may still be given then. */
    bool (*wait)(void *context, int64_t nanoseconds);
    void *context;
};

/* What a page gets. `worker` numbers the thread that serves it, from 0 within its server. */
struct exchange {
    const struct request *request;
    struct response *response;
    struct arena *arena;
    unsigned worker;
    void *app; /* whatever the program serves: struct app */
    struct exchange_stream stream;
    size_t route; /* which of the router's took it, by its place; router->count: none (yet) */
};

typedef void route_page(struct exchange *exchange);
/* Writes the page for an error into exchange->response: status and a sentence for the reader. */
typedef void route_error(struct exchange *exchange, int status, const char *sentence);

struct route {
    const char *path; /* exact; with a '*' at its end, all that begin so */
    bool get, post;   /* HEAD goes where GET goes */
    route_page *page;
    const char *about; /* one line for people, as /debug/ and the man page show it */
};

struct router {
    const struct route *routes; /* the first that fits answers */
    size_t count;
    route_error *error;
    request_reader *read; /* request_read, or request_read_plain */
};

/* The place of the route that takes this path; router->count: none does. */
size_t route_find(const struct router *router, struct str path);
/* The path of the router's route at that place, "(none)" at router->count: for people and profiles.
 */
const char *route_name(const struct router *router, size_t place);

/* Answers one request completely. Profiles see the route's path as the thread's label "route",
 * "(none)" where none fits. */
void route_dispatch(const struct router *router, struct exchange *exchange);

#endif
