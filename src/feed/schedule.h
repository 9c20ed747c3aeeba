/*
 * When each feed is fetched: a queue by due time, with bounds on how many run at once.
 *
 * Pure: it knows no clock and no network. Times are milliseconds of any clock that does not jump
 * (the caller's), delays too. One thread.
 *
 * A feed is due at once when it is new. Then:
 *   - after an answer:  interval;
 *   - after the n-th failure in a row:  first · 2^(n-1), at most SCHEDULE_BACKOFF_MAX (or the
 *     interval, when that is longer), where first is the interval, or one minute at most when no
 *     server was reached (the network may only be late);
 *   - never earlier than the server asked for by Retry-After, of which SCHEDULE_RETRY_MAX counts;
 *   - and up to a tenth of the interval later by chance, so that feeds do not march in step.
 */
#ifndef FEED_SCHEDULE_H
#define FEED_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCHEDULE_PER_HOST = 2,                     /* transfers at a time from one host */
    SCHEDULE_UNREACHED = 60 * 1000,            /* first retry when no server was reached */
    SCHEDULE_BACKOFF_MAX = 4 * 60 * 60 * 1000, /* longest wait for failures alone */
    SCHEDULE_RETRY_MAX = 24 * 60 * 60 * 1000,  /* longest Retry-After that counts */
};

struct schedule;

struct schedule_host;

/* One feed. Owned by the schedule; a feed that was taken lives until it is given back. */
struct schedule_feed {
    char *url, *source;
    bool left; /* it is no longer configured: give it back, it will not run again */
    /* The schedule's own: */
    struct schedule_host *host;
    struct schedule_feed *behind; /* the next that waits for the same host */
    int64_t due;
    uint64_t order; /* first come, first served among equal times */
    unsigned failures;
    enum { SCHEDULE_QUEUED, SCHEDULE_WAITING, SCHEDULE_RUNNING } state;
    size_t place; /* in the heap, when queued */
};

struct schedule_name {
    const char *source, *url;
};

/* How a fetch went. */
struct schedule_outcome {
    bool failed;
    bool reached;        /* a server answered, whatever it said */
    int64_t retry_after; /* as the server asked; 0: it did not */
};

/* `seed` for the chance in delays; any number. */
struct schedule *schedule_new(uint64_t seed);
/* Frees all feeds, running ones too (but those that left must have been given back); nulls. */
void schedule_free(struct schedule **schedule);

/* From now on exactly these feeds, with that interval and at most `parallel` running. Feeds of the
 * same source and URL keep their times; new ones are due now, in the order given; running ones that
 * left are marked so. The names are copied. */
void schedule_configure(struct schedule *schedule, const struct schedule_name *names, size_t count,
    int64_t interval, size_t parallel, int64_t now);

/* A feed that is due and may run; it counts as running until schedule_give. NULL when none. */
struct schedule_feed *schedule_take(struct schedule *schedule, int64_t now);
/* A feed's fetch has ended. Returns the delay until its next one, or -1 when it had left: then it
 * is freed. */
int64_t schedule_give(struct schedule *schedule, struct schedule_feed *feed,
    const struct schedule_outcome *outcome, int64_t now);
/* How long until schedule_take may give one, as far as time alone decides; -1: not before a running
 * one is given back or a configuration comes. */
int64_t schedule_wait(const struct schedule *schedule, int64_t now);

#endif
