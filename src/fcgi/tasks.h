/* What requests are called in traces: method and route, as "GET /search". */
#ifndef FCGI_TASKS_H
#define FCGI_TASKS_H

#include "http/route.h"

enum { TASK_METHODS = METHOD_OTHER + 1 };

/* By route and method, and last for those that no route takes; kept for good. */
struct tasks {
    const char *(*names)[TASK_METHODS];
    const struct router *router;
};

void tasks_init(struct tasks *tasks, const struct router *router);
void tasks_release(struct tasks *tasks);
/* Begins the request's task; 0 when nothing is recorded. Takes no lock. */
uint64_t tasks_begin(const struct tasks *tasks, const struct request *request);

#endif
