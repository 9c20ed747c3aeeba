#include "pprof/rest.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct rest {
    pid_t tid;
    uint64_t switches;
    int64_t since;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rest *rests; /* by tid */
static size_t rest_count;

static int by_tid(const void *a, const void *b)
{
    pid_t x = ((const struct rest *)a)->tid, y = ((const struct rest *)b)->tid;
    return (x > y) - (x < y);
}

static int64_t since_locked(const struct pp_task_state *state)
{
    const struct rest key = { .tid = state->tid }, *found = NULL;
    if (rest_count && (state->state == 'S' || state->state == 'D'))
        found = bsearch(&key, rests, rest_count, sizeof key, by_tid);
    return found && found->switches == state->switches ? found->since : 0;
}

int64_t pp_rest_since(const struct pp_task_state *state)
{
    pthread_mutex_lock(&lock);
    int64_t since = since_locked(state);
    pthread_mutex_unlock(&lock);
    return since;
}

/* The signal that asked for its stack let it go to sleep once more; that is no end of its rest. */
static struct rest look_again(const struct pp_task_state *before, int64_t now)
{
    struct pp_task_state after;
    int64_t since = since_locked(before);
    if (!pp_task_state_read(&after, before->tid))
        return (struct rest) { .tid = before->tid };
    bool same = since && after.switches <= before->switches + 1;
    return (struct rest) { before->tid, after.switches, same ? since : now };
}

void pp_rest_note(const struct pp_crowd *crowd)
{
    struct timespec t;
    struct rest *next = calloc(crowd->count + 1, sizeof *next);
    if (next == NULL)
        return;
    pthread_mutex_lock(&lock);
    clock_gettime(CLOCK_MONOTONIC, &t);
    for (size_t i = 0; i < crowd->count; i++)
        next[i] = look_again(&crowd->members[i].state, t.tv_sec * INT64_C(1000000000) + t.tv_nsec);
    free(rests);
    rests = next;
    rest_count = crowd->count;
    pthread_mutex_unlock(&lock);
}
