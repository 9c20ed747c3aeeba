#include "../suite.h"
#include "base/histogram.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static struct histogram histogram;
static struct histogram_sum sum;

static void read_sum(void)
{
    memset(&sum, 0, sizeof sum);
    histogram_add(&sum, &histogram);
}

START_TEST(an_empty_one_has_no_quantiles)
{
    read_sum();
    ck_assert_uint_eq(sum.count, 0);
    ck_assert_uint_eq(histogram_quantile(&sum, 0.5), 0);
    ck_assert_uint_eq(histogram_quantile(&sum, 1), 0);
    ck_assert_uint_eq(histogram_at_most(&sum, UINT64_MAX), 0);
}
END_TEST

START_TEST(small_values_are_exact)
{
    for (uint64_t value = 0; value < 64; value++)
        histogram_record(&histogram, value);
    read_sum();
    ck_assert_uint_eq(sum.count, 64);
    ck_assert_uint_eq(sum.sum, 63 * 64 / 2);
    ck_assert_uint_eq(sum.max, 63);
    for (uint64_t value = 0; value < 64; value++) {
        ck_assert_uint_eq(histogram_at_most(&sum, value), value + 1);
        ck_assert_uint_eq(histogram_quantile(&sum, (double)(value + 1) / 64), value);
    }
}
END_TEST

/* Told as the middle of its bucket: both a bit less and a bit more than the value itself. */
static void expect_near(uint64_t value)
{
    memset(&histogram, 0, sizeof histogram);
    histogram_record(&histogram, value);
    histogram_record(&histogram, (UINT64_C(1) << 40) - 1); /* else the maximum would tell it */
    read_sum();
    double told = (double)histogram_quantile(&sum, 0.5), real = (double)value;
    ck_assert_msg(
        told >= real * (1 - 0.016) - 1 && told <= real * (1 + 0.016), "%g for %g", told, real);
    ck_assert_uint_eq(histogram_at_most(&sum, value - 1), 0);
    ck_assert_uint_eq(histogram_at_most(&sum, value + value / 32 + 1), 1);
}

START_TEST(any_value_is_told_within_the_documented_error)
{
    for (unsigned bit = 6; bit < 39; bit++) {
        uint64_t power = UINT64_C(1) << bit;
        const uint64_t values[] = { power - 1, power, power + 1, power + power / 3,
            power + power / 2, power + power / 32 - 1 };
        for (size_t i = 0; i < sizeof values / sizeof *values; i++)
            expect_near(values[i]);
    }
}
END_TEST

START_TEST(values_beyond_the_last_bucket_count_as_its_last)
{
    histogram_record(&histogram, UINT64_MAX);
    histogram_record(&histogram, UINT64_C(1) << 40);
    read_sum();
    ck_assert_uint_eq(sum.count, 2);
    ck_assert_uint_eq(sum.max, (UINT64_C(1) << 40) - 1);
    ck_assert_uint_eq(histogram_at_most(&sum, (UINT64_C(1) << 40) - 1), 2);
}
END_TEST

START_TEST(quantiles_are_those_of_the_values)
{
    for (uint64_t value = 1; value <= 10000; value++)
        histogram_record(&histogram, value * 1000);
    read_sum();
    static const struct {
        double share, value;
    } expected[] = { { 0.5, 5e6 }, { 0.9, 9e6 }, { 0.99, 9.9e6 }, { 0.999, 9.99e6 } };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        double told = (double)histogram_quantile(&sum, expected[i].share);
        double error = told / expected[i].value - 1;
        ck_assert_msg(error > -0.016 && error < 0.016, "%g: %g", expected[i].share, told);
    }
    ck_assert_uint_le(histogram_quantile(&sum, 1), 10000000);
    ck_assert_uint_eq(sum.max, 10000000);
}
END_TEST

START_TEST(several_are_summed)
{
    static struct histogram other;
    histogram_record(&histogram, 10);
    histogram_record(&other, 20);
    histogram_record(&other, 30);
    read_sum();
    histogram_add(&sum, &other);
    ck_assert_uint_eq(sum.count, 3);
    ck_assert_uint_eq(sum.sum, 60);
    ck_assert_uint_eq(sum.max, 30);
    ck_assert_uint_eq(histogram_quantile(&sum, 0.5), 20);
}
END_TEST

enum { RECORDS = 200000 };

static void *record_many(void *context)
{
    (void)context;
    for (uint64_t i = 1; i <= RECORDS; i++)
        histogram_record(&histogram, i);
    return NULL;
}

/* What is read meanwhile is never more than what is there, and agrees with itself. */
START_TEST(one_thread_records_while_another_reads)
{
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, record_many, NULL), 0);
    uint64_t before = 0;
    do {
        read_sum();
        ck_assert_uint_ge(sum.count, before);
        ck_assert_uint_ge(sum.max, histogram_quantile(&sum, 1));
        ck_assert_uint_ge(sum.max, sum.count); /* the nth value is n */
        before = sum.count;
    } while (before < RECORDS);
    pthread_join(writer, NULL);
    read_sum();
    ck_assert_uint_eq(sum.count, RECORDS);
    ck_assert_uint_eq(sum.sum, (uint64_t)RECORDS * (RECORDS + 1) / 2);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { an_empty_one_has_no_quantiles, small_values_are_exact,
        any_value_is_told_within_the_documented_error,
        values_beyond_the_last_bucket_count_as_its_last, quantiles_are_those_of_the_values,
        several_are_summed, one_thread_records_while_another_reads, NULL };
    return suite_run(suite_of("histogram", tests));
}
