/* Writing traces out of the rings: of what was, and of what goes on meanwhile. */
#include "pprof/collect.h"
#include "pprof/lane.h"
#include "pprof/memstats.h"
#include "pprof/take.h"
#include "pprof/thread.h"
#include "pprof/ticks.h"
#include "pprof/trace.h"
#include "pprof/trace_form.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
    HISTORY = 4096,         /* events before the trace's start that tell what was open then */
    CHUNK = 8192,           /* events copied at a time */
    SEND_AT = 64 * 1024,    /* bytes */
    DRAIN_EVERY = 50000000, /* nanoseconds between two looks at the rings */
};

struct taking {
    const struct pp_trace_form *form;
    const struct pprof_sink *sink;
    struct pp_buf out;
    struct pp_steps steps;
    struct pp_event events[CHUNK];
    struct pp_lane *lanes; /* by number, ascending */
    size_t count, capacity;
    uint64_t lost;
    enum pprof_error error; /* the first */
};

/* --- lanes --- */

static size_t lane_at(const struct taking *t, uint32_t number)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->lanes[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool grow(struct taking *t)
{
    size_t capacity = t->capacity ? t->capacity * 2 : 64;
    struct pp_lane *lanes = realloc(t->lanes, capacity * sizeof *lanes);
    if (lanes == NULL)
        return false;
    t->lanes = lanes;
    t->capacity = capacity;
    return true;
}

/* What the events shortly before the start leave behind is the state at the start. */
static uint64_t history(const struct taking *t, const struct pp_ring *ring)
{
    uint64_t first = pp_ring_find(ring, pp_scale_ticks(&t->steps.scale, t->steps.start));
    return first > HISTORY ? first - HISTORY : 0;
}

static struct pp_lane *lane_of(struct taking *t, struct pp_ring *ring)
{
    size_t at = lane_at(t, ring->number);
    if (at < t->count && t->lanes[at].number == ring->number) {
        t->lanes[at].ring = ring;
        return &t->lanes[at];
    }
    if (t->count == t->capacity && !grow(t))
        return NULL;
    for (size_t i = t->count++; i > at; i--)
        t->lanes[i] = t->lanes[i - 1];
    pp_lane_init(&t->lanes[at], ring, (uint32_t)t->count, history(t, ring));
    return &t->lanes[at];
}

/* --- draining --- */

static void fail(struct taking *t, enum pprof_error error)
{
    if (t->error == PPROF_OK)
        t->error = error;
}

static void send_if(struct taking *t, size_t least)
{
    if (t->error == PPROF_OK && t->out.len >= least)
        fail(t, pp_buf_send(&t->out, t->sink));
}

static void drain_ring(struct taking *t, struct pp_ring *ring)
{
    struct pp_lane *lane = lane_of(t, ring);
    if (lane == NULL)
        fail(t, PPROF_SYSTEM);
    while (t->error == PPROF_OK && lane && !lane->ended &&
           pp_lane_read(lane, &t->steps, t->events, CHUNK, &t->lost))
        send_if(t, SEND_AT);
}

/* Threads that ended long enough ago, or many of them at once, have no ring any more. */
static void end_missing(struct taking *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->lanes[i].ended && t->lanes[i].ring == NULL)
            pp_lane_gone(&t->lanes[i], &t->steps);
}

static void forget_rings(struct taking *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->lanes[i].ring = NULL;
}

/* Within pp_rings_enter; the rings stay known to the lanes until forget_rings. */
static void drain(struct taking *t, struct pp_ring *rings)
{
    for (struct pp_ring *ring = rings; ring; ring = ring->next)
        if (!(atomic_load(&ring->ended) && atomic_load(&ring->head) == 0))
            drain_ring(t, ring);
    end_missing(t);
}

static void note_wait(void *context, struct pp_thread *thread)
{
    struct taking *t = context;
    struct pp_ring *ring = atomic_load(&thread->ring);
    const char *what = atomic_load(&thread->wait_what);
    if (ring == NULL || what == NULL)
        return;
    size_t at = lane_at(t, ring->number);
    if (at < t->count && t->lanes[at].number == ring->number &&
        t->lanes[at].next == atomic_load(&ring->head))
        pp_lane_waits(&t->lanes[at], &t->steps, (enum pprof_wait)atomic_load(&thread->wait_kind),
            what, atomic_load(&thread->wait_since));
}

/* Where malloc tells. */
static void note_heap(struct taking *t)
{
    struct pp_memstats stats;
    pp_memstats_read(&stats);
    if (stats.heap_alloc)
        t->form->heap(t->steps.context, pp_time(), stats.heap_alloc);
}

/* One look at all rings. With `waits`, also at what threads wait for whose events come only after
 * the wait. */
