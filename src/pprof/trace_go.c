/*
 * The "go 1.19 trace" format that `go tool trace` reads: runtime/trace.go writes it, its events and
 * their order are checked by internal/trace/parser.go and order.go, both of Go 1.19.
 *
 * A thread is a goroutine and, as it never shares its processor row with another, also the P that
 * runs it: all its events stand in batches of that P, in order, so none depends on another P's.
 * What Go's runtime does in a goroutine without a P (waking it) is done here by goroutine 0 on the
 * same P.
 */
#include "pprof/stack.h"
#include "pprof/trace_form.h"

#include <stdlib.h>
#include <string.h>

/* Event types of runtime/trace.go. */
enum {
    EV_BATCH = 1,
    EV_FREQUENCY = 2,
    EV_STACK = 3,
    EV_GOMAXPROCS = 4,
    EV_PROC_START = 5,
    EV_PROC_STOP = 6,
    EV_GO_CREATE = 13,
    EV_GO_END = 15,
    EV_GO_SCHED = 17,
    EV_GO_SLEEP = 19,
    EV_GO_BLOCK_SYNC = 25,
    EV_GO_BLOCK_COND = 26,
    EV_GO_BLOCK_NET = 27,
    EV_GO_SYS_CALL = 28,
    EV_GO_SYS_EXIT = 29,
    EV_GO_SYS_BLOCK = 30,
    EV_HEAP_ALLOC = 33,
    EV_STRING = 37,
    EV_GO_START_LOCAL = 38,
    EV_GO_UNBLOCK_LOCAL = 39,
    EV_USER_TASK_CREATE = 45,
    EV_USER_TASK_END = 46,
    EV_USER_REGION = 47,
    EV_USER_LOG = 48,
};

struct string {
    char *text;
    uint64_t hash, number;
};

struct go {
    struct pp_buf *to;
    int64_t start;
    uint32_t processor; /* of the batch that is being written; P 0 is nobody's */
    int64_t last;       /* the batch's time */
    uint32_t most;      /* largest processor */
    struct string *strings;
    size_t string_count, string_capacity; /* slots, a power of two */
    struct pp_stack_set stacks;
};

/* --- events --- */

enum { INLINE_ARGUMENTS = 3 };

static void put_arguments(struct pp_buf *to, const uint64_t *arguments, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pp_buf_varint(to, arguments[i]);
}

static size_t varint_length(uint64_t n)
{
    size_t len = 1;
    for (; n >= 0x80; n >>= 7)
        len++;
    return len;
}

/* The type's byte holds the number of arguments less one; 3 means that their length follows. */
static void put_event(struct go *go, unsigned type, const uint64_t *arguments, size_t count)
{
    bool is_long = count > INLINE_ARGUMENTS;
    unsigned char head = (unsigned char)(type | (is_long ? 3 : count - 1) << 6);
    pp_buf_add(go->to, &head, 1);
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += varint_length(arguments[i]);
    if (is_long)
        pp_buf_varint(go->to, len);
    put_arguments(go->to, arguments, count);
}

#define PUT(go, type, ...)                                                                         \
    put_event((go), (type), (const uint64_t[]) { __VA_ARGS__ },                                    \
        sizeof((const uint64_t[]) { __VA_ARGS__ }) / sizeof(uint64_t))

/* The time since the last event of the batch; a new batch when that was another processor's. */
static uint64_t passed(struct go *go, uint32_t processor, int64_t when)
{
    if (go->processor != processor) {
        PUT(go, EV_BATCH, processor, (uint64_t)when);
        go->processor = processor;
        go->last = when;
    }
    uint64_t span = (uint64_t)(when - go->last);
    go->last = when;
    return span;
}

/* --- strings: written at their first use --- */

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    return hash ^ hash >> 32;
}

/* The slot that holds the text, or the empty one where it belongs. */
static size_t string_slot(const struct go *go, const char *text, uint64_t hash)
{
    size_t mask = go->string_capacity - 1, at = hash & mask;
    while (go->strings[at].text &&
           (go->strings[at].hash != hash || strcmp(go->strings[at].text, text) != 0))
        at = (at + 1) & mask;
    return at;
}

static bool grow_strings(struct go *go)
{
    struct go larger = *go;
    larger.string_capacity = go->string_capacity ? go->string_capacity * 2 : 256;
    larger.strings = calloc(larger.string_capacity, sizeof *larger.strings);
    if (larger.strings == NULL)
        return false;
    for (size_t i = 0; i < go->string_capacity; i++)
        if (go->strings[i].text)
            larger.strings[string_slot(&larger, go->strings[i].text, go->strings[i].hash)] =
                go->strings[i];
    free(go->strings);
    *go = larger;
    return true;
}

