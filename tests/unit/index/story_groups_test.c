#include "index/story_groups.h"
#include "items.h"
#include "sketches.h"

#include <stdio.h>

#define AGENCY                                                                                     \
    "Ministers of twenty countries agreed in the night to cut emissions of methane by a third "    \
    "before the end of the decade, after talks that had lasted for two weeks."

enum { DAY = 24 * 60 * 60 };

static struct arena arena;
static struct search_hit hits[2 * STORY_HITS_MAX];
static struct item items[2 * STORY_HITS_MAX];
static size_t count;

static void hit(uint32_t source, int64_t date, const char *title, const char *summary)
{
    items[count] = item_of(count + 1, source, date, title, summary);
    items[count].found = 10 * DAY;
    hits[count].item = &items[count];
    hits[count].sketch = sketch_of(&items[count]);
    count++;
}

static struct story_groups group(void)
{
    struct story_groups groups;
    story_group(hits, count, &arena, &groups);
    ck_assert_uint_eq(groups.count, count < STORY_HITS_MAX ? count : STORY_HITS_MAX);
    return groups;
}

static unsigned sources_of_two(void)
{
    struct story_groups groups = group();
    ck_assert_uint_eq(groups.best[0], 0);
    ck_assert_uint_eq(groups.best[1], groups.sources[0] == 2 ? 0 : 1);
    return groups.sources[0];
}

START_TEST(an_agencys_report_under_two_titles_is_one_story)
{
    hit(1, 1, "Nations agree to cut methane", AGENCY);
    hit(2, 2, "Deal in the night", "LONDON (Agency) " AGENCY);
    ck_assert_uint_eq(sources_of_two(), 2);
}
END_TEST

START_TEST(like_titles_are_one_story)
{
    hit(1, 1, "Nations agree to cut methane emissions by a third", "It took two weeks.");
    hit(2, 2, "NATIONS agree to cut methane emissions", "A deal of twenty countries.");
    ck_assert_uint_eq(sources_of_two(), 2);
}
END_TEST

START_TEST(chinese_is_compared_too)
{
    hit(1, 1, "二十国同意削减甲烷排放", "");
    hit(2, 2, "二十国同意削减甲烷的排放", "");
    ck_assert_uint_eq(sources_of_two(), 2);
}
END_TEST

START_TEST(other_stories_of_the_same_matter_stay_apart)
{
    hit(1, 1, "Nations agree to cut methane", AGENCY);
    hit(2, 2, "Methane: what the deal of the twenty countries leaves out",
        "Farmers of many nations need not cut emissions before the end of the decade at all.");
    ck_assert_uint_eq(sources_of_two(), 1);
}
END_TEST

START_TEST(titles_of_a_few_words_say_too_little)
{
    hit(1, 1, "In pictures", "A week of rain.");
    hit(2, 2, "In pictures", "The royal wedding.");
    ck_assert_uint_eq(sources_of_two(), 1);
}
END_TEST

START_TEST(one_source_does_not_tell_a_story_twice)
{
    hit(1, 1, "Nations agree to cut methane", AGENCY);
    hit(1, 2, "Nations agree to cut methane", AGENCY);
    hit(2, 3, "Nations agree to cut methane", AGENCY);
    hit(2, 4, "Nations agree to cut methane", AGENCY);
    struct story_groups groups = group();
    ck_assert_uint_eq(groups.sources[0], 2);
    ck_assert_uint_eq(groups.best[1], 1);
    ck_assert_uint_eq(groups.best[2], 0);
    ck_assert_uint_eq(groups.sources[1], 2); /* the second of either are a story of their own */
    ck_assert_uint_eq(groups.best[3], 1);
}
END_TEST

START_TEST(a_week_is_the_most)
{
    hit(1, 1, "Nations agree to cut methane", AGENCY);
    hit(2, 1 + STORY_DAYS * DAY, "Nations agree to cut methane", AGENCY);
    hit(3, 2 + STORY_DAYS * DAY, "Nations agree to cut methane", AGENCY);
    struct story_groups groups = group();
    ck_assert_uint_eq(groups.sources[0], 2);
    ck_assert_uint_eq(groups.best[2], 2);
}
END_TEST

