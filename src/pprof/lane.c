#include "pprof/lane.h"

#include "pprof/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void emit(struct pp_lane *lane, const struct pp_steps *to, struct pp_step step)
{
    if (lane->begun)
        to->step(to->context, lane, &step);
}

/* --- begin and end of each thing; before the lane has begun they only change its state --- */

static void step_region(struct pp_lane *lane, const struct pp_steps *to, int64_t when,
    enum pp_step_kind kind, const struct pp_open *region)
{
    emit(lane, to,
        (struct pp_step) { .kind = kind,
            .when = when,
            .name = pp_name(region->name),
            .task = region->task,
            .stack = region->stack });
}

static void step_task(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, enum pp_step_kind kind)
{
    emit(lane, to,
        (struct pp_step) { .kind = kind,
            .when = when,
            .name = pp_name(lane->task.name),
            .task = lane->task.task });
}

static void step_wait(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    emit(lane, to,
        (struct pp_step) { .kind = PP_STEP_WAIT,
            .when = when,
            .name = pp_name(lane->wait_name),
            .stack = lane->wait_stack,
            .wait = lane->wait });
}

static void end_wait(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    if (!lane->waiting)
        return;
    int64_t ready =
        lane->released ? later(lane->released, later(lane->wait_since, to->start)) : when;
    emit(lane, to,
        (struct pp_step) { .kind = PP_STEP_WAIT_END,
            .when = when,
            .name = pp_name(lane->wait_name),
            .stack = lane->holder,
            .wait = lane->wait,
            .ready = ready < when ? ready : when });
    lane->waits += lane->begun;
    lane->waiting = false;
}

static void end_regions(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, unsigned depth)
{
    while (lane->depth > depth)
        step_region(lane, to, when, PP_STEP_REGION_END, &lane->regions[--lane->depth]);
    lane->deeper = 0;
}

static void end_task(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    if (lane->task.task == 0)
        return;
    end_regions(lane, to, when, lane->task_depth);
    step_task(lane, to, when, PP_STEP_TASK_END);
    lane->task = (struct pp_open) { 0 };
}

static void end_all(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    end_wait(lane, to, when);
    end_task(lane, to, when);
    end_regions(lane, to, when, 0);
}

/* --- the beginning of the lane --- */

static void find_name(struct pp_lane *lane)
{
    char path[64];
    if (atomic_load(&lane->ring->ended)) {
        memcpy(lane->name, lane->ring->name, sizeof lane->name);
        return;
    }
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)lane->ring->tid);
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(lane->name, sizeof lane->name, file) == NULL)
        snprintf(lane->name, sizeof lane->name, "thread");
    lane->name[strcspn(lane->name, "\n")] = '\0';
    if (file)
        fclose(file);
}

/* Opens, at the trace's start or the thread's, what is open. A region within a task, or around it:
 * the one that began first first. */
static void begin(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    if (lane->begun || lane->ended)
        return;
    lane->begun = true;
    find_name(lane);
    emit(lane, to, (struct pp_step) { .kind = PP_STEP_THREAD, .when = when, .stack = lane->born });
    for (unsigned i = 0; i <= lane->depth; i++) {
        if (i == lane->task_depth && lane->task.task)
            step_task(lane, to, when, PP_STEP_TASK);
        if (i < lane->depth)
            step_region(lane, to, when, PP_STEP_REGION, &lane->regions[i]);
    }
    if (lane->waiting)
        step_wait(lane, to, when);
}

/* --- one event --- */

static void begin_region(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, uint32_t name, uint32_t stack)
{
    if (lane->depth == PP_REGIONS_MAX) {
        lane->deeper++;
        return;
    }
    struct pp_open *region = &lane->regions[lane->depth++];
    *region = (struct pp_open) { name, stack, lane->task.task };
    step_region(lane, to, when, PP_STEP_REGION, region);
}

/* Ends the innermost of that name, and what was left open in it. One that began too long ago to be
 * known has no begin, and gets no end. */
static void end_region(struct pp_lane *lane, const struct pp_steps *to, int64_t when, uint32_t name)
{
    if (lane->deeper) {
        lane->deeper--;
        return;
    }
    unsigned least = lane->task.task ? lane->task_depth : 0;
    for (unsigned i = lane->depth; i > least; i--)
        if (lane->regions[i - 1].name == name) {
            end_regions(lane, to, when, i - 1);
            return;
        }
}

static void begin_task(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, uint32_t name, uint32_t number)
{
    end_task(lane, to, when);
    lane->task = (struct pp_open) { name, 0, (uint64_t)lane->number << 32 | number };
    lane->task_depth = lane->depth;
    step_task(lane, to, when, PP_STEP_TASK);
}

static void begin_wait(struct pp_lane *lane, const struct pp_steps *to, int64_t when,
    enum pprof_wait kind, uint32_t name, uint32_t stack)
{
    lane->waiting = true;
    lane->wait = kind;
    lane->wait_name = name;
    lane->wait_stack = stack;
    lane->wait_since = when;
    lane->released = lane->holder = 0;
    step_wait(lane, to, when);
}

