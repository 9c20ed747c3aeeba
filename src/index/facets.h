/*
 * What a query's matches are of: how many of each source, how many when.
 *
 * A pass of its own over the matches, without scores, unless the result has them all. It counts all
 * of them where the search's total was exact and is not above FACETS_COUNTED_MAX; otherwise only
 * those in every so many windows of FACETS_WINDOW documents, chosen beforehand so that about that
 * many are counted, all dates and sources alike: then each number is one that there are more of.
 *
 * Reads the set, writes the arena, and nothing else. Safe from any number of threads.
 */
#ifndef INDEX_FACETS_H
#define INDEX_FACETS_H

#include "base/arena.h"
#include "base/error.h"
#include "index/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FACETS_COUNTED_MAX = 10000,
    FACETS_WINDOW = 256,
    FACETS_BARS_MAX = 31,
};

enum facets_unit {
    FACETS_HOUR,
    FACETS_SOME_HOURS,
    FACETS_DAY,
    FACETS_WEEK,
    FACETS_MONTH,
    FACETS_YEAR
};

/* Matches of an hour (three hours, a day, a week from Monday on, month, year), UTC, by item_date.
 */
struct facets_bar {
    int32_t from, to; /* hours since 1970-01-01: the first one, and the first one after */
    uint32_t count;
};

struct facets {
    uint64_t counted;
    bool more;           /* there are more than those that were counted */
    uint32_t *by_source; /* by the archive's number, below sources */
    uint32_t sources;
    enum facets_unit unit;   /* the finest that needs no more than FACETS_BARS_MAX bars */
    struct facets_bar *bars; /* oldest first, without a gap; of more years than that the last ones,
                                the first of which has the earlier ones too, and earlier is true */
    size_t bar_count;
    bool earlier;
};

/* Of a query that `result` was found for. ERROR_LIMIT when the arena is too small: it takes 4
 * bytes for each source and match to be counted, and 2 KiB a term. */
enum error_code facets_count(const struct index_set *set, const struct search_request *request,
    const struct search_result *result, struct arena *arena, struct facets *out, struct error *e);

/* The day of such an hour. */
int32_t facets_day_of(int32_t hour);

#endif