static void put_string(struct go *go, const struct string *string)
{
    const unsigned char type = EV_STRING;
    size_t len = strlen(string->text);
    pp_buf_add(go->to, &type, 1);
    pp_buf_varint(go->to, string->number);
    pp_buf_varint(go->to, len);
    pp_buf_add(go->to, string->text, len);
}

/* Its number in the file; 0, the empty string's, without memory, too. */
static uint64_t string_of(struct go *go, const char *text)
{
    if (*text == '\0' || (go->string_count * 2 >= go->string_capacity && !grow_strings(go)))
        return 0;
    uint64_t hash = hash_of(text);
    struct string *string = &go->strings[string_slot(go, text, hash)];
    if (string->text == NULL) {
        *string = (struct string) { strdup(text), hash, go->string_count + 1 };
        if (string->text == NULL)
            return 0;
        go->string_count++;
        put_string(go, string);
    }
    return string->number;
}

/* --- stacks --- */

static uint64_t stack_of(struct go *go, uint32_t stack)
{
    if (stack)
        pp_stack_set_add(&go->stacks, stack);
    return stack;
}

/* Goroutines are grouped by the function at which they start: threads by their names, of which
 * "search-0" and "search-1" are the same. */
static uint64_t group_of(struct go *go, const struct pp_lane *lane)
{
    char name[sizeof lane->name];
    memcpy(name, lane->name, sizeof name);
    size_t len = strlen(name), end = len;
    while (end > 0 && strchr("0123456789", name[end - 1]))
        end--;
    if (end > 1 && end < len && name[end - 1] == '-')
        name[end - 1] = '\0';
    return string_of(go, name);
}

/* Of one frame, the thread's name; numbered above all that pp_stacks_shared has. */
static uint64_t start_stack(struct go *go, const struct pp_lane *lane)
{
    uint64_t name = group_of(go, lane), number = (uint64_t)1 << 32 | name;
    PUT(go, EV_STACK, number, 1, name, name, 0, 0);
    return number;
}

/* The tools take frames of the same address for the same, so inlined ones get others within the
 * same instruction. */
static size_t put_frames(
    struct go *go, uint64_t *to, size_t room, struct pp_symbols *symbols, uintptr_t pc, unsigned at)
{
    const struct pp_frame *frames;
    size_t count = pp_stack_frames(symbols, pc, at, &frames), used = 0;
    for (size_t i = 0; i < count && used + 4 <= room; i++) {
        to[used++] = pc - i;
        to[used++] = string_of(go, frames[i].function);
        to[used++] = string_of(go, frames[i].file);
        to[used++] = (uint64_t)(frames[i].line > 0 ? frames[i].line : 0);
    }
    return used;
}

enum { FRAMES_MAX = 256 };

static void put_stack(struct go *go, struct pp_symbols *symbols, uint32_t stack)
{
    uint64_t arguments[2 + 4 * FRAMES_MAX];
    const uintptr_t *pcs;
    unsigned depth = pp_stacks_get(pp_stacks_shared(), stack, &pcs);
    size_t used = 2;
    for (unsigned i = 0; i < depth; i++)
        used += put_frames(
            go, arguments + used, sizeof arguments / sizeof *arguments - used, symbols, pcs[i], i);
    arguments[0] = stack;
    arguments[1] = (used - 2) / 4;
    put_event(go, EV_STACK, arguments, used);
}

static void put_stacks(struct go *go)
{
    struct pp_symbols *symbols = pp_symbols_open();
    if (symbols == NULL) {
        go->to->failed = true;
        return;
    }
    for (uint32_t at = 0; (at = pp_stack_set_next(&go->stacks, at + 1)) != 0;)
        put_stack(go, symbols, at);
    pp_symbols_close(&symbols);
}

/* --- steps --- */

/* A goroutine's events are numbered from its creation: starts and wakings count. Each wait that
 * has ended was one of either. */
static uint64_t sequence(const struct pp_lane *lane)
{
    return 2 + 2 * lane->waits;
}

static void begin_thread(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    uint64_t start = start_stack(go, lane), g = lane->number;
    PUT(go, EV_PROC_START, passed(go, lane->place, step->when), (uint64_t)lane->tid);
    PUT(go, EV_GO_CREATE, 0, g, start, stack_of(go, step->stack));
    PUT(go, EV_GO_START_LOCAL, 0, g);
    if (lane->place > go->most)
        go->most = lane->place;
}

/* One that runs is preempted at the end: the viewer wants an end for every stretch. */
static void end_thread(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    uint64_t span = passed(go, lane->place, step->when);
    if (step->kind == PP_STEP_THREAD_END)
        PUT(go, EV_GO_END, span);
    else if (!lane->waiting)
        PUT(go, EV_GO_SCHED, span, 0);
    PUT(go, EV_PROC_STOP, step->kind == PP_STEP_CUT && lane->waiting ? span : 0);
}

