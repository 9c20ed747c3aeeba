#include "pprof/view.h"

#include "pprof/signal.h"
#include "pprof/task.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 200, MILLISECOND = 1000000, SECOND = 1000 * MILLISECOND };

enum state {
    IDLE,
    ASKED,     /* the signal is on its way */
    ANSWERING, /* its handler writes */
    ANSWERED,
    ABANDONED, /* nobody waits for it any more, but the signal is still on its way */
};

/* One question to one thread. Never given back, as pp_errand says, but used again once its signal
 * has been handled, or cannot be any more as the thread has ended. */
struct question {
    struct pp_errand errand;
    _Atomic int state;
    pid_t tid;
    struct pp_view answer;
    struct question *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list, and one call at a time */
static struct question *questions;
static sem_t answered; /* posted at least once for each answer */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_semaphore(void)
{
    sem_init(&answered, 0, 0);
}

/* --- in the thread that is asked --- */

static void take_labels(struct pp_view *view)
{
    const struct pp_thread *thread = pp_thread_known();
    view->labels.count = 0;
    if (thread)
        view->labels = thread->labels;
}

static void answer(struct pp_errand *errand, const siginfo_t *info, const void *ucontext)
{
    struct question *q = (struct question *)errand;
    (void)info;
    int expected = ASKED;
    if (atomic_compare_exchange_strong(&q->state, &expected, ANSWERING)) {
        q->answer.depth =
            pp_stack_interrupted(ucontext, q->answer.pcs, PP_STACK_MAX, &q->answer.truncated);
        take_labels(&q->answer);
        atomic_store(&q->state, ANSWERED);
        sem_post(&answered);
    } else if (expected == ABANDONED) {
        atomic_store(&q->state, IDLE);
    }
}

/* --- in the thread that asks --- */

static const char no_memory[] = "there is no memory to ask it with";

/* The thread has an earlier question's signal still to handle. */
static bool owes_answer(pid_t tid)
{
    for (struct question *q = questions; q; q = q->next)
        if (q->tid == tid && atomic_load(&q->state) == ABANDONED)
            return true;
    return false;
}

static struct question *find_idle(void)
{
    for (struct question *q = questions; q; q = q->next) {
        if (atomic_load(&q->state) == ABANDONED && !pp_task_lives(q->tid))
            atomic_store(&q->state, IDLE);
        if (atomic_load(&q->state) == IDLE)
            return q;
    }
    struct question *made = calloc(1, sizeof *made);
    if (made) {
        atomic_store(&made->errand.run, answer);
        made->next = questions;
        questions = made;
    }
    return made;
}

static const char *refusal(int error)
{
    return error == ESRCH    ? "it has ended"
           : error == EAGAIN ? "too many signals are pending (RLIMIT_SIGPENDING)"
                             : "it cannot be sent a signal";
}

/* NULL, and why in the view, when the thread cannot be asked. */
static struct question *ask(struct pp_view *view)
{
    bool owes = owes_answer(view->tid);
    struct question *q = owes ? NULL : find_idle();
    view->silent = owes ? "it has not answered an earlier question" : no_memory;
    if (q == NULL)
        return NULL;
    view->silent = NULL;
    q->tid = view->tid;
    atomic_store(&q->state, ASKED);
    if (pp_signal_send(view->tid, &q->errand))
        return q;
    view->silent = refusal(errno);
    atomic_store(&q->state, IDLE);
    return NULL;
}

static struct timespec deadline(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += PATIENCE_MS * MILLISECOND;
    t.tv_sec += t.tv_nsec / SECOND;
    t.tv_nsec %= SECOND;
    return t;
}

/* Until it is no longer on its way, or the time is up. */
static void await(struct question *q, const struct timespec *until)
{
    bool late = false;
    while (atomic_load(&q->state) == ASKED && !late)
        late = sem_clockwait(&answered, CLOCK_MONOTONIC, until) != 0 && errno == ETIMEDOUT;
    int expected = ASKED;
    if (atomic_compare_exchange_strong(&q->state, &expected, ABANDONED))
        return;
    while (atomic_load(&q->state) == ANSWERING)
        nanosleep(&(struct timespec) { .tv_nsec = MILLISECOND / 10 }, NULL);
}

static void receive(struct question *q, struct pp_view *view)
{
    if (atomic_load(&q->state) == ABANDONED) {
        view->silent = "it did not answer within 200 ms";
        return;
    }
    view->depth = q->answer.depth;
    view->truncated = q->answer.truncated;
    view->labels = q->answer.labels;
    memcpy(view->pcs, q->answer.pcs, q->answer.depth * sizeof *view->pcs);
    atomic_store(&q->state, IDLE);
}

static void take_own(struct pp_view *view)
{
    view->silent = NULL;
    view->depth = pp_stack_capture(view->pcs, PP_STACK_MAX, 0);
    take_labels(view);
}

/* `asked` has room for a question a view. */
static void take_all(struct pp_view *views, size_t count, struct question **asked)
{
    struct timespec until = deadline();
    for (size_t i = 0; i < count; i++)
        if (!views[i].silent && views[i].tid != gettid())
            asked[i] = ask(&views[i]);
    for (size_t i = 0; i < count; i++)
        if (asked[i]) {
            await(asked[i], &until);
            receive(asked[i], &views[i]);
        } else if (views[i].tid == gettid()) {
            take_own(&views[i]);
        }
}

void pp_views_take(struct pp_view *views, size_t count)
{
    struct question **asked = calloc(count + 1, sizeof(struct question *));
    pthread_once(&once, make_semaphore);
    pthread_mutex_lock(&lock);
    if (asked)
        take_all(views, count, asked);
    for (size_t i = 0; i < count && asked == NULL; i++)
        views[i].silent = no_memory;
    pthread_mutex_unlock(&lock);
    free(asked);
}
