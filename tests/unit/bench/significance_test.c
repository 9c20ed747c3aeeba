/* Known values: SciPy's example, and what can be counted by hand. */
#include "../suite.h"
#include "bench/compare/significance.h"

#include <math.h>

#define P_OF(a, b) significance(a, sizeof(a) / sizeof *(a), b, sizeof(b) / sizeof *(b))

START_TEST(three_and_three_apart_are_one_in_ten)
{
    double a[] = { 1, 2, 3 }, b[] = { 4, 5, 6 };
    ck_assert_double_eq_tol(P_OF(a, b), 0.1, 1e-12);
    ck_assert_double_eq_tol(P_OF(b, a), 0.1, 1e-12);
}
END_TEST

START_TEST(ages_of_diagnosis)
{
    /* SciPy's example: U = 17; exactly 1/9, and 0.11134688653314041 by the normal distribution */
    double males[] = { 19, 22, 16, 29, 24 }, females[] = { 20, 11, 17, 12 };
    ck_assert_double_eq_tol(P_OF(males, females), 1.0 / 9, 1e-12);
}
END_TEST

START_TEST(ten_and_ten_apart)
{
    double a[10], b[10];
    for (int i = 0; i < 10; i++) {
        a[i] = 10 - i;
        b[i] = 30 - i;
    }
    ck_assert_double_eq_tol(P_OF(a, b), 2.0 / 184756, 1e-12);
}
END_TEST

START_TEST(mixed_ones_do_not_differ)
{
    double a[] = { 1, 4, 5, 8 }, b[] = { 2, 3, 6, 7 };
    ck_assert_double_eq_tol(P_OF(a, b), 1, 1e-12); /* U is 8 of 16, the middle */
}
END_TEST

START_TEST(equal_values_are_ties)
{
    double a[] = { 5, 5, 5 }, b[] = { 5, 5, 5, 5 };
    ck_assert_double_eq_tol(P_OF(a, b), 1, 1e-12);
    /* U = 4, three twos: (12.5 - 4 - 0.5) standard deviations */
    double c[] = { 5, 2, 1, 3, 2 }, d[] = { 2, 4, 6, 7, 9 };
    double variance = 25.0 / 12 * (11 - 24.0 / 90);
    ck_assert_double_eq_tol(P_OF(c, d), erfc(8 / sqrt(variance) / sqrt(2)), 1e-12);
}
END_TEST

START_TEST(many_values_are_taken)
{
    double a[60], b[60];
    for (int i = 0; i < 60; i++) {
        a[i] = i;
        b[i] = i + 0.5;
    }
    ck_assert_double_gt(P_OF(a, b), 0.5);
    for (int i = 0; i < 60; i++)
        b[i] = i + 100;
    ck_assert_double_lt(P_OF(a, b), 1e-15);
}
END_TEST

START_TEST(as_many_as_are_counted_exactly)
{
    double a[50], b[50];
    for (int i = 0; i < 50; i++) {
        a[i] = i;
        b[i] = i + 100;
    }
    double p = P_OF(a, b); /* 2 over 100 over 50 */
    ck_assert_double_gt(p, 1.98e-29);
    ck_assert_double_lt(p, 1.99e-29);
}
END_TEST

START_TEST(none_are_no_difference)
{
    double a[] = { 1 };
    ck_assert_double_eq(significance(a, 1, NULL, 0), 1);
    ck_assert_double_eq(P_OF(a, ((double[]) { 2 })), 1);
}
END_TEST

START_TEST(medians_and_spreads)
{
    double odd[] = { 90, 100, 130 }, even[] = { 1, 2, 4, 8 };
    ck_assert_double_eq(median(odd, 3), 100);
    ck_assert_double_eq_tol(spread(odd, 3), 0.3, 1e-12);
    ck_assert_double_eq(median(even, 4), 3);
    ck_assert_double_eq(median(NULL, 0), 0);
    ck_assert_double_eq(spread((double[]) { 0, 0 }, 2), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { three_and_three_apart_are_one_in_ten, ages_of_diagnosis,
        ten_and_ten_apart, mixed_ones_do_not_differ, equal_values_are_ties, many_values_are_taken,
        as_many_as_are_counted_exactly, none_are_no_difference, medians_and_spreads, NULL };
    return suite_run(suite_of("significance", tests));
}
