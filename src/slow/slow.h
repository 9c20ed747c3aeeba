/*
 * Requests that take too long leave a trace: what all threads did meanwhile, out of the flight
 * recorder, in a file that `go tool trace` opens. A thread of its own writes it, so that neither
 * the slow request nor another waits for that. One at a time, and then none for three seconds: what
 * makes one request slow makes many slow.
 */
#ifndef SLOW_SLOW_H
#define SLOW_SLOW_H

#include "base/error.h"

#include <stdint.h>

struct slow;

struct slow_settings {
    unsigned limit;     /* milliseconds; 0: nothing is kept */
    unsigned keep;      /* traces */
    const char *folder; /* copied */
};

/* *out is NULL after a failure. */
enum error_code slow_start(
    struct slow **out, const struct slow_settings *settings, struct error *e);
/* Other settings from now on; after a failure the old ones hold. */
enum error_code slow_configure(
    struct slow *slow, const struct slow_settings *settings, struct error *e);
/* After the last slow_note. Ends a trace that is being written first. Frees, nulls. */
void slow_stop(struct slow **slow);

/* A request has ended now, after so long; `slow` is a struct slow. Any thread; takes no lock and
 * allocates nothing. */
void slow_note(void *slow, uint64_t request, int64_t nanoseconds);

#endif
