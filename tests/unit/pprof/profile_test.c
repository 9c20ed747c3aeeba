#include "../suite.h"
#include "pprof/profile.h"

static const struct pp_kind kind = {
    .name = "block",
    .types = { { "contentions", "count" }, { "delay", "nanoseconds" } },
    .type_count = 2,
};

static struct pp_profile profile;

static void add(uintptr_t leaf, const struct pp_labels *labels, int64_t count, int64_t delay)
{
    const uintptr_t pcs[] = { leaf, 100 };
    const int64_t values[] = { count, delay };
    pp_profile_add(&profile, pcs, 2, labels, values);
}

START_TEST(equal_stacks_are_added_up)
{
    pp_profile_init(&profile, &kind);
    for (int i = 0; i < 1000; i++)
        add((uintptr_t)i % 10, NULL, 1, i);
    ck_assert_uint_eq(profile.sample_count, 10);
    ck_assert_int_eq(profile.samples[3].values[0], 100);
    ck_assert_int_eq(pp_profile_total(&profile, 1), 999 * 1000 / 2);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(labels_tell_samples_apart)
{
    const struct pp_labels first = { 1, { { "route", "/a", 0 } } },
                           second = { 1, { { "request", NULL, 2 } } };
    pp_profile_init(&profile, &kind);
    add(1, &first, 1, 1);
    add(1, &second, 1, 1);
    add(1, NULL, 1, 1);
    add(1, &second, 1, 1);
    ck_assert_uint_eq(profile.sample_count, 3);
    ck_assert_int_eq(profile.samples[1].values[0], 2);
    ck_assert_int_eq(pp_sample_labels(&profile, &profile.samples[1])->number, 2);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(a_difference_keeps_what_changed)
{
    struct pp_profile before;
    pp_profile_init(&profile, &kind);
    add(1, NULL, 5, 50);
    add(2, NULL, 1, 10);
    before = profile;
    pp_profile_init(&profile, &kind);
    add(1, NULL, 5, 50);
    add(2, NULL, 3, 40);
    pp_profile_merge(&profile, &before, -1);
    pp_profile_drop_zeros(&profile);
    ck_assert_uint_eq(profile.sample_count, 1);
    ck_assert_uint_eq(pp_sample_pcs(&profile, profile.samples)[0], 2);
    ck_assert_int_eq(profile.samples[0].values[1], 30);
    ck_assert(!profile.failed);
    pp_profile_release(&before);
    pp_profile_release(&profile);
}
END_TEST

START_TEST(a_sample_may_have_neither_stack_nor_labels)
{
    const int64_t one[] = { 1, 1 };
    pp_profile_init(&profile, &kind);
    pp_profile_add(&profile, NULL, 0, NULL, one);
    pp_profile_add(&profile, NULL, 0, NULL, one);
    ck_assert_uint_eq(profile.sample_count, 1);
    ck_assert_int_eq(profile.samples[0].values[0], 2);
    pp_profile_release(&profile);
    profile = (struct pp_profile) { 0 };
    pp_profile_release(&profile);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { equal_stacks_are_added_up, labels_tell_samples_apart,
        a_difference_keeps_what_changed, a_sample_may_have_neither_stack_nor_labels, NULL };
    return suite_run(suite_of("profile", tests));
}
