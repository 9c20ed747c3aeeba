#include "fcgi/timing.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>

void timing_begin(struct timing *timing, bool on)
{
    timing->on = on;
    if (!on)
        return;
    timing->begun = clock_monotonic();
    timing->usage = pprof_usage_now();
}

static double milliseconds(int64_t nanoseconds)
{
    return (double)nanoseconds / 1e6;
}

void timing_write(const struct timing *timing, struct response *response)
{
    char text[160];
    if (!timing->on)
        return;
    struct pprof_usage now = pprof_usage_now();
    snprintf(text, sizeof text,
        "total;dur=%.3f, cpu;dur=%.3f, alloc;desc=\"%" PRIu64 " bytes\", lock;dur=%.3f",
        milliseconds(clock_monotonic() - timing->begun), milliseconds(now.cpu - timing->usage.cpu),
        now.allocated - timing->usage.allocated,
        milliseconds(now.lock_wait - timing->usage.lock_wait));
    response_header(response, "Server-Timing", str_from(text));
}
