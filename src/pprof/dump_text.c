/* goroutine?debug=2: a paragraph a thread, in the spirit of a Go program's dump of its stacks. */
#include "pprof/crowd.h"
#include "pprof/dump.h"
#include "pprof/rest.h"
#include "pprof/symbol.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

enum { SECOND = 1000000000, MINUTE = 60, HOUR = 60 * MINUTE };

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* --- the head: thread 12345 "search-0" [futex, 3 minutes]: --- */

static void write_duration(struct pp_buf *to, int64_t nanoseconds)
{
    int64_t seconds = nanoseconds / SECOND;
    if (seconds >= 2 * HOUR)
        pp_buf_printf(to, "%" PRId64 " hours", seconds / HOUR);
    else if (seconds >= 2 * MINUTE)
        pp_buf_printf(to, "%" PRId64 " minutes", seconds / MINUTE);
    else
        pp_buf_printf(to, "%.3f s", (double)nanoseconds / SECOND);
}

/* The call that it waits in; for want of one the kernel's function, or its state. */
static const char *reason(const struct pp_task_state *state)
{
    if (state->state == 'R')
        return "running";
    return *state->call    ? state->call
           : *state->where ? state->where
                           : pp_task_state_word(state->state);
}

static void write_time(struct pp_buf *to, const struct pp_member *member, int64_t at)
{
    bool exact = member->known.wait_what != NULL;
    int64_t since = exact ? member->known.wait_since : pp_rest_since(&member->state);
    if (since == 0 || since > at)
        return;
    pp_buf_text(to, exact ? ", " : ", at least ");
    write_duration(to, at - since);
}

static void write_head(struct pp_buf *to, const struct pp_member *member, int64_t at)
{
    const struct pp_task_state *state = &member->state;
    bool own = state->tid == gettid();
    pp_buf_printf(
        to, "thread %d \"%s\" [%s", (int)state->tid, state->name, own ? "running" : reason(state));
    if (!own)
        write_time(to, member, at);
    pp_buf_text(to, "]:\n");
}

/* --- what is known of it --- */

static double seconds(int64_t nanoseconds)
{
    return (double)nanoseconds / SECOND;
}

static void write_state(struct pp_buf *to, const struct pp_member *member)
{
    const struct pp_task_state *state = &member->state;
    pp_buf_printf(to, "\tstate %c (%s)", state->state, pp_task_state_word(state->state));
    if (*state->where)
        pp_buf_printf(to, " in %s", state->where);
    if (member->known.wait_what)
        pp_buf_printf(to, ", waits for %s", member->known.wait_what);
    pp_buf_printf(to, "; CPU %.3f s (user %.2f s, system %.2f s)\n", seconds(state->cpu),
        seconds(state->user), seconds(state->system));
    if (member->view.labels.count) {
        pp_buf_text(to, "\tlabels: ");
        pp_dump_labels(to, member->view.labels.label, member->view.labels.count);
        pp_buf_text(to, "\n");
    }
}

/* --- its stack --- */

static void write_frame(struct pp_buf *to, const struct pp_frame *frame, uintptr_t pc)
{
    pp_buf_text(to, frame->function);
    if (frame->start && pc >= frame->start)
        pp_buf_printf(to, "(+%#" PRIxPTR ")", pc - frame->start);
    if (*frame->file)
        pp_buf_printf(to, "\n\t%s:%d", frame->file, frame->line);
    pp_buf_text(to, "\n");
}

static void write_stack(
    struct pp_buf *to, struct pp_symbols *symbols, const uintptr_t *pcs, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++) {
        const struct pp_frame *frames;
        size_t count = pp_symbols_at(symbols, pcs[i], &frames);
        for (size_t f = 0; f < count; f++)
            write_frame(to, &frames[f], pcs[i]);
    }
}

static void write_creator(struct pp_buf *to, struct pp_symbols *symbols, uint32_t stack)
{
    const uintptr_t *pcs;
    if (pp_stacks_get(pp_stacks_shared(), stack, &pcs) == 0)
        return;
    pp_buf_text(to, "created by ");
    write_stack(to, symbols, pcs, 1);
}

static void write_member(
    struct pp_buf *to, struct pp_symbols *symbols, const struct pp_member *member, int64_t at)
{
    const struct pp_view *view = &member->view;
    write_head(to, member, at);
    write_state(to, member);
    if (view->silent)
        pp_buf_printf(to, "\tno stack: %s\n", view->silent);
    write_stack(to, symbols, view->pcs, view->depth);
    if (view->truncated)
        pp_buf_text(to, "...additional frames elided...\n");
    write_creator(to, symbols, member->known.created_by);
    pp_buf_text(to, "\n");
}

/* Who asks comes first, as in Go. */
static void write_all(struct pp_buf *to, struct pp_symbols *symbols, const struct pp_crowd *crowd)
{
    int64_t at = now();
    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < crowd->count; i++)
            if ((crowd->members[i].state.tid == gettid()) == own)
                write_member(to, symbols, &crowd->members[i], at);
}

enum pprof_error pp_threads_dump(struct pp_buf *to)
{
    struct pp_crowd crowd;
    struct pp_symbols *symbols = pp_symbols_open();
    if (symbols == NULL)
        return PPROF_SYSTEM;
    bool taken = pp_crowd_take(&crowd, true);
    if (taken) {
        write_all(to, symbols, &crowd);
        pp_rest_note(&crowd);
        pp_crowd_release(&crowd);
    }
    pp_symbols_close(&symbols);
    return taken && !to->failed ? PPROF_OK : PPROF_SYSTEM;
}