static void look(struct taking *t, bool waits)
{
    forget_rings(t);
    drain(t, pp_rings_enter());
    if (waits)
        pp_threads_each(note_wait, t);
    pp_rings_leave();
    note_heap(t);
    send_if(t, SEND_AT);
}

static void close_lanes(struct taking *t)
{
    forget_rings(t);
    drain(t, pp_rings_enter());
    pp_threads_each(note_wait, t);
    for (size_t i = 0; i < t->count; i++)
        pp_lane_close(&t->lanes[i], &t->steps);
    pp_rings_leave();
}

/* --- a trace --- */

static struct taking *begin(
    enum pprof_trace_format format, const struct pprof_sink *sink, int64_t back)
{
    struct taking *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->form = format == PPROF_TRACE_CHROME ? &pp_trace_chrome : &pp_trace_go;
    t->sink = sink;
    t->steps.scale = pp_scale_now();
    t->steps.start = t->steps.scale.time - back;
    t->steps.end = INT64_MAX;
    t->steps.step = t->form->step;
    t->steps.context = t->form->open(&t->out, t->steps.start);
    if (t->steps.context)
        return t;
    free(t);
    return NULL;
}

static enum pprof_error end(struct taking *t, int64_t when)
{
    t->steps.end = when;
    if (t->error == PPROF_OK)
        close_lanes(t);
    t->form->close(t->steps.context);
    send_if(t, 0);
    enum pprof_error error = t->error;
    pp_trace_dropped(t->lost);
    pp_buf_release(&t->out);
    free(t->lanes);
    free(t);
    return error;
}

static bool is_span(double seconds)
{
    return isfinite(seconds) && seconds > 0 && seconds < 1e9;
}

/* One at a time. */
static struct {
    _Atomic bool busy, stop;
    pthread_t thread; /* of pprof_trace_start */
    bool started;
    struct pprof_sink sink;
    enum pprof_trace_format format;
    enum pprof_error error;
} running;

static bool claim(void)
{
    if (atomic_exchange(&running.busy, true))
        return false;
    running.stop = false;
    pp_trace_record(true);
    return true;
}

static void unclaim(void)
{
    pp_trace_record(false);
    running.busy = false;
}

static enum pprof_error follow(struct taking *t, int64_t span)
{
    int64_t deadline = t->steps.start + span, left;
    look(t, true);
    while (t->error == PPROF_OK && !running.stop && (left = deadline - pp_time()) > 0) {
        fail(t, pp_wait(t->sink, left < DRAIN_EVERY ? left : DRAIN_EVERY));
        look(t, false);
    }
    return end(t, pp_time());
}

enum pprof_error pprof_trace(
    double seconds, enum pprof_trace_format format, const struct pprof_sink *sink)
{
    if (!is_span(seconds))
        return PPROF_INVALID;
    if (!claim())
        return PPROF_BUSY;
    struct taking *t = begin(format, sink, 0);
    enum pprof_error error = t ? follow(t, (int64_t)(seconds * 1e9)) : PPROF_SYSTEM;
    unclaim();
    return error;
}

/* --- from start to stop --- */

static void *run(void *taking)
{
    running.error = follow(taking, INT64_MAX / 2);
    return NULL;
}

/* What cannot begin has written nothing but the head. */
static enum pprof_error start_thread(void)
{
    struct taking *t = begin(running.format, &running.sink, 0);
    int error = t ? pprof_thread_create(&running.thread, NULL, "pprof-trace", run, t) : ENOMEM;
    running.started = error == 0;
    if (running.started)
        return PPROF_OK;
    if (t)
        end(t, pp_time());
    errno = error;
    return PPROF_SYSTEM;
}

enum pprof_error pprof_trace_start(enum pprof_trace_format format, const struct pprof_sink *sink)
{
    if (!claim())
        return PPROF_BUSY;
    running.format = format;
    running.sink = *sink;
    enum pprof_error error = start_thread();
    if (error != PPROF_OK)
        unclaim();
    return error;
}

enum pprof_error pprof_trace_stop(void)
{
    if (!running.started)
        return PPROF_INVALID;
    running.started = false;
    running.stop = true;
    pthread_join(running.thread, NULL);
    enum pprof_error error = running.error;
    unclaim();
    return error;
}

/* --- of what was --- */

enum pprof_error pprof_trace_last(
    double seconds, enum pprof_trace_format format, const struct pprof_sink *sink)
{
    if (!is_span(seconds))
        return PPROF_INVALID;
    if (!pprof_tracing())
        return pp_unsupported("the flight recorder is off: start the program with it on, or take a "
                              "trace of the seconds to come");
    struct taking *t = begin(format, sink, (int64_t)(seconds * 1e9));
    return t ? end(t, t->steps.scale.time) : PPROF_SYSTEM;
}
