/*
 * Okapi BM25 over two fields: how well an item answers a query.
 *
 *   score = Σ over the query's terms of  idf · (k1 + 1) · tf / (tf + k1 · (1 − b + b · len / avg))
 *   idf   = ln(1 + (N − df + ½) / (df + ½))
 *
 * tf and len are weighted over the fields before they saturate: an occurrence in the title counts
 * RANK_TITLE_WEIGHT times. (S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to
 * multiple weighted fields", CIKM 2004, with one b for both fields; this idf, which is never
 * negative, is Lucene's.) k1 = 1.2 and b = 0.75 are the customary values of S. Robertson and
 * H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.5.
 *
 * A term counts as often as the query has it (BM25's k3 without bound, as in Lucene). A bare word
 * asks for its stem; that an item has the very form that was typed adds RANK_EXACT of what the form
 * would score by itself.
 *
 * A search may ask for newer items to come first among those that answer about as well: a score is
 * then multiplied by
 *
 *   1 + most · 2^(−age / half_life)
 *
 * of the item's age beside the newest item of the set; so an old item loses nothing, and a new one
 * passes only those that score at most 1 + most times as much.
 *
 * The arithmetic is arranged so that each step is monotone in tf and in len even when rounded: the
 * score of (most tf, least len) is never below that of any other, to the last bit.
 */
#ifndef INDEX_RANK_H
#define INDEX_RANK_H

#include <stdint.h>

enum { RANK_TITLE_WEIGHT = 3 };

#define RANK_K1 1.2
#define RANK_B 0.75
#define RANK_EXACT 0.25

/* A weighted tf or length. */
static inline uint32_t rank_weigh(uint32_t in_title, uint32_t in_summary)
{
    return RANK_TITLE_WEIGHT * in_title + in_summary;
}

/* What a set's statistics make of len. */
struct rank_length {
    double base, slope;
};
/* `average`: of the weighted lengths; above 0. */
struct rank_length rank_length_of(double average);

struct rank_recency {
    double most;      /* 0: age does not matter */
    double half_life; /* seconds, above 0 */
};

/* What the score of an item of that date is multiplied by. */
double rank_recent(const struct rank_recency *recency, int64_t date, int64_t newest);

/* How much a term counts that a query has so many times, and so many times as the very form of a
 * word whose stem it asks for. */
static inline double rank_wanted(unsigned times, unsigned exact)
{
    return times + RANK_EXACT * exact;
}

/* idf · (k1 + 1) for a term that `with` of `items` items have. */
double rank_term_weight(uint64_t items, uint64_t with);

/* One term's part; tf above 0. Parts are added in the order of the query's terms, as double, and
 * the sum is rounded to float: so the same item has the same score in any segment. */
static inline double rank_part(
    double term_weight, const struct rank_length *length, uint32_t tf, uint32_t len)
{
    double k = length->base + length->slope * (double)len;
    return term_weight / (1.0 + k / (double)tf);
}

/*
 * An impact is what a document scores of a term that weighs 1, tf / (tf + k), in 16 bits and
 * rounded up: a bound on scores that is kept with postings, where the average length of the set is
 * not known yet. Where it has become longer than the one they were made with, short of `ratio`
 * times, k has become smaller, at most so many times; where it has become shorter, scores have
 * fallen.
 */
#define RANK_IMPACT_MAX 65535.0

static inline uint16_t rank_impact(const struct rank_length *length, uint32_t tf, uint32_t len)
{
    double k = length->base + length->slope * (double)len;
    double impact = RANK_IMPACT_MAX * (double)tf / ((double)tf + k) + 1;
    return (uint16_t)(impact < RANK_IMPACT_MAX ? impact : RANK_IMPACT_MAX);
}

/* How many times smaller k may have become: at most 1. */
static inline double rank_ratio(double average_then, double average_now)
{
    return average_then < average_now ? average_then / average_now : 1;
}

/* At least what documents of at most that impact score. */
static inline double rank_impact_bound(double term_weight, double ratio, uint16_t impact)
{
    return impact ? term_weight / (1 + (RANK_IMPACT_MAX / impact - 1) * ratio) : 0;
}

/* An impact that documents have at least which score `least`: RANK_IMPACT_MAX + 1 when none can. */
static inline uint32_t rank_impact_needed(double term_weight, double ratio, double least)
{
    if (least <= 0)
        return 0;
    if (least >= term_weight)
        return (uint32_t)RANK_IMPACT_MAX + 1;
    return (uint32_t)(RANK_IMPACT_MAX / (1 + (term_weight / least - 1) / ratio) * (1 - 1e-9));
}

#endif
