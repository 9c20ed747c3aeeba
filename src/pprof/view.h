/* The stacks and labels of the process's threads, taken in each of them by a signal. */
#ifndef PPROF_VIEW_H
#define PPROF_VIEW_H

#include "pprof/stack.h"
#include "pprof/thread.h"

#include <stddef.h>

struct pp_view {
    pid_t tid;
    /* Why there is no stack: who asks sets it for threads that cannot answer; NULL otherwise, and
     * still when there is one. */
    const char *silent;
    unsigned depth;
    bool truncated;
    uintptr_t pcs[PP_STACK_MAX];
    struct pp_labels labels;
};

/* Fills the views of the threads whose tid they give, the caller's own, too. Waits for answers for
 * at most 200 ms in all. Calls go one after the other. */
void pp_views_take(struct pp_view *views, size_t count);

#endif
