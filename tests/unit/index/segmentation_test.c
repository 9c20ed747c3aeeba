/* What readers of scripts without spaces find: any part of a run, each word of a run, and no run
 * that is only half there. */
#include "index/query.h"
#include "index/query_language.h"
#include "index/search.h"
#include "items.h"

#include <pthread.h>

static struct arena arena;
static struct index *index_;

/* Invented. The language is not told: nothing here depends on it. */
static const char *const stories[][2] = {
    [1] = { "東京都庁で会議が開かれる", "知事は明日の天気について話した。" },
    [2] = { "京都の寺に雪", "観光客が写真を撮った。" },
    [3] = { "大阪の天気は晴れ", "東京は雨。" },
    [4] = { "北京发布天气预报", "明天有大雪。" },
    [5] = { "上海天气", "北京没有雨。" },
    [6] = { "李明华教授访问大学", "学生们提问。" },
    [7] = { "明华中学的李老师", "新的图书馆。" },
    [8] = { "서울시에서 새 도서관이 문을 연다", "시민들이 기다렸다." },
    [9] = { "부산의 날씨", "서울은 맑다." },
    [10] = { "ข่าวการเมืองวันนี้", "รัฐบาลไทยประชุม" },
    [11] = { "อาหารไทย", "ตลาดในเมืองใหญ่" },
    [12] = { "iPhone15発売", "店に行列。" },
    [13] = { "C#東京入門", "1,000円札" },
};

enum { STORIES = sizeof stories / sizeof *stories };

static void setup(void)
{
    struct item items[STORIES];
    for (unsigned i = 1; i < STORIES; i++)
        items[i] = item_of(i, 1, i, stories[i][0], stories[i][1]);
    arena = arena_of(1 << 20);
    index_ = index_new(1);
    index_add(index_, items + 1, STORIES - 1);
}

static void teardown(void)
{
    index_free(&index_);
    arena_release(&arena);
}

/* The ids of what is found, as bits. */
static uint64_t found(const char *words, enum query_match match)
{
    struct search_result result;
    struct query *query;
    uint64_t ids = 0;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(str_from(words), match, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = { .query = query, .sources = all_sources(), .limit = STORIES };
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    index_leave(index_, 0);
    for (size_t i = 0; i < result.count; i++)
        ids |= (uint64_t)1 << result.hits[i].item->id;
    return ids;
}

static void check(const char *words, uint64_t expected)
{
    uint64_t ids = found(words, MATCH_ALL);
    ck_assert_msg(
        ids == expected, "%s finds %#jx, not %#jx", words, (uintmax_t)ids, (uintmax_t)expected);
}

#define ID(n) ((uint64_t)1 << (n))

START_TEST(parts_of_a_run_are_found)
{
    check("東京", ID(1) | ID(3) | ID(13));
    check("都庁", ID(1));
    check("東京都庁", ID(1));
    check("天气", ID(4) | ID(5));
    check("ไทย", ID(10) | ID(11));
    check("การเมือง", ID(10));
    check("เมือง", ID(10) | ID(11));
    check("大雪", ID(4));
}
END_TEST

START_TEST(korean_is_found_with_its_particles)
{
    check("서울", ID(8) | ID(9));
    check("도서관", ID(8));
    check("날씨", ID(9));
    check("서울 날씨", ID(9));
}
END_TEST

START_TEST(words_of_a_run_may_stand_apart)
{
    check("東京天気", ID(1) | ID(3));
    check("東京の天気", ID(1) | ID(3));
    check("北京天气", ID(4) | ID(5));
    check("上海天气", ID(5));
    check("北京的天气", ID(4) | ID(5));
    check("ไทยการเมือง", ID(10));
    check("iPhone15発売", ID(12));
    check("C#東京入門", ID(13)); /* whose signs belong to no word here */
    check("1,000円札", ID(13));
    check("title:東京天気", 0);
    check("title:北京天气", ID(4));
}
END_TEST

START_TEST(quoted_runs_are_one)
{
    check("\"東京天気\"", 0);
    check("\"大阪の天気\"", ID(3));
    check("\"北京天气\"", 0);
    check("\"上海天气\"", ID(5));
}
END_TEST

START_TEST(unknown_names_stay_whole)
{
    check("李明华", ID(6));
    check("李明华教授", ID(6));
}
END_TEST

START_TEST(any_word_of_a_run_will_do)
{
    ck_assert_uint_eq(
        found("東京天気", MATCH_ANY), found("東京", MATCH_ALL) | found("天気", MATCH_ALL));
}
END_TEST

START_TEST(what_is_excluded_has_all_words)
{
    check("雪 -京都の寺", ID(4));
    check("天气 -上海北京", ID(4));
    check("天气 -上海雨", ID(4) | ID(5));
}
END_TEST

START_TEST(a_long_run_is_bounded)
{
    char text[QUERY_TEXT_MAX + 1] = "";
    for (size_t i = 0; i + 12 <= QUERY_TEXT_MAX; i += 12)
        memcpy(text + i, "東京天気", 12);
    check(text, ID(1) | ID(3));
}
END_TEST

static void *search_twice(void *result)
{
    struct arena own = arena_of(1 << 20);
    struct query *query;
    uint64_t *clauses = result;
    for (unsigned i = 0; i < 2; i++) {
        arena_reset(&own);
        ck_assert_int_eq(
            query_parse(STR("北京发布天气预报"), MATCH_ALL, &own, &query, NULL), ERROR_NONE);
        *clauses = query->clause_count;
    }
    arena_release(&own);
    return NULL;
}

START_TEST(threads_break_words_of_their_own)
{
    pthread_t threads[4];
    uint64_t clauses[4];
    for (unsigned i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, search_twice, &clauses[i]), 0);
    for (unsigned i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_uint_eq(clauses[i], 4);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { parts_of_a_run_are_found, korean_is_found_with_its_particles,
        words_of_a_run_may_stand_apart, quoted_runs_are_one, unknown_names_stay_whole,
        any_word_of_a_run_will_do, what_is_excluded_has_all_words, a_long_run_is_bounded,
        threads_break_words_of_their_own, NULL };
    return suite_run(suite_with("segmentation", tests, setup, teardown));
}
