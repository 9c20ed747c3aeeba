#include "http/route.h"

#include "pprof/pprof.h"

static bool fits(const struct route *route, struct str path)
{
    struct str own = str_from(route->path);
    if (own.len > 0 && own.at[own.len - 1] == '*')
        return str_starts(path, str_n(own.at, own.len - 1));
    return str_equal(path, own);
}

size_t route_find(const struct router *router, struct str path)
{
    size_t i = 0;
    while (i < router->count && !fits(&router->routes[i], path))
        i++;
    return i;
}

static bool allows(const struct route *route, enum request_method method)
{
    if (method == METHOD_GET || method == METHOD_HEAD)
        return route->get;
    return method == METHOD_POST && route->post;
}

static struct str allowed(const struct route *route)
{
    if (route->get && route->post)
        return STR("GET, HEAD, POST");
    return route->get ? STR("GET, HEAD") : STR("POST");
}

const char *route_name(const struct router *router, size_t place)
{
    return place < router->count ? router->routes[place].path : "(none)";
}

void route_dispatch(const struct router *router, struct exchange *exchange)
{
    size_t at = route_find(router, exchange->request->path);
    const struct route *route = at < router->count ? &router->routes[at] : NULL;
    exchange->route = at;
    pprof_label("route", route_name(router, at));
    if (route == NULL) {
        router->error(exchange, 404, "There is no page at this address.");
    } else if (!allows(route, exchange->request->method)) {
        response_header(exchange->response, "Allow", allowed(route));
        router->error(exchange, 405, "This page does not take requests of that method.");
    } else {
        route->page(exchange);
    }
}
