/* What answering a request has taken, told to its client: the Server-Timing header (W3C, "Server
 * Timing"). One worker's; measured only where it is asked for. */
#ifndef FCGI_TIMING_H
#define FCGI_TIMING_H

#include "http/response.h"
#include "pprof/pprof.h"

#include <stdbool.h>
#include <stdint.h>

struct timing {
    bool on;
    int64_t begun; /* clock_monotonic() */
    struct pprof_usage usage;
};

/* Notes what the thread has used so far, if it is to be told. */
void timing_begin(struct timing *timing, bool on);
/* Adds "Server-Timing: total;dur=1.234, cpu;dur=…, alloc;desc="… bytes", lock;dur=…": milliseconds
 * since the beginning, of CPU, and of waiting for locks; bytes allocated, 0 without jemalloc.
 * Nothing when it is not on. In the thread that began. */
void timing_write(const struct timing *timing, struct response *response);

#endif
