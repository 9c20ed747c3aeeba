/*
 * A search over one published set: words ANDed, ranked by BM25 over title and description.
 *
 * Reads the set, writes the arena, and nothing else: no lock, no heap, no I/O. Safe from any number
 * of threads, each with its own arena.
 */
#ifndef INDEX_SEARCH_H
#define INDEX_SEARCH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/item.h"
#include "index/index.h"
#include "index/rank.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SEARCH_TERMS_MAX = 64,     /* distinct terms typed; those beyond are left out */
    SEARCH_EXPANSION_MAX = 64, /* terms that one word with * stands for at most */
    SEARCH_STEMS_MAX = 64,     /* stems that the typed terms have in all languages of the set */
    SEARCH_ALL_TERMS_MAX = SEARCH_TERMS_MAX + SEARCH_STEMS_MAX + 2 * SEARCH_EXPANSION_MAX,
    SEARCH_WINDOW_MAX = 10000, /* offset + limit may not be more */
    SEARCH_COUNT_MAX = 1000,   /* up to so many matches, a total is always exact */
};

/* Which sources a search looks at: one bit for each archive number of a source. */
struct source_set {
    uint64_t bits[INDEX_SOURCE_MAX / 64];
};
static inline void source_set_add(struct source_set *s, uint32_t source)
{
    s->bits[source / 64] |= (uint64_t)1 << (source % 64);
}
static inline bool source_set_has(const struct source_set *s, uint32_t source)
{
    return s->bits[source / 64] >> (source % 64) & 1;
}

/* A parsed query: opaque, lives in the arena it was parsed into. */
struct query;

/* What a reader of the query's results should know of it: a part that was not understood, or went
 * beyond a bound. The rest was searched for. */
struct query_message {
    struct str text;       /* a sentence */
    size_t offset, length; /* bytes of the query's text it is about */
};
enum { QUERY_MESSAGES_MAX = 16 };

enum query_match { MATCH_ALL, MATCH_ANY };

/* Parses what a person typed, of which bare words must all be had, or any: query_language.h has the
 * whole of it, in which this is the query that knows no sources. ERROR_LIMIT when the arena is too
 * small. A query that asks for nothing is no error: query_is_empty. */
enum error_code query_parse(struct str text, enum query_match match, struct arena *arena,
    struct query **out, struct error *e);
bool query_is_empty(const struct query *query);

enum search_order {
    SEARCH_BY_SCORE, /* best first; equal scores: the newer item_date first, then the higher id */
    SEARCH_BY_DATE,  /* newest item_date first, then the higher id; every score is 0 */
};

/* Where in the order of hits one stands. Kept by who asked, it is where the next part begins. */
struct search_place {
    float score;
    int64_t date; /* item_date */
    uint64_t id;
};

/* What a set makes scores of. With those of an earlier search an item has the score it had then,
 * whatever has come since: so that a walk over all hits, part by part, meets each of them once. */
struct search_statistics {
    uint64_t items;
    int64_t newest;                      /* item_date of the newest */
    double average_length;               /* weighted; above 0 */
    unsigned terms;                      /* of the query */
    uint64_t with[SEARCH_ALL_TERMS_MAX]; /* items that have the term: at most `items` */
};

struct search_request {
    const struct query *query;
    const struct source_set *sources;
    size_t offset; /* first hit wanted, from 0 */
    size_t limit;  /* hits wanted, at least 1 */
    enum search_order order;
    const struct search_place *after; /* only hits behind that place; NULL: all */
    /* NULL: the set's own; so too where a pattern stands for another number of words by now. */
    const struct search_statistics *statistics;
    struct rank_recency recency; /* in order by score */
    int64_t most;                /* nanoseconds it may take, roughly; 0: as long as it takes */
};

struct search_hit {
    const struct item *item; /* in the arena; its texts live as long as the set is held */
    float score;
    uint64_t sketch; /* of its shingles: for story_groups.h */
};

struct search_result {
    struct search_hit *hits; /* in the order asked for */
    size_t count;
    size_t total; /* of all matches; with `more`, only above SEARCH_COUNT_MAX and offset + limit */
    bool more;    /* there may be more than total: nobody counted on */
    bool stopped; /* the time was up: hits and total are of what was looked at until then */
    struct search_statistics statistics; /* that the scores are made with */
};

static inline struct search_place search_place_of(const struct search_hit *hit)
{
    return (struct search_place) { hit->score, item_date(hit->item), hit->item->id };
}

/* ERROR_LIMIT when the window is too deep or the arena too small (it takes some 2 KiB a term, 16
 * bytes for each hit of offset + limit, and 144 more for each of limit). ERROR_REFUSED when the
 * statistics given are of more or fewer terms than the query has, which has no pattern. An empty
 * query finds nothing. */
enum error_code search_run(const struct index_set *set, const struct search_request *request,
    struct arena *arena, struct search_result *result, struct error *e);

/* The newest live items of the sources, newest first, at most limit (SEARCH_WINDOW_MAX): for a page
 * without a query. result->total is the number of live items of the sources. */
enum error_code search_newest(const struct index_set *set, const struct source_set *sources,
    size_t limit, struct arena *arena, struct search_result *result, struct error *e);
/* The same behind a place in the order by date. */
enum error_code search_newest_after(const struct index_set *set, const struct source_set *sources,
    const struct search_place *after, size_t limit, struct arena *arena,
    struct search_result *result, struct error *e);

#endif
