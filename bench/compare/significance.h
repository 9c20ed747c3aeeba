/*
 * Whether two samples differ: the Mann–Whitney U test, which asks nothing of how the values are
 * distributed (Mann & Whitney 1947, "On a Test of Whether one of Two Random Variables is
 * Stochastically Larger than the Other").
 */
#ifndef BENCH_COMPARE_SIGNIFICANCE_H
#define BENCH_COMPARE_SIGNIFICANCE_H

#include <stddef.h>

/* The two-sided p: how likely samples so far apart are if both come from the same source. Exact
 * without ties and up to 50 values each; else by the normal distribution, corrected for ties and
 * continuity. 1 when either is empty. Sorts both. */
double significance(double *a, size_t a_count, double *b, size_t b_count);

/* Of values in ascending order; 0 when there are none. */
double median(const double *sorted, size_t count);
/* How far the value farthest from the median is from it, as a share of the median. */
double spread(const double *sorted, size_t count);
void sort_values(double *values, size_t count);

#endif
