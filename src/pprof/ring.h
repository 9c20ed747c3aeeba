/*
 * struct pp_ring: the last events of one thread. The thread alone writes, without waiting, and
 * overwrites the oldest; others copy meanwhile and drop from the copy what may have been
 * overwritten under them. Memory is mapped at a thread's first event and touched as it fills. Rings
 * of threads that ended are kept for a while: as many as MANY, with no more memory than one full
 * ring has.
 */
#ifndef PPROF_RING_H
#define PPROF_RING_H

#include "pprof/ticks.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What an event's two 32-bit fields hold, by its kind. Names are pp_name_number's, stacks
 * pp_stacks_shared's. */
enum pp_event_kind {
    PP_EVENT_BEGIN = 1,  /* of the thread: 0, the creator's stack */
    PP_EVENT_END,        /* of the thread: 0, 0 */
    PP_EVENT_TASK,       /* name, the task's number in its thread */
    PP_EVENT_TASK_END,   /* 0, that number */
    PP_EVENT_REGION,     /* name, stack */
    PP_EVENT_REGION_END, /* name, 0 */
    PP_EVENT_LOG,        /* category, message: both names */
    PP_EVENT_WAIT_END,   /* 0, 0 */
    PP_EVENT_RELEASED,   /* during a wait, who held the lock let it go: 0, the holder's stack */
    PP_EVENT_WAIT,       /* + enum pprof_wait: name, stack */
};

/* The kind takes 6 bits, which leaves the ticks of three years. */
enum { PP_KIND_BITS = 6 };

struct pp_event {
    uint64_t kind_ticks; /* ticks << PP_KIND_BITS | kind */
    uint64_t fields;     /* second << 32 | first */
};

static inline unsigned pp_event_kind(const struct pp_event *event)
{
    return event->kind_ticks & ((1u << PP_KIND_BITS) - 1);
}

static inline uint64_t pp_event_ticks(const struct pp_event *event)
{
    return event->kind_ticks >> PP_KIND_BITS;
}

enum { PP_RING_STACKS = 64 };

struct pp_ring {
    struct pp_ring *next;  /* older; constant while any reader has the list */
    _Atomic uint64_t head; /* events ever written */
    uint64_t mask;         /* room for so many events, less one */
    _Atomic uint64_t *words;
    size_t mapped;   /* bytes, this struct included */
    uint32_t number; /* of the thread, from 1 up */
    pid_t tid;
    uint32_t tasks; /* begun; the thread's */
    _Atomic bool ended;
    char name[16]; /* of the thread; "" until it has ended */
    /* walk.c's: where the thread's stack ends, and the numbers of the stacks it had lately. */
    uintptr_t stack_limit;
    struct {
        uint64_t hash;
        uint32_t number;
    } stacks[PP_RING_STACKS];
};

/* The thread alone. */
static inline void pp_ring_put(
    struct pp_ring *ring, unsigned kind, uint64_t ticks, uint32_t first, uint32_t second)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    _Atomic uint64_t *at = ring->words + (head & ring->mask) * 2;
    /* Release: who sees a word of this event sees by `head` that the one before was its last. */
    atomic_store_explicit(at, ticks << PP_KIND_BITS | kind, memory_order_release);
    atomic_store_explicit(at + 1, (uint64_t)second << 32 | first, memory_order_release);
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

/* Bytes of events in rings made from now on, rounded up to a power of two. */
void pp_ring_configure(size_t bytes);
/* A ring for thread `tid`; NULL without memory. */
struct pp_ring *pp_ring_new(pid_t tid);
/* Its thread ends: nothing is written any more. It may be freed at any time from now on, but not
 * while readers have the list. */
void pp_ring_end(struct pp_ring *ring);

/* Every ring, newest first, to read until pp_rings_leave; those made meanwhile are not in it. */
struct pp_ring *pp_rings_enter(void);
void pp_rings_leave(void);

/* Copies at most `room` events from number `*from` on, or from the oldest still there, to which
 * *from is set. Returns how many; those before them that were lost are the step *from made. */
size_t pp_ring_copy(const struct pp_ring *ring, uint64_t *from, struct pp_event *to, size_t room);
/* The number of the first event at or after these ticks, as far as the ring still has them. */
uint64_t pp_ring_find(const struct pp_ring *ring, uint64_t ticks);

/* Events ever written to all rings; bytes of memory that hold events. */
void pp_rings_account(uint64_t *events, uint64_t *bytes);

#endif
