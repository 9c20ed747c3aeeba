#include "pprof/crowd.h"

#include "pprof/signal.h"
#include "pprof/task.h"

#include <stdlib.h>
#include <unistd.h>

static struct pp_member *find(struct pp_crowd *crowd, pid_t tid)
{
    size_t low = 0, high = crowd->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (crowd->members[middle].state.tid < tid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < crowd->count && crowd->members[low].state.tid == tid ? &crowd->members[low] : NULL;
}

static void note_record(void *context, struct pp_thread *thread)
{
    struct pp_member *member = find(context, thread->tid);
    if (member)
        member->known = (struct pp_known) { .created_by = thread->created_by,
            .wait_what = atomic_load(&thread->wait_what),
            .wait_since = atomic_load(&thread->wait_since) };
}

static bool list(struct pp_crowd *crowd)
{
    struct pp_tasks tasks = { 0 };
    bool listed = pp_tasks_read(&tasks);
    crowd->members = listed ? calloc(tasks.count + 1, sizeof *crowd->members) : NULL;
    for (size_t i = 0; crowd->members && i < tasks.count; i++)
        if (pp_task_state_read(&crowd->members[crowd->count].state, tasks.tids[i]))
            crowd->count++;
    pp_tasks_release(&tasks);
    return crowd->members != NULL;
}

static const char *why_silent(const struct pp_task_state *state, bool installed)
{
    if (!installed)
        return "pprof_start has not been called, or SIGPROF has another handler now";
    return state->blocks_signal ? "it blocks SIGPROF" : NULL;
}

static bool take_views(struct pp_crowd *crowd)
{
    struct pp_view *views = calloc(crowd->count + 1, sizeof *views);
    if (views == NULL)
        return false;
    bool installed = pp_signal_installed();
    for (size_t i = 0; i < crowd->count; i++) {
        views[i].tid = crowd->members[i].state.tid;
        views[i].silent = why_silent(&crowd->members[i].state, installed);
    }
    pp_views_take(views, crowd->count);
    for (size_t i = 0; i < crowd->count; i++)
        crowd->members[i].view = views[i];
    free(views);
    return true;
}

bool pp_crowd_take(struct pp_crowd *crowd, bool views)
{
    *crowd = (struct pp_crowd) { 0 };
    if (!list(crowd))
        return false;
    pp_threads_each(note_record, crowd);
    if (!views || take_views(crowd))
        return true;
    pp_crowd_release(crowd);
    return false;
}

void pp_crowd_release(struct pp_crowd *crowd)
{
    free(crowd->members);
    *crowd = (struct pp_crowd) { 0 };
}
