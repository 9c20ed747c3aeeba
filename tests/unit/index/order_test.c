/*
 * The order by date against a sort of what the order by score finds; and walks over all hits, part
 * by part, each part behind the last hit of the one before, while stories are added and replaced.
 */
#include "index/index.h"
#include "items.h"

#include <stdio.h>

enum { ITEMS = 4000, ADDED = 40, SOURCES = 4 };

static const char *const queries[] = { "alpha", "beta", "alpha beta", "gamma delta", "alpha-beta" };
enum { QUERIES = sizeof queries / sizeof *queries };

static struct arena arena;
static struct index *index_;
static uint64_t seed = 7, next_id;

static void add_items(uint64_t count)
{
    static const char *const words[] = { "alpha", "beta", "gamma", "delta", "alpha-beta" };
    for (uint64_t i = 0; i < count; i++) {
        char title[64], summary[64];
        snprintf(title, sizeof title, "%s %s", words[random_below(&seed, 5)],
            words[random_below(&seed, 5)]);
        snprintf(summary, sizeof summary, "%s filler %s", words[random_below(&seed, 5)],
            random_below(&seed, 2) ? "and more" : "");
        struct item item = item_of(
            ++next_id, random_below(&seed, SOURCES), 1 + random_below(&seed, 500), title, summary);
        index_load(index_, &item);
        if (random_below(&seed, 300) == 0)
            index_load_end(index_);
    }
    index_load_end(index_);
}

static void setup(void)
{
    arena = arena_of(8 << 20);
    index_ = index_new(1);
    next_id = 0;
    add_items(ITEMS);
}

static void teardown(void)
{
    index_free(&index_);
    arena_release(&arena);
}

