#include "index/edit_distance.h"
#include "items.h"

/* The definition, without a table. */
static unsigned slow_distance(const char *a, size_t n, const char *b, size_t m)
{
    if (n == 0 || m == 0)
        return (unsigned)(n + m);
    unsigned best = slow_distance(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
    unsigned other = slow_distance(a, n - 1, b, m) + 1;
    best = other < best ? other : best;
    other = slow_distance(a, n, b, m - 1) + 1;
    best = other < best ? other : best;
    if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
        other = slow_distance(a, n - 2, b, m - 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static struct str random_word(uint64_t *random, char *bytes)
{
    size_t len = random_below(random, 7);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)('a' + random_below(random, 3));
    return str_n(bytes, len);
}

START_TEST(distance_is_that_of_the_definition)
{
    uint64_t random = 4;
    char a[8], b[8];
    for (int i = 0; i < 2000; i++) {
        struct str x = random_word(&random, a), y = random_word(&random, b);
        ck_assert_uint_eq(edit_distance_of(x, y), slow_distance(a, x.len, b, y.len));
    }
}
END_TEST

START_TEST(kinds_of_errors_count_one)
{
    ck_assert_uint_eq(edit_distance_of(STR("climate"), STR("climat")), 1);
    ck_assert_uint_eq(edit_distance_of(STR("climate"), STR("climmate")), 1);
    ck_assert_uint_eq(edit_distance_of(STR("climate"), STR("clomate")), 1);
    ck_assert_uint_eq(edit_distance_of(STR("climate"), STR("cilmate")), 1);
    ck_assert_uint_eq(edit_distance_of(STR("climate"), STR("climate")), 0);
    ck_assert_uint_eq(edit_distance_of(STR("ca"), STR("abc")), 3);
}
END_TEST

START_TEST(letters_are_code_points)
{
    ck_assert_uint_eq(edit_distance_of(STR("дума"), STR("дама")), 1);
    ck_assert_uint_eq(edit_distance_of(STR("東京"), STR("京東")), 1);
}
END_TEST

START_TEST(too_long_words_are_not_compared)
{
    char word[EDIT_LETTERS_MAX + 1];
    memset(word, 'a', sizeof word);
    ck_assert_uint_eq(edit_distance_of(str_n(word, sizeof word), STR("a")), UINT32_MAX);
    ck_assert_uint_eq(edit_distance_of(STR("a"), str_n(word, sizeof word)), UINT32_MAX);
    ck_assert_uint_eq(
        edit_distance_of(str_n(word, EDIT_LETTERS_MAX), STR("a")), EDIT_LETTERS_MAX - 1);
    ck_assert_uint_eq(edit_distance_of(STR("\xFF"), STR("a")), UINT32_MAX);
}
END_TEST

/* Rows that are kept from the word before give what a fresh start gives, and no beginning that is
 * called hopeless belongs to a word that is near. */
START_TEST(going_from_word_to_word_is_the_same)
{
    uint64_t random = 9;
    char a[8], b[8];
    struct edit_distance e;
    for (int i = 0; i < 2000; i++) {
        struct str x = random_word(&random, a);
        ck_assert(edit_distance_start(&e, x));
        for (int k = 0; k < 5; k++) {
            struct str y = random_word(&random, b);
            bool hopeless = false;
            edit_distance_keep(&e, 0);
            while (edit_distance_push(&e, y))
                hopeless |= edit_distance_hopeless(&e, 2);
            ck_assert_uint_eq(edit_distance_now(&e), slow_distance(a, x.len, b, y.len));
            ck_assert(!hopeless || edit_distance_now(&e) > 2);
            edit_distance_keep(&e, y.len / 2);
            while (edit_distance_push(&e, y))
                ;
            ck_assert_uint_eq(edit_distance_now(&e), slow_distance(a, x.len, b, y.len));
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { distance_is_that_of_the_definition, kinds_of_errors_count_one,
        letters_are_code_points, too_long_words_are_not_compared,
        going_from_word_to_word_is_the_same, NULL };
    return suite_run(suite_of("edit distance", tests));
}
