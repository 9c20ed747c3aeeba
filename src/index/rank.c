#include "index/rank.h"

#include <math.h>

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