static void log_something(struct pp_lane *lane, const struct pp_steps *to, int64_t when,
    const char *category, const char *message)
{
    emit(lane, to,
        (struct pp_step) { .kind = PP_STEP_LOG,
            .when = when,
            .name = category,
            .message = message,
            .task = lane->task.task });
}

static void end_thread(struct pp_lane *lane, const struct pp_steps *to, int64_t when)
{
    end_all(lane, to, when);
    emit(lane, to, (struct pp_step) { .kind = PP_STEP_THREAD_END, .when = when });
    lane->ended = true;
}

static void take(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, const struct pp_event *event)
{
    unsigned kind = pp_event_kind(event);
    uint32_t first = (uint32_t)event->fields, second = (uint32_t)(event->fields >> 32);
    if (kind != PP_EVENT_LOG && kind != PP_EVENT_RELEASED)
        end_wait(lane, to, when);
    if (kind >= PP_EVENT_WAIT)
        begin_wait(lane, to, when, (enum pprof_wait)(kind - PP_EVENT_WAIT), first, second);
    else if (kind == PP_EVENT_TASK)
        begin_task(lane, to, when, first, second);
    else if (kind == PP_EVENT_TASK_END)
        end_task(lane, to, when);
    else if (kind == PP_EVENT_REGION)
        begin_region(lane, to, when, first, second);
    else if (kind == PP_EVENT_REGION_END)
        end_region(lane, to, when, first);
    else if (kind == PP_EVENT_LOG)
        log_something(lane, to, when, pp_name(first), pp_name(second));
    else if (kind == PP_EVENT_RELEASED)
        lane->released = when, lane->holder = second;
    else if (kind == PP_EVENT_END)
        end_thread(lane, to, when);
}

/* --- all of them --- */

void pp_lane_init(struct pp_lane *lane, struct pp_ring *ring, uint32_t place, uint64_t next)
{
    *lane = (struct pp_lane) {
        .ring = ring, .number = ring->number, .place = place, .tid = ring->tid, .next = next
    };
}

/* When the lane begins, whose first event of the trace that is: with the trace, but for a thread
 * that is born then, or whose events before it have been overwritten. */
static int64_t beginning(
    struct pp_lane *lane, const struct pp_steps *to, int64_t when, const struct pp_event *event)
{
    bool born = pp_event_kind(event) == PP_EVENT_BEGIN;
    if (born)
        lane->born = (uint32_t)(event->fields >> 32);
    return born || (lane->last == 0 && lane->short_of) ? when : to->start;
}

static void take_all(
    struct pp_lane *lane, const struct pp_steps *to, const struct pp_event *events, size_t count)
{
    for (size_t i = 0; i < count && !lane->ended && !lane->past; i++) {
        int64_t when = later(lane->last, pp_scale_time(&to->scale, pp_event_ticks(&events[i])));
        lane->past = when > to->end;
        if (lane->past)
            return;
        if (when >= to->start && !lane->begun)
            begin(lane, to, beginning(lane, to, when, &events[i]));
        lane->last = when;
        take(lane, to, when, &events[i]);
    }
}

static void tell_loss(struct pp_lane *lane, const struct pp_steps *to, uint64_t count)
{
    char message[64];
    snprintf(message, sizeof message, "%" PRIu64 " events lost", count);
    begin(lane, to, to->start);
    int64_t when = later(lane->last, to->start);
    end_all(lane, to, when);
    log_something(lane, to, when, "trace", message);
}

bool pp_lane_read(struct pp_lane *lane, const struct pp_steps *to, struct pp_event *events,
    size_t room, uint64_t *lost)
{
    uint64_t from = lane->next;
    size_t count = pp_ring_copy(lane->ring, &from, events, room);
    uint64_t gone = from - lane->next;
    if (!lane->read) {
        lane->short_of = from > 0;
    } else if (gone) {
        *lost += gone;
        tell_loss(lane, to, gone);
    }
    lane->read = true;
    lane->next = from + count;
    take_all(lane, to, events, count);
    return (count == room || (gone && count)) && !lane->past && !lane->ended;
}

void pp_lane_waits(struct pp_lane *lane, const struct pp_steps *to, enum pprof_wait kind,
    const char *what, int64_t since)
{
    if (lane->waiting || lane->ended || since > to->end)
        return;
    if (since >= to->start)
        begin(lane, to, to->start);
    begin_wait(lane, to, later(lane->last, since), kind, pp_name_number(what), 0);
}

void pp_lane_gone(struct pp_lane *lane, const struct pp_steps *to)
{
    end_thread(lane, to, later(lane->last, to->start));
}

void pp_lane_close(struct pp_lane *lane, const struct pp_steps *to)
{
    if (lane->ended)
        return;
    begin(lane, to, to->start);
    emit(lane, to, (struct pp_step) { .kind = PP_STEP_CUT, .when = to->end });
    lane->ended = true;
}
