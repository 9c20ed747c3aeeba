/*
 * struct histogram: how many values there were of each size, and so their quantiles.
 *
 * The buckets are linear within each power of two, 32 of them (as HdrHistogram's: G. Tene), so one
 * is at most 1/32 of its values wide: a quantile, told as its bucket's middle, is wrong by at most
 * 1.6 %. Values from 2^40 on count as 2^40 - 1 (nanoseconds: 18 minutes).
 *
 * One thread records, without a lock or an atomic read-modify-write; any may sum at the same time.
 */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdatomic.h>
#include <stdint.h>

enum {
    HISTOGRAM_LINEAR_BITS = 5,
    HISTOGRAM_VALUE_BITS = 40,
    HISTOGRAM_BUCKETS = (HISTOGRAM_VALUE_BITS - HISTOGRAM_LINEAR_BITS + 1) << HISTOGRAM_LINEAR_BITS,
};

/* Zeroed, it is empty. */
struct histogram {
    _Atomic uint64_t buckets[HISTOGRAM_BUCKETS];
    _Atomic uint64_t sum, max;
};

/* Its one writer's. */
void histogram_record(struct histogram *h, uint64_t value);

/* What one or several histograms held when they were read: of each bucket exactly what had been
 * recorded by then. One thread's; zeroed, it is empty. */
struct histogram_sum {
    uint64_t buckets[HISTOGRAM_BUCKETS];
    uint64_t count, sum, max;
};

void histogram_add(struct histogram_sum *to, const struct histogram *from);
/* The least value that is not below `share` of them all, 0 < share <= 1; 0 when there is none. */
uint64_t histogram_quantile(const struct histogram_sum *h, double share);
/* How many values were at most `bound`. Those of the bucket that `bound` lies within are left out,
 * so it may be too few by values of which each is within 1/32 of it. */
uint64_t histogram_at_most(const struct histogram_sum *h, uint64_t bound);

#endif