static void begin_wait(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    static const unsigned types[] = { [PPROF_WAIT_NET] = EV_GO_BLOCK_NET,
        [PPROF_WAIT_SYSCALL] = EV_GO_SYS_CALL,
        [PPROF_WAIT_SLEEP] = EV_GO_SLEEP,
        [PPROF_WAIT_SYNC] = EV_GO_BLOCK_SYNC,
        [PPROF_WAIT_COND] = EV_GO_BLOCK_COND };
    PUT(go, types[step->wait], passed(go, lane->place, step->when), stack_of(go, step->stack));
    if (step->wait == PPROF_WAIT_SYSCALL)
        PUT(go, EV_GO_SYS_BLOCK, 0);
}

/* The stack that wakes is what /sched blames for the time until the thread runs: the one that
 * released the lock, where it is known, else the waiter's own. */
static void end_wait(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    uint64_t g = lane->number, ready = passed(go, lane->place, step->ready);
    uint32_t stack = step->stack ? step->stack : lane->wait_stack;
    if (step->wait == PPROF_WAIT_SYSCALL)
        PUT(go, EV_GO_SYS_EXIT, ready, g, sequence(lane), 0);
    else
        PUT(go, EV_GO_UNBLOCK_LOCAL, ready, g, stack_of(go, stack));
    PUT(go, EV_GO_START_LOCAL, passed(go, lane->place, step->when), g);
}

static void put_task(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    uint64_t name = string_of(go, step->name), span = passed(go, lane->place, step->when);
    if (step->kind == PP_STEP_TASK)
        PUT(go, EV_USER_TASK_CREATE, span, step->task, 0, name, 0);
    else
        PUT(go, EV_USER_TASK_END, span, step->task, 0);
}

/* /userregions takes the first frame of where a region begins for granted. */
static void put_region(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    bool ends = step->kind == PP_STEP_REGION_END;
    uint64_t name = string_of(go, step->name);
    uint64_t stack = ends ? 0 : step->stack ? stack_of(go, step->stack) : start_stack(go, lane);
    PUT(go, EV_USER_REGION, passed(go, lane->place, step->when), step->task, ends, name, stack);
}

static void put_log(struct go *go, const struct pp_lane *lane, const struct pp_step *step)
{
    uint64_t category = string_of(go, step->name);
    size_t len = strlen(step->message);
    PUT(go, EV_USER_LOG, passed(go, lane->place, step->when), step->task, category, 0);
    pp_buf_varint(go->to, len);
    pp_buf_add(go->to, step->message, len);
}

static void step(void *state, const struct pp_lane *lane, const struct pp_step *step)
{
    static void (*const put[])(struct go *, const struct pp_lane *, const struct pp_step *) = {
        [PP_STEP_THREAD] = begin_thread,
        [PP_STEP_THREAD_END] = end_thread,
        [PP_STEP_CUT] = end_thread,
        [PP_STEP_TASK] = put_task,
        [PP_STEP_TASK_END] = put_task,
        [PP_STEP_REGION] = put_region,
        [PP_STEP_REGION_END] = put_region,
        [PP_STEP_WAIT] = begin_wait,
        [PP_STEP_WAIT_END] = end_wait,
        [PP_STEP_LOG] = put_log,
    };
    put[step->kind](state, lane, step);
}

/* On the row that Go has for its collector, which no thread has. */
enum { COLLECTOR_P = 1000004 };

static void heap(void *state, int64_t when, uint64_t bytes)
{
    struct go *go = state;
    PUT(go, EV_HEAP_ALLOC, passed(go, COLLECTOR_P, when), bytes);
}

/* --- the file --- */

static void *open_file(struct pp_buf *to, int64_t start)
{
    struct go *go = calloc(1, sizeof *go);
    if (go == NULL || !pp_stack_set_init(&go->stacks)) {
        free(go);
        return NULL;
    }
    go->to = to;
    go->start = start;
    pp_buf_add(to, "go 1.19 trace\0\0\0", 16);
    return go;
}

static void free_state(struct go *go)
{
    for (size_t i = 0; i < go->string_capacity; i++)
        free(go->strings[i].text);
    free(go->strings);
    pp_stack_set_release(&go->stacks);
    free(go);
}

static void close_file(void *state)
{
    struct go *go = state;
    PUT(go, EV_BATCH, 0, (uint64_t)go->start);
    PUT(go, EV_GOMAXPROCS, 0, go->most + 1, 0);
    PUT(go, EV_FREQUENCY, 1000000000);
    put_stacks(go);
    free_state(go);
}

const struct pp_trace_form pp_trace_go = { open_file, step, heap, close_file };
