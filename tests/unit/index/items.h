/* What the index tests share: items of a line, an arena, and all sources. */
#ifndef TESTS_UNIT_INDEX_ITEMS_H
#define TESTS_UNIT_INDEX_ITEMS_H

#include "../suite.h"
#include "base/arena.h"
#include "base/item.h"
#include "index/search.h"

static inline struct item item_of(
    uint64_t id, uint32_t source, int64_t date, const char *title, const char *summary)
{
    return (struct item) {
        .id = id,
        .source = source,
        .guid = STR("guid"),
        .link = STR("https://example.org/"),
        .title = str_from(title),
        .summary = str_from(summary),
        .published = date,
        .found = 1000000,
    };
}

static inline struct arena arena_of(size_t capacity)
{
    struct arena arena;
    if (arena_init(&arena, capacity, NULL) != ERROR_NONE)
        abort();
    return arena;
}

static inline const struct source_set *all_sources(void)
{
    static struct source_set all;
    memset(&all, 0xFF, sizeof all);
    return &all;
}

/* xorshift64*: the same numbers in every run. */
static inline uint32_t random_below(uint64_t *state, uint32_t bound)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1DU) >> 32) % bound;
}

#define ck_assert_str_is(str, literal)                                                             \
    ck_assert_msg(str_equal((str), STR(literal)), "is '%.*s'", STR_ARG(str))

#endif
