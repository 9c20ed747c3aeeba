#include "base/buf.h"
#include "index/index.h"
#include "items.h"

static struct arena arena;

/* Items that have all the words, in the set as it is now. */
static size_t found(struct index *index, const char *words)
{
    struct search_result result;
    struct query *query;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(str_from(words), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = {
        .query = query, .sources = all_sources(), .offset = 0, .limit = 10
    };
    const struct index_set *set = index_enter(index, 0);
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    index_leave(index, 0);
    return result.total;
}

/* Live items of one source. */
static size_t items_of(struct index *index, uint32_t source)
{
    struct source_set sources = { { 0 } };
    struct search_result result;
    source_set_add(&sources, source);
    arena_reset(&arena);
    const struct index_set *set = index_enter(index, 0);
    ck_assert_int_eq(search_newest(set, &sources, 10, &arena, &result, NULL), ERROR_NONE);
    ck_assert_uint_eq(result.count, result.total);
    index_leave(index, 0);
    return result.total;
}

static struct index_publication add_one(
    struct index *index, uint64_t id, uint32_t source, const char *title)
{
    struct item item = item_of(id, source, 1, title, "");
    return index_add(index, &item, 1);
}

START_TEST(the_first_set_is_empty)
{
    struct index *index = index_new(1);
    const struct index_set *set = index_enter(index, 0);
    ck_assert_uint_eq(index_set_items(set), 0);
    ck_assert_uint_eq(index_set_segments(set), 0);
    ck_assert_uint_eq(index_set_generation(set), 0);
    index_leave(index, 0);
    ck_assert_uint_eq(found(index, "anything"), 0);
    index_free(&index);
    ck_assert_ptr_null(index);
}
END_TEST

START_TEST(a_publication_says_what_it_did)
{
    struct index *index = index_new(1);
    struct index_publication p = add_one(index, 1, 3, "one");
    ck_assert_uint_eq(p.generation, 1);
    ck_assert_uint_eq(p.items, 1);
    ck_assert_uint_eq(p.segments, 1);
    ck_assert_uint_eq(p.merged, 0);
    ck_assert_uint_gt(p.bytes, 0);
    ck_assert_int_gt(p.duration, 0);
    p = add_one(index, 2, 3, "two");
    ck_assert_uint_eq(p.generation, 2);
    ck_assert_uint_eq(p.items, 2);
    index_free(&index);
}
END_TEST

START_TEST(adding_nothing_publishes_nothing)
{
    struct index *index = index_new(1);
    add_one(index, 1, 1, "one");
    struct index_publication p = index_add(index, NULL, 0);
    ck_assert_uint_eq(p.generation, 1);
    ck_assert_uint_eq(p.items, 1);
    ck_assert_int_eq(p.duration, 0);
    index_free(&index);
}
END_TEST

START_TEST(a_later_issue_replaces)
{
    struct index *index = index_new(1);
    add_one(index, 1, 1, "first draft");
    add_one(index, 2, 1, "other");
    struct index_publication p = add_one(index, 1, 2, "final version");
    ck_assert_uint_eq(p.items, 2);
    ck_assert_uint_eq(found(index, "draft"), 0);
    ck_assert_uint_eq(found(index, "final"), 1);
    ck_assert_uint_eq(items_of(index, 1), 1);
    ck_assert_uint_eq(items_of(index, 2), 1);
    ck_assert_uint_eq(items_of(index, 3), 0);
    index_free(&index);
}
END_TEST

START_TEST(the_last_of_one_batch_wins)
{
    struct index *index = index_new(1);
    struct item items[] = { item_of(1, 1, 9, "early", ""), item_of(2, 1, 5, "other", ""),
        item_of(1, 1, 3, "late", "") };
    ck_assert_uint_eq(index_add(index, items, 3).items, 2);
    ck_assert_uint_eq(found(index, "early"), 0);
    ck_assert_uint_eq(found(index, "late"), 1);
    index_free(&index);
}
END_TEST

START_TEST(a_held_set_does_not_change)
{
    struct index *index = index_new(2);
    struct search_result result;
    struct query *query;
    add_one(index, 1, 1, "word old");
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(STR("old"), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    /* Loading works on the draft alone, so it goes on while the set is held. */
    const struct index_set *set = index_enter(index, 1);
    struct item item = item_of(1, 1, 1, "word new", "");
    index_load(index, &item);
    struct search_request request = {
        .query = query, .sources = all_sources(), .offset = 0, .limit = 10
    };
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    ck_assert_uint_eq(result.total, 1);
    ck_assert_uint_eq(index_set_generation(set), 1);
    index_leave(index, 1);
    index_load_end(index);
    ck_assert_uint_eq(found(index, "old"), 0);
    ck_assert_uint_eq(found(index, "new"), 1);
    index_free(&index);
}
END_TEST

START_TEST(loading_publishes_once)
{
    struct index *index = index_new(1);
    enum { LOADED = 70000 }; /* more than are staged at a time */
    for (uint64_t id = 1; id <= LOADED; id++) {
        struct item item = item_of(id, 1, (int64_t)id, "loaded", id % 2 ? "odd" : "even");
        index_load(index, &item);
    }
    ck_assert_uint_eq(found(index, "loaded"), 0);
    struct index_publication p = index_load_end(index);
    ck_assert_uint_eq(p.generation, 1);
    ck_assert_uint_eq(p.items, LOADED);
    ck_assert_uint_eq(found(index, "odd"), LOADED / 2);
    ck_assert_uint_gt(found(index, "loaded odd"), SEARCH_COUNT_MAX);
    ck_assert_uint_eq(index_load_end(index).generation, 1);
    index_free(&index);
}
END_TEST

START_TEST(loaded_items_are_published_by_add_too)
{
    struct index *index = index_new(1);
    struct item item = item_of(1, 1, 1, "loaded", "");
    index_load(index, &item);
    ck_assert_uint_eq(add_one(index, 1, 1, "added").items, 1);
    ck_assert_uint_eq(found(index, "loaded"), 0);
    index_load(index, &item);
    index_free(&index); /* with an item still staged */
}
END_TEST

START_TEST(segments_stay_few)
{
    struct index *index = index_new(1);
    size_t merged = 0;
    for (uint64_t id = 1; id <= 600; id++) {
        struct index_publication p = add_one(index, id, 1, "many words");
        ck_assert_uint_lt(p.segments, 4);
        ck_assert_uint_eq(p.items, id);
        merged += p.merged;
    }
    ck_assert_uint_gt(merged, 100);
    ck_assert_uint_eq(found(index, "many"), 600);
    index_free(&index);
}
END_TEST

START_TEST(replacing_again_and_again_keeps_memory)
{
    struct index *index = index_new(1);
    size_t most = 0;
    for (unsigned round = 0; round < 200; round++) {
        struct item items[50];
        for (size_t i = 0; i < 50; i++)
            items[i] = item_of(i + 1, 1, 1, "same story", "told anew");
        struct index_publication p = index_add(index, items, 50);
        ck_assert_uint_eq(p.items, 50);
        if (round == 5)
            most = p.bytes * 2;
        ck_assert(round <= 5 || p.bytes <= most);
    }
    ck_assert_uint_eq(found(index, "story"), 50);
    index_free(&index);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_first_set_is_empty, a_publication_says_what_it_did,
        adding_nothing_publishes_nothing, a_later_issue_replaces, the_last_of_one_batch_wins,
        a_held_set_does_not_change, loading_publishes_once, loaded_items_are_published_by_add_too,
        segments_stay_few, replacing_again_and_again_keeps_memory, NULL };
    arena = arena_of(4 << 20);
    int status = suite_run(suite_of("index", tests));
    arena_release(&arena);
    return status;
}
