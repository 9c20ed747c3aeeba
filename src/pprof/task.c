#include "pprof/task.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char folder[] = "/proc/self/task";

static int by_number(const void *a, const void *b)
{
    pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;
    return (x > y) - (x < y);
}

static bool append(struct pp_tasks *tasks, pid_t tid)
{
    if (tasks->count == tasks->capacity) {
        size_t grown = tasks->capacity * 2 + 32;
        pid_t *tids = realloc(tasks->tids, grown * sizeof *tids);
        if (tids == NULL)
            return false;
        tasks->tids = tids;
        tasks->capacity = grown;
    }
    tasks->tids[tasks->count++] = tid;
    return true;
}

/* A folder's links are itself, its name in the one above, and its subfolders. */
static size_t links_less_own(const struct stat *found)
{
    return found->st_nlink > 2 ? found->st_nlink - 2 : 0;
}

static size_t count_in(int fd)
{
    struct stat found;
    return fstat(fd, &found) == 0 ? links_less_own(&found) : 0;
}

static bool open_folder(struct pp_tasks *tasks)
{
    if (tasks->folder)
        rewinddir(tasks->folder);
    else
        tasks->folder = opendir(folder);
    return tasks->folder != NULL;
}

bool pp_tasks_read(struct pp_tasks *tasks)
{
    bool whole = open_folder(tasks);
    tasks->count = 0;
    tasks->counted = whole ? count_in(dirfd(tasks->folder)) : 0;
    for (struct dirent *entry; whole && (entry = readdir(tasks->folder)) != NULL;)
        if (entry->d_name[0] != '.')
            whole = append(tasks, (pid_t)strtol(entry->d_name, NULL, 10));
    if (tasks->count)
        qsort(tasks->tids, tasks->count, sizeof *tasks->tids, by_number);
    return whole;
}

void pp_tasks_release(struct pp_tasks *tasks)
{
    free(tasks->tids);
    if (tasks->folder)
        closedir(tasks->folder);
    *tasks = (struct pp_tasks) { 0 };
}

bool pp_tasks_has(const struct pp_tasks *tasks, pid_t tid)
{
    return tasks->count &&
           bsearch(&tid, tasks->tids, tasks->count, sizeof *tasks->tids, by_number) != NULL;
}

size_t pp_tasks_count(void)
{
    struct stat found;
    return stat(folder, &found) == 0 ? links_less_own(&found) : 0;
}

bool pp_tasks_differ(const struct pp_tasks *tasks)
{
    return tasks->folder == NULL || count_in(dirfd(tasks->folder)) != tasks->counted;
}

bool pp_task_lives(pid_t tid)
{
    return syscall(SYS_tgkill, getpid(), tid, 0) == 0;
}
