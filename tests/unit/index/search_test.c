#include "index/search.h"
#include "items.h"

static struct arena arena;
static struct index *index_;

static struct search_result search_in(
    const struct source_set *sources, const char *words, size_t offset, size_t limit)
{
    struct search_result result;
    struct query *query;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(str_from(words), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = {
        .query = query, .sources = sources, .offset = offset, .limit = limit
    };
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    index_leave(index_, 0); /* nothing is published meanwhile */
    return result;
}

static struct search_result search(const char *words)
{
    return search_in(all_sources(), words, 0, 100);
}

static void fill(const struct item *items, size_t count)
{
    index_free(&index_);
    index_ = index_new(1);
    index_add(index_, items, count);
}

/* The ids of the hits, in order. */
static void check_ids(struct search_result result, size_t count, const uint64_t *ids)
{
    ck_assert_uint_eq(result.count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq(result.hits[i].item->id, ids[i]);
}
#define CHECK_IDS(result, ...)                                                                     \
    check_ids((result), sizeof((uint64_t[]) { __VA_ARGS__ }) / sizeof(uint64_t),                   \
        (uint64_t[]) { __VA_ARGS__ })

START_TEST(all_words_must_be_there)
{
    struct item items[] = { item_of(1, 1, 1, "oil prices", "fall"),
        item_of(2, 1, 2, "oil", "spill at sea"), item_of(3, 1, 3, "prices", "of bread") };
    fill(items, 3);
    CHECK_IDS(search("oil prices"), 1);
    CHECK_IDS(search("PRICES"), 3, 1);
    ck_assert_uint_eq(search("oil bread").total, 0);
    ck_assert_uint_eq(search("unknown").total, 0);
    ck_assert_uint_eq(search("").total, 0);
}
END_TEST

START_TEST(titles_come_before_summaries)
{
    struct item items[] = { item_of(1, 1, 1, "harbour news", "of the day"),
        item_of(2, 1, 2, "news of", "the harbour day") };
    fill(items, 2);
    CHECK_IDS(search("harbour"), 1, 2);
}
END_TEST

START_TEST(ties_go_to_the_newer_then_the_higher_id)
{
    struct item items[] = { item_of(1, 1, 5, "same", ""), item_of(2, 1, 7, "same", ""),
        item_of(3, 1, 5, "same", ""), item_of(4, 1, 9, "same", "") };
    fill(items, 2);
    index_add(index_, items + 2, 2); /* in another segment */
    CHECK_IDS(search("same"), 4, 2, 3, 1);
}
END_TEST

START_TEST(dates_in_the_future_count_as_found)
{
    struct item items[] = { item_of(1, 1, 2000000, "same", ""), item_of(2, 1, 5, "same", "") };
    items[0].found = 3;
    fill(items, 2);
    CHECK_IDS(search("same"), 2, 1);
}
END_TEST

START_TEST(broken_words_ask_for_a_phrase)
{
    struct item items[] = { item_of(1, 1, 1, "AT&T buys", ""), item_of(2, 1, 2, "at a T", ""),
        item_of(3, 1, 3, "t at at t", "") };
    fill(items, 3);
    ck_assert_uint_eq(search("at&t").total, 2);
    ck_assert_uint_eq(search("t-at").total, 1);
    ck_assert_uint_eq(search("at t").total, 3);
    ck_assert_uint_eq(search("at-at-at").total, 0);
    CHECK_IDS(search("at-at"), 3);
}
END_TEST

START_TEST(no_phrase_crosses_from_title_to_summary)
{
    struct item items[] = { item_of(1, 1, 1, "north", "sea"), item_of(2, 1, 2, "", "north sea") };
    fill(items, 2);
    CHECK_IDS(search("north-sea"), 2);
}
END_TEST

START_TEST(runs_of_chinese_are_found_within)
{
    struct item items[] = { item_of(1, 1, 1, "北京大学", ""), item_of(2, 1, 2, "京北", "") };
    fill(items, 2);
    CHECK_IDS(search("京大"), 1);
    CHECK_IDS(search("北京"), 1);
}
END_TEST

START_TEST(sources_are_filtered)
{
    struct source_set two = { 0 };
    struct item items[] = { item_of(1, 1, 1, "word", ""), item_of(2, 2, 2, "word", ""),
        item_of(3, 4095, 3, "word", "") };
    fill(items, 3);
    source_set_add(&two, 2);
    CHECK_IDS(search_in(&two, "word", 0, 10), 2);
    source_set_add(&two, 4095);
    CHECK_IDS(search_in(&two, "word", 0, 10), 3, 2);
    ck_assert_uint_eq(search_in(&(struct source_set) { 0 }, "word", 0, 10).total, 0);
}
END_TEST

START_TEST(a_window_is_cut_out)
{
    struct item items[] = { item_of(1, 1, 1, "w", ""), item_of(2, 1, 2, "w", ""),
        item_of(3, 1, 3, "w", ""), item_of(4, 1, 4, "w", ""), item_of(5, 1, 5, "w", "") };
    fill(items, 5);
    CHECK_IDS(search_in(all_sources(), "w", 0, 2), 5, 4);
    CHECK_IDS(search_in(all_sources(), "w", 2, 2), 3, 2);
    CHECK_IDS(search_in(all_sources(), "w", 4, 2), 1);
    struct search_result past = search_in(all_sources(), "w", 5, 2);
    ck_assert_uint_eq(past.count, 0);
    ck_assert_uint_eq(past.total, 5);
}
END_TEST

static enum error_code run_window(size_t offset, size_t limit, struct arena *in, struct error *e)
{
    struct search_result result;
    struct query *query;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(STR("w"), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = {
        .query = query, .sources = all_sources(), .offset = offset, .limit = limit
    };
    const struct index_set *set = index_enter(index_, 0);
    enum error_code code = search_run(set, &request, in, &result, e);
    index_leave(index_, 0);
    return code;
}

START_TEST(a_deep_window_is_refused)
{
    struct error e = { 0 };
    fill(&(struct item) { .id = 1, .source = 1, .title = STR("w") }, 1);
    ck_assert_int_eq(run_window(SEARCH_WINDOW_MAX - 10, 10, &arena, &e), ERROR_NONE);
    ck_assert_int_eq(run_window(SEARCH_WINDOW_MAX - 9, 10, &arena, &e), ERROR_LIMIT);
    ck_assert_str_eq(e.text, "no more than the first 10000 results can be shown");
    ck_assert_int_eq(run_window(SIZE_MAX, 10, &arena, &e), ERROR_LIMIT);
    ck_assert_int_eq(run_window(0, SIZE_MAX, &arena, &e), ERROR_LIMIT);
}
END_TEST

START_TEST(a_small_arena_is_said)
{
    struct arena small = arena_of(4096);
    struct error e = { 0 };
    fill(&(struct item) { .id = 1, .source = 1, .title = STR("w") }, 1);
    ck_assert_int_eq(run_window(0, 1000, &small, &e), ERROR_LIMIT);
    ck_assert_str_eq(e.text, "the search does not fit into an arena of 4096 bytes");
    arena_release(&small);
}
END_TEST

START_TEST(newest_goes_through_all_segments)
{
    struct source_set one = { 0 };
    struct search_result result;
    struct item items[] = { item_of(1, 1, 10, "a", ""), item_of(2, 2, 40, "b", ""),
        item_of(3, 1, 20, "c", ""), item_of(4, 1, 30, "d", ""), item_of(5, 2, 30, "e", "") };
    fill(items, 2);
    index_add(index_, items + 2, 3);
    items[3].published = 5; /* issued again, with an older date */
    index_add(index_, items + 3, 1);
    source_set_add(&one, 1);
    const struct index_set *set = index_enter(index_, 0);
    arena_reset(&arena);
    ck_assert_int_eq(search_newest(set, all_sources(), 4, &arena, &result, NULL), ERROR_NONE);
    ck_assert_uint_eq(result.total, 5);
    CHECK_IDS(result, 2, 5, 3, 1);
    ck_assert_int_eq(search_newest(set, &one, 10, &arena, &result, NULL), ERROR_NONE);
    ck_assert_uint_eq(result.total, 3);
    CHECK_IDS(result, 3, 1, 4);
    ck_assert_int_eq(search_newest(set, &one, 10001, &arena, &result, NULL), ERROR_LIMIT);
    index_leave(index_, 0);
}
END_TEST

START_TEST(newest_of_nothing_is_nothing)
{
    struct search_result result;
    fill(NULL, 0);
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(search_newest(set, all_sources(), 10, &arena, &result, NULL), ERROR_NONE);
    ck_assert_uint_eq(result.count, 0);
    index_leave(index_, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { all_words_must_be_there, titles_come_before_summaries,
        ties_go_to_the_newer_then_the_higher_id, dates_in_the_future_count_as_found,
        broken_words_ask_for_a_phrase, no_phrase_crosses_from_title_to_summary,
        runs_of_chinese_are_found_within, sources_are_filtered, a_window_is_cut_out,
        a_deep_window_is_refused, a_small_arena_is_said, newest_goes_through_all_segments,
        newest_of_nothing_is_nothing, NULL };
    arena = arena_of(4 << 20);
    int status = suite_run(suite_of("search", tests));
    index_free(&index_);
    arena_release(&arena);
    return status;
}
