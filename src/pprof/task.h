/* The process's threads as the kernel lists them in /proc/self/task (proc(5)), whoever made them.
 */
#ifndef PPROF_TASK_H
#define PPROF_TASK_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pp_tasks {
    pid_t *tids; /* ascending */
    size_t count, capacity;
    DIR *folder;    /* kept open: a second list is cheaper */
    size_t counted; /* by pp_tasks_count, before they were listed */
};

/* Lists them anew; a zeroed pp_tasks is an empty one. A thread that is born or ends meanwhile may
 * be missing. False: errno. */
bool pp_tasks_read(struct pp_tasks *tasks);
void pp_tasks_release(struct pp_tasks *tasks);
bool pp_tasks_has(const struct pp_tasks *tasks, pid_t tid);

/* How many there are now, without a list. */
size_t pp_tasks_count(void);
/* Whether there are more or fewer than when they were listed. */
bool pp_tasks_differ(const struct pp_tasks *tasks);
/* Signal-safe. */
bool pp_task_lives(pid_t tid);

#endif
