/* libpprof's pages: /debug/pprof/ and /debug/vars. */
#include "app/app.h"
#include "app/pages.h"
#include "pprof/pprof.h"

#include <stdatomic.h>

enum { PREFIX = sizeof "/debug/" - 1, SPARED_WORKERS = 2 };

static _Atomic unsigned held; /* workers that serve profiles now */

static const char *terminated(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (copy == NULL)
        return "";
    memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return copy;
}

static void take_head(
    void *context, int status, const struct pprof_header *headers, size_t header_count)
{
    struct exchange *exchange = context;
    struct response *response = exchange->response;
    response->status = status;
    for (size_t i = 0; i < header_count; i++)
        if (strcmp(headers[i].name, "Content-Type") == 0)
            response->content_type = terminated(exchange->arena, str_from(headers[i].value));
        else
            response_header(response, headers[i].name, str_from(headers[i].value));
}

static int write_body(void *context, const void *bytes, size_t len)
{
    const struct exchange_stream *stream = &((struct exchange *)context)->stream;
    return stream->write(stream->context, str_n(bytes, len)) ? 0 : -1;
}

static int wait_for_peer(void *context, int64_t nanoseconds)
{
    const struct exchange_stream *stream = &((struct exchange *)context)->stream;
    return stream->wait(stream->context, nanoseconds) ? 0 : -1;
}

void vars_page(struct exchange *exchange)
{
    static const char *const methods[] = { "GET", "HEAD", "POST", "other" };
    const struct request *request = exchange->request;
    const struct pprof_exchange own = {
        .method = methods[request->method],
        .path = terminated(exchange->arena, str_from_offset(request->path, PREFIX)),
        .query = terminated(exchange->arena, request->query),
        .body = request->body.at,
        .body_len = request->body.len,
        .head = take_head,
        .sink = { write_body, wait_for_peer, exchange },
    };
    pprof_serve(&own);
}

/* A profile may take long: some workers are kept for the other pages. */
static bool hold(const struct exchange *exchange)
{
    const struct app *app = exchange->app;
    const struct config *config = cell_enter(app->config, exchange->worker);
    unsigned workers = config->admin_workers;
    cell_leave(app->config, exchange->worker);
    unsigned most = workers > SPARED_WORKERS ? workers - SPARED_WORKERS : 1;
    if (atomic_fetch_add(&held, 1) < most)
        return true;
    atomic_fetch_sub(&held, 1);
    return false;
}

static void refuse(struct response *response)
{
    response->status = 503;
    response->content_type = "text/plain; charset=utf-8";
    response_header(response, "Retry-After", STR("1"));
    response_header(response, "X-Content-Type-Options", STR("nosniff"));
    response_header(response, "X-Go-Pprof", STR("1")); /* go tool pprof shows the text then */
    BUF_LIT(&response->body, "As many profiles are being taken as admin_workers allows: try again "
                             "later, or raise it in feedscope.conf\n");
}

void profile_page(struct exchange *exchange)
{
    if (hold(exchange)) {
        vars_page(exchange);
        atomic_fetch_sub(&held, 1);
    } else {
        refuse(exchange->response);
    }
}
