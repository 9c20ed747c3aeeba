/* Dates as feeds write them. Thread-safe, locale-independent, no allocation. */
#ifndef FEED_DATE_H
#define FEED_DATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* RFC 822/1123/2822 with two- or four-digit years, missing seconds or weekday, named and broken
 * zones; RFC 3339 and W3C-DTF down to a bare year; and the local habits feeds are seen with (see
 * date.c). Fills *unix_seconds and returns true, or returns false for what is no date or lies
 * outside 1970-01-01..2199-12-31. */
bool date_parse(struct str text, int64_t *unix_seconds);

#endif
