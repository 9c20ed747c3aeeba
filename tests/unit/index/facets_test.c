#include "base/calendar.h"
#include "index/facets.h"
#include "index/facets_bars.h"
#include "items.h"

#include <stdio.h>

enum { DAY = 24 * 60 * 60, SOURCES = 5 };

static struct arena arena;
static struct index *index_;

static int32_t hour_of(int32_t year, unsigned month, unsigned day)
{
    return 24 * calendar_days((struct calendar_day) { year, month, day });
}

static size_t limit = 10; /* hits of the result */

static struct facets count_in(
    const struct source_set *sources, const char *text, enum query_match match)
{
    struct facets facets;
    struct search_result result;
    struct query *query;
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(query_parse(str_from(text), match, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = { .query = query, .sources = sources, .limit = limit };
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    ck_assert_int_eq(facets_count(set, &request, &result, &arena, &facets, NULL), ERROR_NONE);
    index_leave(index_, 0);
    ck_assert(facets.more || facets.counted == result.total);
    return facets;
}

/* --- against an oracle --- */

enum { ITEMS = 400, WORDS = 6 };

struct known {
    char title[64];
    unsigned words; /* bit i: it has word i */
    uint32_t source;
    int64_t date;
};

static struct known known[ITEMS];

static void make_items(uint64_t *random, int64_t span)
{
    for (size_t i = 0; i < ITEMS; i++) {
        struct known *k = &known[i];
        size_t len = 0;
        k->words = 0;
        for (unsigned w = 0; w < WORDS; w++)
            if (random_below(random, 3) == 0) {
                k->words |= 1U << w;
                len += (size_t)snprintf(k->title + len, sizeof k->title - len, "word%u ", w);
            }
        snprintf(k->title + len, sizeof k->title - len, "end");
        k->source = 1 + random_below(random, SOURCES);
        k->date = 1 + (int64_t)random_below(random, 1000000) * span / 1000000 * DAY;
    }
}

/* In several publications, every tenth item first with other words, of another source. */
static void publish(void)
{
    for (size_t from = 0; from < ITEMS; from += ITEMS / 4) {
        struct item items[ITEMS / 4], replaced[ITEMS / 4];
        size_t again = 0;
        for (size_t i = 0; i < ITEMS / 4; i++) {
            const struct known *k = &known[from + i];
            items[i] = item_of(from + i + 1, k->source, k->date, k->title, "");
            items[i].found = INT64_C(1) << 40;
            if (i % 10 == 0)
                replaced[again++] = item_of(from + i + 1, 9, 1, "word0 word1 word2", "");
        }
        index_add(index_, replaced, again);
        index_add(index_, items, ITEMS / 4);
    }
}

static bool matches(const struct known *k, unsigned words, enum query_match match)
{
    return match == MATCH_ALL ? (k->words & words) == words : (k->words & words) != 0;
}

static void check(const struct source_set *sources, unsigned words, enum query_match match)
{
    char text[64] = "";
    uint32_t of_source[SOURCES + 1] = { 0 }, bar_sum = 0, total = 0;
    for (unsigned w = 0; w < WORDS; w++)
        if (words >> w & 1)
            snprintf(text + strlen(text), sizeof text - strlen(text), "word%u ", w);
    arena_reset(&arena);
    struct facets facets = count_in(sources, text, match);
    for (size_t i = 0; i < ITEMS; i++)
        if (matches(&known[i], words, match) && source_set_has(sources, known[i].source)) {
            of_source[known[i].source]++;
            total++;
        }
    ck_assert_uint_eq(facets.counted, total);
    for (uint32_t source = 1; source <= SOURCES; source++)
        ck_assert_uint_eq(facets.by_source[source], of_source[source]);
    ck_assert(facets.sources <= 9 || facets.by_source[9] == 0);
    for (size_t b = 0; b < facets.bar_count; b++) {
        uint32_t count = 0;
        for (size_t i = 0; i < ITEMS; i++) {
            int32_t hour = (int32_t)(known[i].date / 3600);
            count += matches(&known[i], words, match) && source_set_has(sources, known[i].source) &&
                     hour >= facets.bars[b].from && hour < facets.bars[b].to;
        }
        ck_assert_uint_eq(facets.bars[b].count, count);
        bar_sum += facets.bars[b].count;
    }
    ck_assert_uint_eq(bar_sum, total);
}

START_TEST(counts_are_those_of_the_oracle)
{
    static const int64_t spans[] = { 1, 20, 150, 800, 9000 };
    struct source_set some = { { 0 } };
    uint64_t random = 21;
    source_set_add(&some, 2);
    source_set_add(&some, 5);
    for (size_t s = 0; s < sizeof spans / sizeof *spans; s++) {
        make_items(&random, spans[s]);
        publish();
        for (unsigned words = 1; words < 1U << WORDS; words++) {
            limit = words % 3 ? 10 : ITEMS; /* then the result has all matches */
            check(all_sources(), words, MATCH_ALL);
            check(&some, words, MATCH_ANY);
        }
    }
    limit = 10;
}
END_TEST

START_TEST(bars_are_of_the_finest_unit_that_fits)
{
    static const struct {
        int32_t hours;
        enum facets_unit unit;
        size_t bars;
    } cases[] = { { 1, FACETS_HOUR, 1 }, { 31, FACETS_HOUR, 31 }, { 32, FACETS_SOME_HOURS, 11 },
        { 93, FACETS_SOME_HOURS, 31 }, { 94, FACETS_DAY, 4 }, { 24 * 31, FACETS_DAY, 31 },
        { 24 * 32, FACETS_WEEK, 5 }, { 24 * 217, FACETS_WEEK, 31 }, { 24 * 300, FACETS_MONTH, 10 },
        { 24 * 1200, FACETS_YEAR, 4 }, { 24 * 11000, FACETS_YEAR, 31 } };
    int32_t first = hour_of(2001, 1, 1); /* a Monday */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct facets facets = { 0 };
        int32_t hours[] = { first + cases[i].hours - 1, first };
        ck_assert(facets_make_bars(hours, 2, &arena, &facets));
        ck_assert_int_eq(facets.unit, cases[i].unit);
        ck_assert_uint_eq(facets.bar_count, cases[i].bars);
        ck_assert_int_eq(facets.bars[0].from, first);
        ck_assert(!facets.earlier);
    }
}
END_TEST

START_TEST(earlier_years_are_one_bar)
{
    struct facets facets = { 0 };
    int32_t hours[] = { hour_of(2026, 5, 1), hour_of(1601, 1, 1), hour_of(1970, 1, 1) };
    ck_assert(facets_make_bars(hours, 3, &arena, &facets));
    ck_assert(facets.earlier);
    ck_assert_uint_eq(facets.bar_count, FACETS_BARS_MAX);
    ck_assert_uint_eq(facets.bars[0].count, 2);
    ck_assert_uint_eq(facets.bars[FACETS_BARS_MAX - 1].count, 1);
    ck_assert_int_eq(facets.bars[FACETS_BARS_MAX - 1].from, hour_of(2026, 1, 1));
}
END_TEST

START_TEST(units_follow_each_other_without_a_gap)
{
    for (enum facets_unit unit = FACETS_HOUR; unit <= FACETS_YEAR; unit++) {
        for (int32_t hour = hour_of(1899, 12, 1); hour < hour_of(2101, 2, 1); hour += 101) {
            int32_t begin = facets_unit_begin(unit, hour), next = facets_unit_next(unit, hour);
            ck_assert(begin <= hour && hour < next);
            ck_assert_int_eq(facets_unit_begin(unit, next), next);
            ck_assert_int_eq(facets_unit_begin(unit, next - 1), begin);
        }
    }
}
END_TEST

START_TEST(the_ends_of_the_calendar_are_counted)
{
    struct facets facets = { 0 };
    int32_t hours[] = { 24 * CALENDAR_FIRST, 24 * CALENDAR_LAST + 23 };
    ck_assert(facets_make_bars(hours, 2, &arena, &facets));
    ck_assert_uint_eq(facets.bar_count, FACETS_BARS_MAX);
    facets = (struct facets) { 0 };
    ck_assert(facets_make_bars(hours, 1, &arena, &facets));
    ck_assert_uint_eq(facets.bar_count, 1);
    facets = (struct facets) { 0 };
    ck_assert(facets_make_bars(hours, 0, &arena, &facets));
    ck_assert_uint_eq(facets.bar_count, 0);
}
END_TEST

/* More than can be counted: a part, which all dates and sources have their share of. */
START_TEST(of_many_matches_a_fair_part_is_counted)
{
    enum { MANY = 5 * FACETS_COUNTED_MAX };
    for (uint32_t i = 0; i < MANY; i++) {
        struct item item = item_of(i + 1, 1 + i % 2, 1 + (int64_t)i % 10 * DAY, "word", "");
        item.found = INT64_C(1) << 40;
        index_load(index_, &item);
    }
    index_load_end(index_);
    struct facets facets = count_in(all_sources(), "word", MATCH_ALL);
    ck_assert(facets.more);
    ck_assert_uint_le(facets.counted, FACETS_COUNTED_MAX);
    ck_assert_uint_ge(facets.counted, FACETS_COUNTED_MAX / 2);
    ck_assert_uint_eq(facets.by_source[1] + facets.by_source[2], facets.counted);
    ck_assert_uint_ge(facets.by_source[1], facets.counted / 3);
    ck_assert_uint_ge(facets.by_source[2], facets.counted / 3);
    ck_assert_uint_eq(facets.bar_count, 10);
    for (size_t i = 0; i < facets.bar_count; i++)
        ck_assert_uint_ge(facets.bars[i].count, facets.counted / 20);
}
END_TEST

START_TEST(a_full_arena_is_an_error)
{
    struct facets facets;
    struct search_result result = { .total = 1 };
    struct query *query;
    index_add(index_, (struct item[]) { item_of(1, 1, 1, "word", "") }, 1);
    ck_assert_int_eq(query_parse(STR("word"), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    ck_assert_ptr_nonnull(arena_alloc(&arena, arena.capacity - arena.used - 100));
    struct search_request request = { .query = query, .sources = all_sources(), .limit = 1 };
    ck_assert_int_eq(facets_count(index_enter(index_, 0), &request, &result, &arena, &facets, NULL),
        ERROR_LIMIT);
}
END_TEST

static void set_up(void)
{
    arena = arena_of(4 << 20);
    index_ = index_new(1);
}

static void tear_down(void)
{
    index_free(&index_);
    arena_release(&arena);
}

int main(void)
{
    const TTest *const tests[] = { counts_are_those_of_the_oracle,
        bars_are_of_the_finest_unit_that_fits, earlier_years_are_one_bar,
        units_follow_each_other_without_a_gap, the_ends_of_the_calendar_are_counted,
        of_many_matches_a_fair_part_is_counted, a_full_arena_is_an_error, NULL };
    return suite_run(suite_with("facets", tests, set_up, tear_down));
}
