/*
 * Dates as machines read them. No gmtime_r: glibc takes a lock in it, and every worker writes
 * dates. Unix seconds; before 1970 and after 9999 are taken as those bounds. Any thread; nothing
 * allocates.
 */
#ifndef RENDER_DATE_H
#define RENDER_DATE_H

#include "base/buf.h"
#include "base/calendar.h"

#include <stdint.h>

/* A moment of the Gregorian calendar, UTC. */
struct date {
    unsigned year, month, day, hour, minute, second; /* month and day from 1 */
    unsigned weekday;                                /* 0: Sunday */
};

extern const char *const date_months[12]; /* "January", … */

int64_t date_bounded(int64_t seconds);
struct date date_of(int64_t seconds);
/* "12:00" */
void date_clock(struct buf *to, const struct date *date);

/* "2026-01-31T12:00:00Z": RFC 3339, for Atom, JSON and HTML's <time>. */
void date_rfc3339(struct buf *to, int64_t seconds);
/* The same where there is room for it (put.h): DATE_RFC3339 bytes. */
enum { DATE_RFC3339 = sizeof "2026-01-31T12:00:00Z" - 1 };
char *date_put_rfc3339(char *to, const struct date *date);
/* "2026-01-31"; years of four digits. */
void date_day(struct buf *to, struct calendar_day day);
/* "Sat, 31 Jan 2026 12:00:00 GMT": for HTTP (RFC 9110, section 5.6.7) and RSS (RFC 822). */
void date_http(struct buf *to, int64_t seconds);

#endif
