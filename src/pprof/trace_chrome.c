/*
 * Chrome's trace event format, JSON object form (Trace Event Format, Google, 2016): what Perfetto,
 * speedscope and chrome://tracing open. Tasks, regions and waits are nested pairs of B and E on
 * their thread, logs instants; where each began stands in stackFrames.
 */
#include "pprof/stack.h"
#include "pprof/trace_form.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

struct chrome {
    struct pp_buf *to;
    int64_t start;
    int pid;
    struct pp_stack_set stacks;
};

/* --- events --- */

/* Up to and without what follows the phase, the thread and the time, in microseconds. */
static void put_head(struct chrome *c, const char *phase, pid_t tid, int64_t when)
{
    int64_t since = when - c->start;
    pp_buf_printf(c->to, ",\n{\"ph\":\"%s\",\"pid\":%d,\"tid\":%d,\"ts\":%" PRId64 ".%03" PRId64,
        phase, c->pid, (int)tid, since / 1000, since % 1000);
}

static void put_name(struct chrome *c, const char *category, const char *name)
{
    pp_buf_printf(c->to, ",\"cat\":\"%s\",\"name\":", category);
    pp_buf_json(c->to, name);
}

static void put_stack(struct chrome *c, uint32_t stack)
{
    if (stack == 0)
        return;
    pp_stack_set_add(&c->stacks, stack);
    pp_buf_printf(c->to, ",\"sf\":\"%" PRIu32 "\"", stack);
}

static void put_begin(
    struct chrome *c, const struct pp_lane *lane, const struct pp_step *step, const char *category)
{
    put_head(c, "B", lane->tid, step->when);
    put_name(c, category, step->name);
    put_stack(c, step->stack);
    if (step->task)
        pp_buf_printf(c->to, ",\"args\":{\"task\":%" PRIu64 "}", step->task);
    pp_buf_text(c->to, "}");
}

static void put_end(struct chrome *c, const struct pp_lane *lane, int64_t when)
{
    put_head(c, "E", lane->tid, when);
    pp_buf_text(c->to, "}");
}

static const char *wait_category(enum pprof_wait wait)
{
    static const char *const names[] = { [PPROF_WAIT_NET] = "net",
        [PPROF_WAIT_SYSCALL] = "syscall",
        [PPROF_WAIT_SLEEP] = "sleep",
        [PPROF_WAIT_SYNC] = "sync",
        [PPROF_WAIT_COND] = "cond" };
    return names[wait];
}

/* For how long the thread, no longer held up, did not run: the scheduler's part of a wait. */
static void put_wait_end(struct chrome *c, const struct pp_lane *lane, const struct pp_step *step)
{
    int64_t late = step->when - step->ready;
    put_head(c, "E", lane->tid, step->when);
    if (late > 0)
        pp_buf_printf(c->to, ",\"args\":{\"runnable_us\":%" PRId64 ".%03" PRId64 "}", late / 1000,
            late % 1000);
    pp_buf_text(c->to, "}");
}

static void put_thread(struct chrome *c, const struct pp_lane *lane, const struct pp_step *step)
{
    put_head(c, "M", lane->tid, step->when);
    put_name(c, "", "thread_name");
    pp_buf_text(c->to, ",\"args\":{\"name\":");
    pp_buf_json(c->to, lane->name);
    pp_buf_text(c->to, "}}");
}

static void put_log(struct chrome *c, const struct pp_lane *lane, const struct pp_step *step)
{
    put_head(c, "i", lane->tid, step->when);
    put_name(c, "log", step->name);
    pp_buf_text(c->to, ",\"s\":\"t\",\"args\":{\"message\":");
    pp_buf_json(c->to, step->message);
    pp_buf_text(c->to, "}}");
}

/* What is open when the trace ends is ended with it. */
static void cut(struct chrome *c, const struct pp_lane *lane, int64_t when)
{
    unsigned open = lane->depth + (lane->task.task != 0) + lane->waiting;
    for (unsigned i = 0; i < open; i++)
        put_end(c, lane, when);
}

