/*
 * Routes: one table says what paths there are, what methods each takes and who answers.
 * Dispatch answers 404, 405 with Allow, and HEAD (as GET, without the body) for all of them.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"
#include "http/response.h"

/* What a page gets. `worker` numbers the thread that serves it, from 0 within its server. */
struct exchange {
    const struct request *request;
    struct response *response;
    struct arena *arena;
    unsigned worker;
    void *app; /* whatever the program serves: struct app */
};

typedef void route_page(struct exchange *exchange);
/* Writes the page for an error into exchange->response: status and a sentence for the reader. */
typedef void route_error(struct exchange *exchange, int status, const char *sentence);

struct route {
    const char *path; /* exact */
    bool get, post;   /* HEAD goes where GET goes */
    route_page *page;
    const char *about; /* one line for people, as /debug/ and the man page show it */
};

struct router {
    const struct route *routes;
    size_t count;
    route_error *error;
};

/* Answers one request completely. */
void route_dispatch(const struct router *router, struct exchange *exchange);

#endif
