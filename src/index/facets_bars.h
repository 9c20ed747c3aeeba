/* Bars over time, made of the hours of matches. For facets.c, and its test. */
#ifndef INDEX_FACETS_BARS_H
#define INDEX_FACETS_BARS_H

#include "index/facets.h"

/* The hour with which the unit begins that an hour is in; the one with which the next one begins.
 */
int32_t facets_unit_begin(enum facets_unit unit, int32_t hour);
int32_t facets_unit_next(enum facets_unit unit, int32_t hour);

/* Fills unit, bars, bar_count and earlier; no bars when there are no hours. False when the arena
 * has no room. */
bool facets_make_bars(const int32_t *hours, size_t count, struct arena *arena, struct facets *out);

#endif
