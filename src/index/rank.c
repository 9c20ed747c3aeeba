#include "index/rank.h"

#include <math.h>

double rank_recent(const struct rank_recency *recency, int64_t date, int64_t newest)
{
    double age = date < newest ? (double)newest - (double)date : 0;
    return 1 + recency->most * exp2(-age / recency->half_life);
}

struct rank_length rank_length_of(double average)
{
    return (struct rank_length) {
        .base = RANK_K1 * (1.0 - RANK_B),
        .slope = RANK_K1 * RANK_B / average,
    };
}

double rank_term_weight(uint64_t items, uint64_t with)
{
    double idf = log1p(((double)(items - with) + 0.5) / ((double)with + 0.5));
    return idf * (RANK_K1 + 1.0);
}