/* Words in other orders, and the same words in another part, are no shingles in common. */
START_TEST(order_counts)
{
    hit(1, 1, "alpha beta gamma delta epsilon zeta eta theta", "");
    hit(2, 2, "theta eta zeta epsilon delta gamma beta alpha", "");
    ck_assert_uint_eq(sources_of_two(), 1);
}
END_TEST

START_TEST(hits_beyond_the_window_stand_alone)
{
    for (size_t i = 0; i < STORY_HITS_MAX + 6; i++)
        hit((uint32_t)i + 1, 1, "Nations agree to cut methane", AGENCY);
    struct story_groups groups = group();
    ck_assert_uint_eq(groups.sources[0], STORY_HITS_MAX);
    ck_assert(story_is_under(&groups, STORY_HITS_MAX - 1));
    ck_assert(!story_is_under(&groups, STORY_HITS_MAX));
    ck_assert_uint_eq(story_sources(&groups, STORY_HITS_MAX), 1);
}
END_TEST

/* Every hit is in one group: its own or that of an earlier one, of all sources different. */
START_TEST(no_hit_is_lost)
{
    uint64_t random = 11;
    static char titles[STORY_HITS_MAX][64];
    for (int round = 0; round < 200; round++) {
        count = 0;
        for (size_t i = 0; i < 40; i++) {
            size_t len = 0;
            for (int k = 0; k < 8; k++)
                len += (size_t)snprintf(titles[i] + len, sizeof titles[i] - len, "w%u ",
                    random_below(&random, k < 5 ? 2 : 50));
            hit(1 + random_below(&random, 4), 1, titles[i], "");
        }
        arena_reset(&arena);
        struct story_groups groups = group(), again = group();
        unsigned members = 0;
        for (size_t i = 0; i < count; i++) {
            ck_assert_uint_le(groups.best[i], i);
            ck_assert_uint_eq(groups.best[groups.best[i]], groups.best[i]);
            ck_assert_uint_eq(groups.best[i], again.best[i]);
            members += groups.best[i] == i ? groups.sources[i] : 0;
            for (size_t k = 0; k < i; k++)
                ck_assert(groups.best[k] != groups.best[i] || items[k].source != items[i].source);
        }
        ck_assert_uint_eq(members, count);
    }
}
END_TEST

/* Reports of an agency's text with two words changed. */
START_TEST(sketches_lose_hardly_a_story)
{
    uint64_t random = 5;
    unsigned together = 0;
    for (int round = 0; round < 1000; round++) {
        static char texts[2][400];
        size_t len = 0, alike = random_below(&random, 3);
        for (unsigned k = 0; k < 24; k++) {
            unsigned word = random_below(&random, 10000), other = random_below(&random, 10000);
            sprintf(texts[0] + len, "w%04u ", word);
            len += (size_t)sprintf(texts[1] + len, "w%04u ", k % 12 == alike ? other : word);
        }
        count = 0;
        hit(1, 1, "Nations agree", texts[0]);
        hit(2, 1, "Deal in the night", texts[1]);
        together += sources_of_two() == 2;
    }
    ck_assert_uint_ge(together, 990);
}
END_TEST

START_TEST(a_full_arena_groups_nothing)
{
    hit(1, 1, "Nations agree to cut methane", AGENCY);
    hit(2, 2, "Nations agree to cut methane", AGENCY);
    ck_assert_ptr_nonnull(arena_alloc(&arena, arena.capacity));
    ck_assert_uint_eq(sources_of_two(), 1);
    ck_assert(arena_failed(&arena));
}
END_TEST

static void set_up(void)
{
    arena = arena_of(1 << 22);
    count = 0;
}

static void tear_down(void)
{
    arena_release(&arena);
}

int main(void)
{
    const TTest *const tests[] = { an_agencys_report_under_two_titles_is_one_story,
        like_titles_are_one_story, chinese_is_compared_too,
        other_stories_of_the_same_matter_stay_apart, titles_of_a_few_words_say_too_little,
        one_source_does_not_tell_a_story_twice, a_week_is_the_most, order_counts,
        hits_beyond_the_window_stand_alone, no_hit_is_lost, sketches_lose_hardly_a_story,
        a_full_arena_groups_nothing, NULL };
    return suite_run(suite_with("story groups", tests, set_up, tear_down));
}
