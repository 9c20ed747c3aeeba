/* Which page answers which path. */
#include "pprof/http.h"

#include <string.h>

static void serve_vars(struct pp_request *request)
{
    pp_reply_as(request, "application/json; charset=utf-8", NULL);
    pp_reply_end(request, pprof_vars_write(&request->sink), NULL);
}

/* Relative, so that it does not matter where the pages are mounted. */
static void redirect(struct pp_request *request)
{
    const struct pprof_header to = { "Location", "pprof/" };
    pp_reply_error_with(request, 301, &to, "Moved Permanently");
}

static void not_found(struct pp_request *request)
{
    pp_reply_error(request, 404, "404 page not found");
}

static const struct route {
    const char *path;
    pp_page *page;
    bool post;
} routes[] = {
    { "pprof", redirect, false },
    { "pprof/", pp_index_serve, false },
    { "pprof/cmdline", pp_cmdline_serve, false },
    { "pprof/flame", pp_flame_serve, false },
    { "pprof/profile", pp_cpu_serve, false },
    { "pprof/symbol", pp_symbol_serve, true },
    { "pprof/trace", pp_trace_serve, false },
    { "vars", serve_vars, false },
};

static const struct route named = { "pprof/", pp_named_serve, false },
                          none = { "", not_found, false };

static const struct route *find(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    return strncmp(path, named.path, strlen(named.path)) == 0 ? &named : &none;
}

static bool is_read(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static bool allows(const struct route *route, const char *method)
{
    return is_read(method) || (route->post && strcmp(method, "POST") == 0);
}

static void refuse_method(struct pp_request *request, const struct route *route)
{
    const struct pprof_header allow = { "Allow", route->post ? "GET, HEAD, POST" : "GET, HEAD" };
    pp_reply_error_with(
        request, 405, &allow, "Method Not Allowed: this page takes %s", allow.value);
}

void pprof_serve(const struct pprof_exchange *exchange)
{
    struct pp_request request;
    const struct route *route = find(exchange->path);
    pp_request_init(&request, exchange);
    if (route == &named)
        request.name = exchange->path + strlen(named.path);
    if (allows(route, exchange->method))
        route->page(&request);
    else
        refuse_method(&request, route);
}
