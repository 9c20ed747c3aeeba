/*
 * struct pp_lane: a thread in a trace that is being written. Its events, as the ring had them, go
 * in; steps that are consistent come out: what was open when the trace began is opened then, what
 * ends was begun, regions nest, nothing happens while the thread waits but logs, time never goes
 * back. So the formats need no checks of their own. Memory is the caller's.
 */
#ifndef PPROF_LANE_H
#define PPROF_LANE_H

#include "pprof/pprof.h"
#include "pprof/ring.h"

enum pp_step_kind {
    PP_STEP_THREAD,     /* the lane's first: `stack` is the creator's; 0: it lived before */
    PP_STEP_THREAD_END, /* the thread has ended, and so has the lane */
    PP_STEP_CUT,        /* the trace ends, the thread lives on; it may be waiting */
    PP_STEP_TASK,
    PP_STEP_TASK_END,
    PP_STEP_REGION,
    PP_STEP_REGION_END,
    PP_STEP_WAIT,
    PP_STEP_WAIT_END,
    PP_STEP_LOG,
};

struct pp_step {
    enum pp_step_kind kind;
    int64_t when;        /* CLOCK_MONOTONIC */
    const char *name;    /* the task's, region's, wait's; the log's category */
    const char *message; /* the log's */
    uint64_t task;       /* the task itself, or that of the region or log; 0: none */
    uint32_t stack;      /* of a region or wait where it begins; of who ended a wait, or 0 */
    enum pprof_wait wait;
    int64_t ready; /* WAIT_END: when the thread could have gone on */
};

struct pp_open { /* a task or a region */
    uint32_t name, stack;
    uint64_t task;
};

enum { PP_REGIONS_MAX = 32 }; /* open at a time in one thread; deeper ones are left out */

struct pp_lane {
    struct pp_ring *ring; /* while the caller is within pp_rings_enter */
    uint32_t number;      /* the ring's */
    uint32_t place;       /* among the trace's lanes, from 1 */
    pid_t tid;
    char name[16]; /* of the thread */
    uint64_t next; /* event of the ring to be read */
    bool read;     /* some have been */
    bool short_of; /* older ones were gone by then */
    uint32_t born; /* the creator's stack, while the lane has not begun */
    bool begun, ended, waiting, past;
    uint64_t waits; /* ended ones that were stepped */
    int64_t last;   /* time of the last event */
    struct pp_open task;
    unsigned task_depth; /* regions that were open when it began */
    struct pp_open regions[PP_REGIONS_MAX];
    unsigned depth, deeper;
    enum pprof_wait wait;
    uint32_t wait_name, wait_stack, holder;
    int64_t wait_since, released;
};

/* What steps go to. */
struct pp_steps {
    void (*step)(void *context, const struct pp_lane *lane, const struct pp_step *step);
    void *context;
    struct pp_scale scale;
    int64_t start, end; /* events before and after are not stepped */
};

/* The ring is read from event `next` on. */
void pp_lane_init(struct pp_lane *lane, struct pp_ring *ring, uint32_t place, uint64_t next);
/* Copies events from the ring by way of `events`, which has room for so many, and steps them, until
 * there are none left or they lie after the end, or `room` are done. Returns whether more may be
 * left. *lost grows by those that were overwritten unread: what is open ends there, and a log tells
 * how many there were. */
bool pp_lane_read(struct pp_lane *lane, const struct pp_steps *to, struct pp_event *events,
    size_t room, uint64_t *lost);
/* The thread is known to wait since then, though no event says so yet. */
void pp_lane_waits(struct pp_lane *lane, const struct pp_steps *to, enum pprof_wait kind,
    const char *what, int64_t since);
/* Its ring is gone, so the thread has ended. */
void pp_lane_gone(struct pp_lane *lane, const struct pp_steps *to);
/* The trace's end. */
void pp_lane_close(struct pp_lane *lane, const struct pp_steps *to);

#endif
