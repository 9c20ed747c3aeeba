#include "pprof/heap_scale.h"

#include <math.h>
#include <stdlib.h>

/* The probability that a block of so many bytes is sampled. */
static double probability(double size, int64_t rate)
{
    return -expm1(-size / (double)rate);
}

static int64_t whole(double value)
{
    return value < (double)INT64_MAX ? llround(value) : INT64_MAX;
}

struct pp_heap_sum pp_heap_scale(struct pp_heap_sum sampled, int64_t rate)
{
    if (sampled.bytes <= 0 || rate <= 1)
        return sampled;
    /* jemalloc's own arithmetic may have rounded a large block down to none. */
    double objects = sampled.objects > 0 ? (double)sampled.objects : 1;
    double p = probability((double)sampled.bytes / objects, rate);
    return (struct pp_heap_sum) { whole(objects / p), whole((double)sampled.bytes / p) };
}

/* The bytes that so many sampled blocks must have to stand for `bytes`: more of them stand for
 * more, so halving the interval finds it. */
static int64_t bytes_for(int64_t objects, int64_t bytes, int64_t rate)
{
    int64_t least = 1, most = bytes;
    while (least < most) {
        int64_t middle = least + (most - least) / 2;
        if (pp_heap_scale((struct pp_heap_sum) { objects, middle }, rate).bytes < bytes)
            least = middle + 1;
        else
            most = middle;
    }
    return most;
}

struct pp_heap_sum pp_heap_unscale(struct pp_heap_sum all, int64_t rate)
{
    if (all.bytes <= 0 || all.objects <= 0 || rate <= 1)
        return all;
    double size = (double)all.bytes / (double)all.objects;
    int64_t objects = whole((double)all.objects * probability(size, rate));
    int64_t most = all.bytes / rate; /* each sampled block stands for `rate` bytes at the least */
    objects = objects > most ? most : objects;
    objects = objects > 0 ? objects : 1;
    struct pp_heap_sum sampled = { objects, whole((double)objects * size) };
    int64_t error = pp_heap_scale(sampled, rate).bytes - all.bytes;
    /* Off when `objects` would have to be a fraction, or when `size` is, as of one large block. */
    if (llabs(error) > all.bytes / 1000)
        sampled.bytes = bytes_for(objects, all.bytes, rate);
    return sampled;
}