static void step(void *state, const struct pp_lane *lane, const struct pp_step *step)
{
    struct chrome *c = state;
    if (step->kind == PP_STEP_THREAD)
        put_thread(c, lane, step);
    else if (step->kind == PP_STEP_CUT)
        cut(c, lane, step->when);
    else if (step->kind == PP_STEP_TASK)
        put_begin(c, lane, step, "task");
    else if (step->kind == PP_STEP_REGION)
        put_begin(c, lane, step, "region");
    else if (step->kind == PP_STEP_WAIT)
        put_begin(c, lane, step, wait_category(step->wait));
    else if (step->kind == PP_STEP_TASK_END || step->kind == PP_STEP_REGION_END)
        put_end(c, lane, step->when);
    else if (step->kind == PP_STEP_WAIT_END)
        put_wait_end(c, lane, step);
    else if (step->kind == PP_STEP_LOG)
        put_log(c, lane, step);
}

static void heap(void *state, int64_t when, uint64_t bytes)
{
    struct chrome *c = state;
    put_head(c, "C", c->pid, when);
    put_name(c, "memory", "heap");
    pp_buf_printf(c->to, ",\"args\":{\"in use\":%" PRIu64 "}}", bytes);
}

/* --- stackFrames: an entry a frame, which names its caller's --- */

struct frames {
    struct chrome *chrome;
    uint32_t stack;
    unsigned count; /* written of this stack, the outermost first */
    const char *separator;
};

/* The leaf's is named as the stack itself. */
static void put_frame(struct frames *f, const struct pp_frame *frame, bool leaf)
{
    struct pp_buf *to = f->chrome->to;
    pp_buf_printf(to,
        leaf ? "%s\n\"%" PRIu32 "\":{\"name\":" : "%s\n\"%" PRIu32 ".%u\":{\"name\":", f->separator,
        f->stack, f->count);
    pp_buf_json(to, frame->function);
    pp_buf_text(to, ",\"category\":");
    pp_buf_json(to, frame->file);
    if (f->count)
        pp_buf_printf(to, ",\"parent\":\"%" PRIu32 ".%u\"", f->stack, f->count - 1);
    pp_buf_text(to, "}");
    f->count++;
    f->separator = ",";
}

static void put_frames(struct frames *f, struct pp_symbols *symbols)
{
    const uintptr_t *pcs;
    unsigned depth = pp_stacks_get(pp_stacks_shared(), f->stack, &pcs);
    f->count = 0;
    for (unsigned i = depth; i-- > 0;) {
        const struct pp_frame *frames;
        for (size_t j = pp_stack_frames(symbols, pcs[i], i, &frames); j-- > 0;)
            put_frame(f, &frames[j], i == 0 && j == 0);
    }
}

static void put_stacks(struct chrome *c)
{
    struct frames frames = { .chrome = c, .separator = "" };
    struct pp_symbols *symbols = pp_symbols_open();
    if (symbols == NULL) {
        c->to->failed = true;
        return;
    }
    for (uint32_t at = 0; (at = pp_stack_set_next(&c->stacks, at + 1)) != 0;) {
        frames.stack = at;
        put_frames(&frames, symbols);
    }
    pp_symbols_close(&symbols);
}

/* --- the file --- */

static void *open_file(struct pp_buf *to, int64_t start)
{
    struct chrome *c = calloc(1, sizeof *c);
    if (c == NULL || !pp_stack_set_init(&c->stacks)) {
        free(c);
        return NULL;
    }
    c->to = to;
    c->start = start;
    c->pid = getpid();
    pp_buf_printf(to,
        "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":%d,"
        "\"name\":\"process_name\",\"args\":{\"name\":",
        c->pid);
    pp_buf_json(to, program_invocation_short_name);
    pp_buf_text(to, "}}");
    return c;
}

static void close_file(void *state)
{
    struct chrome *c = state;
    pp_buf_text(c->to, "\n],\"stackFrames\":{");
    put_stacks(c);
    pp_buf_text(c->to, "\n}}\n");
    pp_stack_set_release(&c->stacks);
    free(c);
}

const struct pp_trace_form pp_trace_chrome = { open_file, step, heap, close_file };
