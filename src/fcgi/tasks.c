#include "fcgi/tasks.h"

#include "base/mem.h"
#include "pprof/pprof.h"

#include <stdio.h>
#include <stdlib.h>

static const char *name_of(const struct router *router, size_t route, enum request_method method)
{
    static const char *const methods[TASK_METHODS] = { "GET", "HEAD", "POST", "other" };
    char name[128];
    int len = snprintf(name, sizeof name, "%s %s", methods[method],
        route < router->count ? router->routes[route].path : "(none)");
    return pprof_intern(name, (size_t)len);
}

void tasks_init(struct tasks *tasks, const struct router *router)
{
    *tasks = (struct tasks) { mem_zero(router->count + 1, sizeof *tasks->names), router };
    for (size_t route = 0; route <= router->count; route++)
        for (unsigned method = 0; method < TASK_METHODS; method++)
            tasks->names[route][method] = name_of(router, route, (enum request_method)method);
}

void tasks_release(struct tasks *tasks)
{
    free(tasks->names);
}

uint64_t tasks_begin(const struct tasks *tasks, const struct request *request)
{
    if (!pprof_tracing())
        return 0;
    return pprof_task_begin(
        tasks->names[route_find(tasks->router, request->path)][request->method]);
}
