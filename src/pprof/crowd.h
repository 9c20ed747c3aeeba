/* All threads at one time: what the kernel says of each, what its record does, and its stack. */
#ifndef PPROF_CROWD_H
#define PPROF_CROWD_H

#include "pprof/task_state.h"
#include "pprof/view.h"

/* Of a thread's record; zeros for a thread that has none. */
struct pp_known {
    uint32_t created_by;
    const char *wait_what;
    int64_t wait_since;
};

struct pp_member {
    struct pp_task_state state; /* before its stack was asked for, which wakes it */
    struct pp_known known;
    struct pp_view view;
};

struct pp_crowd {
    struct pp_member *members; /* by tid */
    size_t count;
};

/* Without `views` their stacks stay empty and no thread is disturbed. False: errno. */
bool pp_crowd_take(struct pp_crowd *crowd, bool views);
void pp_crowd_release(struct pp_crowd *crowd);

#endif
