#include "base/histogram.h"

#include <math.h>
#include <stddef.h>

enum { LINEAR = 1 << HISTOGRAM_LINEAR_BITS };

static const uint64_t VALUE_MAX = ((uint64_t)1 << HISTOGRAM_VALUE_BITS) - 1;

/* By how many bits its bucket's values are coarser than integers. */
static unsigned shift_of(uint64_t value)
{
    return value < LINEAR ? 0 : 63u - (unsigned)__builtin_clzll(value) - HISTOGRAM_LINEAR_BITS;
}

/* Below 2 * LINEAR a bucket holds one value; each power of two from there on has LINEAR more. */
static size_t bucket_of(uint64_t value)
{
    unsigned shift = shift_of(value);
    return shift * LINEAR + (value >> shift);
}

static unsigned shift_at(size_t bucket)
{
    return bucket < 2 * LINEAR ? 0 : (unsigned)(bucket / LINEAR) - 1;
}

static uint64_t least_at(size_t bucket)
{
    unsigned shift = shift_at(bucket);
    return (bucket - shift * LINEAR) << shift;
}

static uint64_t most_at(size_t bucket)
{
    return least_at(bucket) + ((uint64_t)1 << shift_at(bucket)) - 1;
}

static uint64_t get(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit((_Atomic uint64_t *)counter, memory_order_relaxed);
}

void histogram_record(struct histogram *h, uint64_t value)
{
    value = value < VALUE_MAX ? value : VALUE_MAX;
    _Atomic uint64_t *bucket = &h->buckets[bucket_of(value)];
    atomic_store_explicit(&h->sum, get(&h->sum) + value, memory_order_relaxed);
    if (value > get(&h->max))
        atomic_store_explicit(&h->max, value, memory_order_relaxed);
    /* Last: who sees the value counted sees a maximum that is not less. */
    atomic_store_explicit(bucket, get(bucket) + 1, memory_order_release);
}

void histogram_add(struct histogram_sum *to, const struct histogram *from)
{
    struct histogram *h = (struct histogram *)from; /* loads take no const in C11 */
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        uint64_t count = atomic_load_explicit(&h->buckets[i], memory_order_acquire);
        to->buckets[i] += count;
        to->count += count;
    }
    to->sum += get(&h->sum);
    uint64_t max = get(&h->max);
    to->max = to->max > max ? to->max : max;
}

uint64_t histogram_quantile(const struct histogram_sum *h, double share)
{
    uint64_t rank = (uint64_t)ceil(share * (double)h->count), seen = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->buckets[i];
        if (seen >= rank && seen > 0) {
            uint64_t middle = least_at(i) + (most_at(i) - least_at(i)) / 2;
            return middle < h->max ? middle : h->max;
        }
    }
    return 0;
}

uint64_t histogram_at_most(const struct histogram_sum *h, uint64_t bound)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS && most_at(i) <= bound; i++)
        seen += h->buckets[i];
    return seen;
}
