/*
 * Days of the Gregorian calendar, counted from 1970-01-01, and back: without the lock that glibc
 * takes for gmtime_r. Thread- and signal-safe. (H. Hinnant, "chrono-compatible low-level date
 * algorithms": years that begin in March have the day that may be missing at their end.)
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

enum {
    CALENDAR_FIRST = -719162, /* 0001-01-01 */
    CALENDAR_LAST = 2932896,  /* 9999-12-31 */
};

struct calendar_day {
    int32_t year;
    unsigned month, day; /* from 1 */
};

/* Days within CALENDAR_FIRST and CALENDAR_LAST (asserted). */
struct calendar_day calendar_of(int32_t days);
/* A month beyond 12 is one of a later year. */
int32_t calendar_days(struct calendar_day date);
/* The day that a moment (unix seconds) is in, within those bounds. */
int32_t calendar_day_of(int64_t seconds);

#endif
