#include "index/segment.h"
#include "items.h"
#include "sketches.h"

#include <stdio.h>

static struct shingles shingles(const char *title, const char *summary)
{
    struct shingles s;
    struct item item = item_of(1, 1, 1, title, summary);
    shingles_of(&item, &s);
    return s;
}

static uint64_t sketch(const char *title, const char *summary)
{
    struct item item = item_of(1, 1, 1, title, summary);
    return sketch_of(&item);
}

START_TEST(pairs_of_words_are_shingles)
{
    struct shingles a = shingles("One two, THREE", "one"),
                    b = shingles("two three four", "one two");
    ck_assert_uint_eq(a.counts[SHINGLES_TITLE], 2);
    ck_assert_uint_eq(a.counts[SHINGLES_SUMMARY], 0);
    ck_assert_uint_eq(b.counts[SHINGLES_SUMMARY], 1);
    ck_assert_uint_eq(shingles_shared(&a, &b, SHINGLES_TITLE), 1);
    ck_assert_uint_eq(shingles_shared(&a, &b, SHINGLES_SUMMARY), 0);
}
END_TEST

START_TEST(they_are_a_set)
{
    struct shingles a = shingles("so so so so", ""), b = shingles("a b c d e f g", "");
    ck_assert_uint_eq(a.counts[SHINGLES_TITLE], 1);
    for (unsigned i = 1; i < b.counts[SHINGLES_TITLE]; i++)
        ck_assert_uint_lt(b.of[SHINGLES_TITLE][i - 1], b.of[SHINGLES_TITLE][i]);
    ck_assert_uint_eq(shingles_shared(&b, &b, SHINGLES_TITLE), 6);
}
END_TEST

START_TEST(only_the_first_are_looked_at)
{
    char text[200] = "";
    for (char c = 'a'; c <= 'z'; c++)
        snprintf(text + strlen(text), 20, "%c1 %c2 ", c, c);
    struct shingles a = shingles("x y", text);
    ck_assert_uint_eq(a.counts[SHINGLES_TITLE], 1);
    ck_assert_uint_eq(a.counts[SHINGLES_SUMMARY], SHINGLES_MAX - 1);
    text[SHINGLES_MAX * 3 - 1] = '\0'; /* so many words have one shingle less */
    ck_assert_uint_eq(sketch("x y", text), sketch("x y", strcat(text, " more of it")));
}
END_TEST

START_TEST(each_part_has_its_half_of_a_sketch)
{
    ck_assert_uint_eq(sketch("", ""), 0);
    ck_assert_uint_eq(sketch("word", "word"), 0);
    ck_assert_uint_ne(sketch("two words", ""), 0);
    ck_assert_uint_eq(sketch("two words", "") << 32, sketch("", "two words"));
    ck_assert_uint_eq(sketch("two words", "") >> 32, 0);
    ck_assert_uint_ne(sketch("words two", ""), sketch("two words", ""));
}
END_TEST

START_TEST(a_segment_keeps_the_sketches)
{
    struct item items[3] = { item_of(
                                 1, 1, 3, "Nations agree to cut methane", "By a third, they say."),
        item_of(2, 1, 2, "二十国同意削减甲烷排放", ""), item_of(3, 1, 1, "", "no title at all") };
    struct stemming plain = { .on = false };
    struct workspace *work = workspace_new();
    struct segment *parts[2] = { segment_build(work, SKETCH_SEED, &plain, items, 2),
        segment_build(work, SKETCH_SEED, &plain, items + 2, 1) };
    struct segment_part both[] = { { parts[0], NULL }, { parts[1], NULL } };
    struct segment *merged = segment_merge(SKETCH_SEED, both, 2, NULL);
    for (unsigned i = 0; i < 3; i++)
        ck_assert_uint_eq(merged->sketches[i], sketch_of(&items[i]));
    workspace_free(&work);
    segment_free(&merged);
    segment_free(&parts[0]);
    segment_free(&parts[1]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { pairs_of_words_are_shingles, they_are_a_set,
        only_the_first_are_looked_at, each_part_has_its_half_of_a_sketch,
        a_segment_keeps_the_sketches, NULL };
    return suite_run(suite_of("shingles", tests));
}
