/* Two clocks: one to measure with, one to tell the time by. Both are signal-safe and thread-safe.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds on CLOCK_MONOTONIC: for durations. */
int64_t clock_monotonic(void);
/* Seconds since 1970-01-01T00:00:00Z: for dates. */
int64_t clock_unix(void);

#endif
