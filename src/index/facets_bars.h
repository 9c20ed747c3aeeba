/* Bars over time, made of the days of matches. For facets.c, and its test. */
#ifndef INDEX_FACETS_BARS_H
#define INDEX_FACETS_BARS_H

#include "index/facets.h"

/* The day on which the unit begins that a day is in; the one on which the next one begins. */
int32_t facets_unit_begin(enum facets_unit unit, int32_t day);
int32_t facets_unit_next(enum facets_unit unit, int32_t day);

/* Fills unit, bars, bar_count and earlier; no bars when there are no days. False when the arena has
 * no room. */
bool facets_make_bars(const int32_t *days, size_t count, struct arena *arena, struct facets *out);

#endif