static struct search_result run(const char *words, struct search_request request)
{
    struct search_result result;
    struct query *query;
    ck_assert_int_eq(query_parse(str_from(words), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    request.query = query;
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    index_leave(index_, 0); /* nothing is published while the result is used */
    return result;
}

static int by_date(const void *a, const void *b)
{
    const struct item *x = ((const struct search_hit *)a)->item;
    const struct item *y = ((const struct search_hit *)b)->item;
    if (item_date(x) != item_date(y))
        return item_date(x) < item_date(y) ? 1 : -1;
    return x->id < y->id ? 1 : -1;
}

static void check_by_date(const char *words, const struct source_set *sources)
{
    arena_reset(&arena);
    struct search_request request = { .sources = sources, .limit = SEARCH_WINDOW_MAX };
    struct search_result all = run(words, request);
    ck_assert_uint_gt(all.count, 20);
    qsort(all.hits, all.count, sizeof *all.hits, by_date);
    for (unsigned i = 0; i < 20; i++) {
        request.order = SEARCH_BY_DATE;
        request.offset = random_below(&seed, (uint32_t)all.count);
        request.limit = 1 + random_below(&seed, 30);
        struct search_result part = run(words, request);
        size_t rest = all.count - request.offset;
        ck_assert_uint_eq(part.count, rest < request.limit ? rest : request.limit);
        if (!part.more)
            ck_assert_uint_eq(part.total, all.count);
        else
            ck_assert(part.total > SEARCH_COUNT_MAX && part.total <= all.count);
        for (size_t h = 0; h < part.count; h++)
            ck_assert_uint_eq(part.hits[h].item->id, all.hits[request.offset + h].item->id);
    }
}

START_TEST(the_order_by_date_is_that_of_a_sort)
{
    struct source_set some = { { 0x5 } };
    for (size_t q = 0; q < QUERIES; q++) {
        check_by_date(queries[q], all_sources());
        check_by_date(queries[q], &some);
    }
}
END_TEST

/* --- walks --- */

struct walk {
    struct search_place place;
    struct search_statistics statistics;
    bool begun, ended;
    uint8_t seen[2 * ITEMS]; /* how often each id came */
};

static void step(struct walk *w, const char *words, enum search_order order)
{
    arena_reset(&arena);
    struct search_request request = { .sources = all_sources(),
        .limit = 1 + random_below(&seed, 40),
        .order = order,
        .after = w->begun ? &w->place : NULL,
        .statistics = w->begun ? &w->statistics : NULL };
    struct search_result part = run(words, request);
    for (size_t i = 0; i < part.count; i++) {
        w->seen[part.hits[i].item->id]++;
    }
    w->ended = part.count < request.limit;
    if (part.count)
        w->place = search_place_of(&part.hits[part.count - 1]);
    w->statistics = part.statistics;
    w->begun = true;
}

static void check_walk(const char *words, enum search_order order)
{
    static struct walk w;
    w = (struct walk) { 0 };
    arena_reset(&arena);
    struct search_request whole = { .sources = all_sources(), .limit = SEARCH_WINDOW_MAX };
    struct search_result all = run(words, whole);
    static uint8_t there[2 * ITEMS];
    memset(there, 0, sizeof there);
    for (size_t i = 0; i < all.count; i++)
        there[all.hits[i].item->id] = 1;
    for (unsigned i = 0; !w.ended; i++) {
        step(&w, words, order);
        if (i % 8 == 0 && next_id + ADDED < 2 * ITEMS)
            add_items(ADDED);
    }
    for (uint64_t id = 1; id < 2 * ITEMS; id++) {
        ck_assert_msg(w.seen[id] <= 1, "'%s': %ju came twice", words, (uintmax_t)id);
        ck_assert_msg(w.seen[id] >= there[id], "'%s': %ju is missing", words, (uintmax_t)id);
    }
}

START_TEST(a_walk_meets_every_hit_once_while_items_come)
{
    check_walk(queries[_i], SEARCH_BY_SCORE);
    check_walk(queries[_i], SEARCH_BY_DATE);
}
END_TEST

START_TEST(a_walk_goes_on_beyond_what_is_counted)
{
    arena_reset(&arena);
    struct search_request request = {
        .sources = all_sources(), .limit = 10, .order = SEARCH_BY_DATE
    };
    struct search_result first = run("alpha beta", request);
    ck_assert(first.more);
    struct search_place deep = { 0, 2, UINT64_MAX };
    request.after = &deep;
    struct search_result last = run("alpha beta", request);
    ck_assert_uint_gt(last.count, 0);
    ck_assert(last.more && last.total > SEARCH_COUNT_MAX);
    for (size_t i = 0; i < last.count; i++)
        ck_assert_int_le(item_date(last.hits[i].item), 2);
}
END_TEST

START_TEST(newest_goes_on_behind_a_place)
{
    struct search_result all, part;
    const struct index_set *set = index_enter(index_, 0);
    arena_reset(&arena);
    search_newest(set, all_sources(), ITEMS, &arena, &all, NULL);
    ck_assert_uint_eq(all.count, ITEMS);
    struct search_place place = search_place_of(&all.hits[1233]);
    ck_assert_int_eq(
        search_newest_after(set, all_sources(), &place, 50, &arena, &part, NULL), ERROR_NONE);
    ck_assert_uint_eq(part.count, 50);
    for (size_t i = 0; i < 50; i++)
        ck_assert_uint_eq(part.hits[i].item->id, all.hits[1234 + i].item->id);
    place = search_place_of(&all.hits[ITEMS - 2]);
    search_newest_after(set, all_sources(), &place, 50, &arena, &part, NULL);
    ck_assert_uint_eq(part.count, 1);
    ck_assert_uint_eq(part.total, ITEMS);
    index_leave(index_, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("order");
    TCase *all = tcase_create("order");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, the_order_by_date_is_that_of_a_sort);
    tcase_add_loop_test(all, a_walk_meets_every_hit_once_while_items_come, 0, QUERIES);
    tcase_add_test(all, a_walk_goes_on_beyond_what_is_counted);
    tcase_add_test(all, newest_goes_on_behind_a_place);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
