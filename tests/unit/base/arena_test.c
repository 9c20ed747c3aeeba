#include "../suite.h"
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

static struct arena arena;

static void setup(void)
{
    ck_assert_int_eq(arena_init(&arena, 65536, NULL), ERROR_NONE);
}

static void teardown(void)
{
    arena_release(&arena);
}

START_TEST(allocations_are_aligned_and_apart)
{
    char *one = arena_alloc(&arena, 3), *two = arena_alloc(&arena, 5);
    ck_assert_uint_eq((uintptr_t)one % 16, 0);
    ck_assert_uint_eq((uintptr_t)two % 16, 0);
    ck_assert(two >= one + 3);
    memset(one, 1, 3);
    memset(two, 2, 5);
    ck_assert_int_eq(one[2], 1);
}
END_TEST

START_TEST(overflow_is_sticky_until_reset)
{
    ck_assert_ptr_null(arena_alloc(&arena, 65537));
    ck_assert(arena_failed(&arena));
    ck_assert_ptr_nonnull(arena_alloc(&arena, 16));
    ck_assert(arena_failed(&arena));
    arena_reset(&arena);
    ck_assert(!arena_failed(&arena));
    ck_assert_ptr_nonnull(arena_alloc(&arena, 65536));
    ck_assert_ptr_null(arena_alloc(&arena, 1));
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
    ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(arena_zero(&arena, SIZE_MAX / 2, 4));
    ck_assert_uint_eq(arena.used, 0);
}
END_TEST

START_TEST(zero_clears_what_was_used_before)
{
    memset(arena_alloc(&arena, 64), 0xff, 64);
    arena_reset(&arena);
    const char *zeros = arena_zero(&arena, 8, 8);
    for (size_t i = 0; i < 64; i++)
        ck_assert_int_eq(zeros[i], 0);
}
END_TEST

START_TEST(rewind_returns_to_the_mark)
{
    arena_alloc(&arena, 100);
    size_t mark = arena_mark(&arena);
    char *first = arena_alloc(&arena, 100);
    arena_rewind(&arena, mark);
    ck_assert_ptr_eq(arena_alloc(&arena, 50), first);
    ck_assert_uint_eq(arena.high, mark + 112);
}
END_TEST

START_TEST(huge_use_goes_back_to_the_kernel_though_rewound)
{
    struct arena huge;
    size_t size = 6 * 1024 * 1024;
    ck_assert_int_eq(arena_init(&huge, size, NULL), ERROR_NONE);
    memset(arena_alloc(&huge, size), 0xff, size);
    arena_rewind(&huge, 0);
    arena_reset(&huge);
    const char *at = arena_alloc(&huge, size);
    ck_assert_int_eq(at[size - 1], 0);
    arena_release(&huge);
}
END_TEST

START_TEST(grow_lengthens_the_latest_in_place)
{
    char *text = arena_alloc(&arena, 0);
    for (size_t len = 1; len <= 100; len++) {
        ck_assert(arena_grow(&arena, text, len));
        text[len - 1] = (char)len;
    }
    ck_assert_int_eq(text[0], 1);
    ck_assert_ptr_eq(arena_alloc(&arena, 1), text + 112);
    ck_assert(!arena_grow(&arena, text + 112, 65536));
    ck_assert(arena_failed(&arena));
    ck_assert_uint_eq(arena.used, 128);
}
END_TEST

START_TEST(copy_is_independent)
{
    char text[] = "text";
    struct str copy = arena_copy(&arena, str_from(text));
    text[0] = 'n';
    ck_assert(str_equal(copy, STR("text")));
}
END_TEST

START_TEST(release_may_be_repeated)
{
    arena_release(&arena);
    arena_release(&arena);
    ck_assert_ptr_null(arena.base);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { allocations_are_aligned_and_apart,
        overflow_is_sticky_until_reset, sizes_that_overflow_are_refused,
        zero_clears_what_was_used_before, rewind_returns_to_the_mark,
        huge_use_goes_back_to_the_kernel_though_rewound, grow_lengthens_the_latest_in_place,
        copy_is_independent, release_may_be_repeated, NULL };
    return suite_run(suite_with("arena", tests, setup, teardown));
}
