#include "pprof/thread.h"

#include "pprof/pprof.h"
#include "pprof/stack.h"
#include "pprof/timers.h"
#include "pprof/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Initial-exec: reading it never allocates, so a signal handler may. */
static __attribute__((tls_model("initial-exec"))) _Thread_local struct pp_thread *self;

static pthread_mutex_t records_lock = PTHREAD_MUTEX_INITIALIZER;
static struct pp_thread records = { .next = &records, .previous = &records };
static pthread_key_t ending;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_record(void *value)
{
    struct pp_thread *thread = value;
    pp_trace_thread_ends(thread);
    self = NULL;
    atomic_signal_fence(memory_order_seq_cst);
    pthread_mutex_lock(&records_lock);
    thread->previous->next = thread->next;
    thread->next->previous = thread->previous;
    pthread_mutex_unlock(&records_lock);
    free(thread);
}

static void make_key(void)
{
    pthread_key_create(&ending, end_record);
}

static struct pp_thread *make_record(void)
{
    pthread_once(&once, make_key);
    struct pp_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL)
        return NULL;
    thread->tid = gettid();
    pthread_mutex_lock(&records_lock);
    thread->next = &records;
    thread->previous = records.previous;
    records.previous->next = thread;
    records.previous = thread;
    pthread_mutex_unlock(&records_lock);
    pthread_setspecific(ending, thread);
    atomic_signal_fence(memory_order_seq_cst);
    return self = thread;
}

struct pp_thread *pp_thread_self(void)
{
    return self ? self : make_record();
}

struct pp_thread *pp_thread_known(void)
{
    return self;
}

void pp_threads_each(void (*visit)(void *context, struct pp_thread *thread), void *context)
{
    pthread_mutex_lock(&records_lock);
    for (struct pp_thread *t = records.next; t != &records; t = t->next)
        visit(context, t);
    pthread_mutex_unlock(&records_lock);
}

/* --- threads with a name and a creator --- */

struct birth {
    char name[16];
    void *(*run)(void *);
    void *argument;
    uint32_t created_by;
};

static void *run_named(void *argument)
{
    struct birth birth = *(struct birth *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), birth.name);
    struct pp_thread *thread = pp_thread_self();
    if (thread)
        thread->created_by = birth.created_by;
    pp_timers_begin_thread();
    pp_trace_thread_begins(thread);
    return birth.run(birth.argument);
}

int pprof_thread_create(pthread_t *thread, const pthread_attr_t *attributes, const char *name,
    void *(*run)(void *), void *argument)
{
    uintptr_t pcs[PP_STACK_MAX];
    struct birth *birth = malloc(sizeof *birth);
    if (birth == NULL)
        return ENOMEM;
    unsigned depth = pp_stack_capture(pcs, PP_STACK_MAX, 1);
    *birth = (struct birth) { .run = run,
        .argument = argument,
        .created_by = pp_stacks_add(pp_stacks_shared(), pcs, depth) };
    snprintf(birth->name, sizeof birth->name, "%s", name);
    int error = pthread_create(thread, attributes, run_named, birth);
    if (error)
        free(birth);
    return error;
}
