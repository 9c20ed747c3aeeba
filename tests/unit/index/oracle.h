/* What the oracles share: hits in the order they must have, results held against them, and an index
 * of invented items, some of them replaced. */
#ifndef TESTS_UNIT_INDEX_ORACLE_H
#define TESTS_UNIT_INDEX_ORACLE_H

#include "index/index.h"
#include "items.h"

#include <stdlib.h>
#include <string.h>

enum { FIELD_MAX = 24, FIELD_BYTES = FIELD_MAX * 4 }; /* words of a field, and what they take */

struct field {
    uint8_t words[FIELD_MAX];
    unsigned count;
};

/* An invented item, and which words it is made of. */
struct story {
    struct item item;
    struct field title, summary;
    char texts[2][FIELD_BYTES + 1];
};

static inline unsigned field_times(const struct field *f, uint8_t word)
{
    unsigned n = 0;
    for (unsigned i = 0; i < f->count; i++)
        n += f->words[i] == word;
    return n;
}

static inline bool has_run(const struct field *f, const uint8_t *words, unsigned count)
{
    for (unsigned i = 0; i + count <= f->count; i++)
        if (memcmp(f->words + i, words, count) == 0)
            return true;
    return false;
}

static inline unsigned weighted_times(const struct story *s, uint8_t word)
{
    return 3 * field_times(&s->title, word) + field_times(&s->summary, word);
}

static inline unsigned weighted_length(const struct story *s)
{
    unsigned length = 3 * s->title.count + s->summary.count;
    return length ? length : 1;
}

/* qsort of struct search_hit: best first. */
static inline int oracle_compare(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (item_date(x->item) != item_date(y->item))
        return item_date(x->item) < item_date(y->item) ? 1 : -1;
    return x->item->id < y->item->id ? 1 : -1;
}

/* Exact, or above what is always counted and no more than there are. */
static inline bool oracle_is_total(const struct search_result *result, size_t total, size_t wanted)
{
    if (!result->more)
        return result->total == total;
    return result->total > SEARCH_COUNT_MAX && result->total > wanted && result->total <= total;
}

/* The result of a request is the expected hits from its offset on, to the last bit of the score. */
static inline void oracle_check(const char *text, const struct search_request *request,
    const struct search_result *result, const struct search_hit *expected, size_t total)
{
    size_t offset = request->offset, rest = offset < total ? total - offset : 0;
    ck_assert_msg(oracle_is_total(result, total, offset + request->limit), "'%s': %zu, not %zu",
        text, result->total, total);
    ck_assert_uint_eq(result->count, rest < request->limit ? rest : request->limit);
    for (size_t i = 0; i < result->count; i++) {
        const struct search_hit *hit = &result->hits[i], *want = &expected[offset + i];
        ck_assert_msg(hit->item->id == want->item->id && hit->score == want->score,
            "'%s', hit %zu of %zu: id %ju score %.9g, not id %ju score %.9g", text, offset + i,
            total, (uintmax_t)hit->item->id, (double)hit->score, (uintmax_t)want->item->id,
            (double)want->score);
    }
}

/* Invents the item of that id, from 1 up, anew; its bytes stay until it is asked for again. */
typedef const struct item *oracle_invent(uint64_t id);

/* Adds them all in portions of random size, so that segments of several sizes come about. */
static inline void oracle_add_all(
    struct index *index, uint64_t *seed, uint64_t items, unsigned most, oracle_invent *invent)
{
    struct item *portion = calloc(items, sizeof *portion);
    ck_assert_ptr_nonnull(portion);
    for (uint64_t id = 1; id <= items;) {
        size_t count = 0, room = 1 + random_below(seed, most);
        for (; id <= items && count < room; id++)
            portion[count++] = *invent(id);
        index_add(index, portion, count);
    }
    free(portion);
}

static inline void oracle_replace_some(
    struct index *index, uint64_t *seed, unsigned items, unsigned count, oracle_invent *invent)
{
    for (unsigned i = 0; i < count; i++) {
        index_load(index, invent(1 + random_below(seed, items)));
        if (random_below(seed, 20) == 0)
            index_load_end(index);
    }
    index_load_end(index);
}

#endif
