#include "index/rank.h"
#include "items.h"

#include <math.h>

/* The formula as the literature writes it. */
static double textbook(double items, double with, double tf, double len, double average)
{
    double idf = log(1 + (items - with + 0.5) / (with + 0.5));
    return idf * (RANK_K1 + 1) * tf / (tf + RANK_K1 * (1 - RANK_B + RANK_B * len / average));
}

START_TEST(parts_are_bm25)
{
    struct rank_length length = rank_length_of(37.5);
    for (uint32_t tf = 1; tf < 40; tf++) {
        for (uint32_t len = tf; len < 400; len += 13) {
            double weight = rank_term_weight(1000, 10 * tf);
            ck_assert_double_eq_tol(rank_part(weight, &length, tf, len),
                textbook(1000, 10.0 * tf, tf, len, 37.5), 1e-12);
        }
    }
}
END_TEST

START_TEST(parts_are_monotone_to_the_last_bit)
{
    struct rank_length length = rank_length_of(41.3);
    double weight = rank_term_weight(12345, 77);
    for (uint32_t tf = 1; tf < 300; tf++) {
        for (uint32_t len = 1; len < 300; len++) {
            double part = rank_part(weight, &length, tf, len);
            ck_assert(rank_part(weight, &length, tf + 1, len) >= part);
            ck_assert(rank_part(weight, &length, tf, len + 1) <= part);
            ck_assert(part <= weight);
        }
    }
}
END_TEST

START_TEST(even_a_term_of_all_items_counts)
{
    ck_assert_double_gt(rank_term_weight(10, 10), 0);
    ck_assert_double_gt(rank_term_weight(10, 9), rank_term_weight(10, 10));
}
END_TEST

START_TEST(titles_weigh_more)
{
    ck_assert_uint_eq(rank_weigh(2, 5), 2 * RANK_TITLE_WEIGHT + 5);
}
END_TEST

/* Kept with one average length, asked for with another: longer by far, a little, shorter. */
START_TEST(impacts_bound_scores_of_any_average)
{
    const double then = 41.3, now[] = { 41.3, 43, 400, 12 };
    const double weight = rank_term_weight(12345, 77);
    struct rank_length kept = rank_length_of(then);
    for (unsigned a = 0; a < sizeof now / sizeof *now; a++) {
        struct rank_length length = rank_length_of(now[a]);
        double ratio = rank_ratio(then, now[a]);
        for (uint32_t tf = 1; tf < 300; tf += 1 + tf / 8) {
            for (uint32_t len = 1; len < 5000; len += 1 + len / 8) {
                uint16_t impact = rank_impact(&kept, tf, len);
                double part = rank_part(weight, &length, tf, len);
                ck_assert(part <= rank_impact_bound(weight, ratio, impact));
                ck_assert(impact >= rank_impact_needed(weight, ratio, part));
            }
        }
    }
}
END_TEST

START_TEST(bounds_by_impact_are_tight_where_the_average_is_the_same)
{
    struct rank_length length = rank_length_of(41.3);
    for (uint32_t tf = 1; tf < 300; tf++)
        ck_assert_double_eq_tol(rank_impact_bound(1, 1, rank_impact(&length, tf, 40)),
            rank_part(1, &length, tf, 40), 2e-4);
}
END_TEST

START_TEST(no_impact_is_enough_for_more_than_a_term_weighs)
{
    ck_assert_double_gt(rank_impact_needed(2, 1, 2), RANK_IMPACT_MAX);
    ck_assert_uint_eq(rank_impact_needed(2, 1, 0), 0);
    ck_assert_double_eq(rank_impact_bound(2, 1, 0), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { parts_are_bm25, parts_are_monotone_to_the_last_bit,
        even_a_term_of_all_items_counts, titles_weigh_more, impacts_bound_scores_of_any_average,
        bounds_by_impact_are_tight_where_the_average_is_the_same,
        no_impact_is_enough_for_more_than_a_term_weighs, NULL };
    return suite_run(suite_of("rank", tests));
}
