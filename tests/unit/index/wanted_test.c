#include "base/buf.h"
#include "index/query.h"
#include "index/query_language.h"
#include "index/token.h"
#include "index/wanted.h"
#include "items.h"

#include <stdlib.h>

static struct arena arena;

static struct query *query_of(const char *words, const struct stem_use *stems)
{
    struct query *query;
    struct query_world world = { .match = MATCH_ANY, .stems = stems };
    arena_reset(&arena);
    ck_assert_int_eq(query_parse_in(str_from(words), &world, &arena, &query, NULL), ERROR_NONE);
    return query;
}

/* A word asked for, as both ways of reading give it, and whether it follows the one before. */
static void say(
    struct buf *to, size_t start, size_t end, unsigned term, unsigned stem, bool follows)
{
    buf_addf(to, "%s%zu-%zu %u %u\n", follows ? "+" : "", start, end, term, stem);
}

static void read_each(const struct query *query, struct str text, struct buf *to)
{
    struct tokenizer t;
    struct token token;
    uint32_t last = UINT32_MAX;
    tokenizer_start(&t, text);
    while (tokenizer_next(&t, &token)) {
        unsigned term = query_find(query, token.folded),
                 stem = query_find_stem(query, token.folded);
        if (term == QUERY_NONE && stem == QUERY_NONE)
            continue;
        say(to, token.offset, token.offset + token.length, term, stem,
            last != UINT32_MAX && token.position == last + 1);
        last = token.position;
    }
}

static void find_them(struct wanted *wanted, struct str text, struct buf *to)
{
    size_t count, mark = arena_mark(&arena);
    struct wanted_word *words = wanted_find(wanted, text, &arena, &count);
    ck_assert_ptr_nonnull(words);
    for (size_t i = 0; i < count; i++)
        say(to, words[i].start, words[i].end, words[i].term, words[i].stem,
            i && wanted_adjoin(text, &words[i - 1], &words[i]));
    arena_rewind(&arena, mark);
}

/* Texts made of such parts: the same words are found as when each word of them is read. */
static size_t check(const char *words, const struct stem_use *stems)
{
    static const char *const parts[] = { "a", "b", "B", "s", "1", "é", "É", "e\xCC\x81", "か",
        "\u2019", "'", "'s", " ", " ", " ", "-", ". ", "\xFF", "ab", "bas", "\u00AD", ",", "111",
        "+", "#", ".", "net", ".NET", "\n", "(", "market", "markets ", "Marketing", " \uFF42",
        " xx xx xx ", "dying", " die ", "happy", "happily" };
    const struct query *query = query_of(words, stems);
    struct wanted *wanted = wanted_make(query, &arena);
    size_t found = 0;
    ck_assert_ptr_nonnull(wanted);
    ck_assert_ptr_eq(wanted_query(wanted), query);
    for (unsigned round = 0; round < 10000; round++) {
        struct buf text, all, some;
        buf_init(&text);
        buf_init(&all);
        buf_init(&some);
        for (int left = rand() % 24; left > 0; left--)
            buf_add_str(&text, str_from(parts[(size_t)rand() % (sizeof parts / sizeof *parts)]));
        read_each(query, buf_str(&text), &all);
        find_them(wanted, buf_str(&text), &some);
        ck_assert_msg(str_equal(buf_str(&all), buf_str(&some)), "'%.*s' has\n%.*snot\n%.*s",
            STR_ARG(buf_str(&text)), STR_ARG(buf_str(&all)), STR_ARG(buf_str(&some)));
        found += all.len > 0;
        buf_release(&text);
        buf_release(&all);
        buf_release(&some);
    }
    return found;
}

START_TEST(no_word_is_missed)
{
    ck_assert_uint_gt(check("b \"e\" .net 1", NULL), 1000);
    ck_assert_uint_gt(check("か ab bas 111 c++ b# net dying", NULL), 1000);
    ck_assert_uint_gt(check("s", NULL), 1000);
}
END_TEST

START_TEST(no_form_of_a_stem_is_missed)
{
    struct stem_use stems = { .languages = 1U << stem_language_of(STR("en")) | 1 };
    /* As of a set of items that has all of them. */
    stems.tails[stem_language_of(STR("en"))] = 2;
    ck_assert_uint_gt(check("markets", &stems), 1000);
    ck_assert_uint_gt(check("dies happiness", &stems), 1000);
    /* Nothing is known of how the words begin. */
    stems.tails[stem_language_of(STR("en"))] = UINT8_MAX;
    ck_assert_uint_gt(check("marketed happy b", &stems), 1000);
}
END_TEST

START_TEST(words_that_cannot_have_the_stem_are_passed_over)
{
    struct stem_use stems = { .languages = 1U << stem_language_of(STR("en")) };
    struct wanted *wanted = wanted_make(query_of("happily", &stems), &arena);
    size_t count;
    ck_assert_ptr_nonnull(wanted_find(wanted, STR("happy happily"), &arena, &count));
    ck_assert_uint_eq(count, 1); /* its stem is "happili", which no word is known to end unlike */
}
END_TEST

START_TEST(tails_are_the_longest_of_all)
{
    struct stem_use use = { .languages = 2 }, more = { .languages = 4 };
    stem_use_word(&use, 1, STR("markets"), STR("\1market"));
    ck_assert_uint_eq(use.tails[1], 0);
    stem_use_word(&use, 1, STR("happy"), STR("\1happi"));
    stem_use_word(&more, 1, STR("dying"), STR("\1die"));
    stem_use_add(&use, &more);
    ck_assert_uint_eq(use.tails[1], 2);
    stem_use_word(&use, 1, STR("happy"), STR("\1happi"));
    ck_assert_uint_eq(use.tails[1], 2);
    ck_assert_uint_eq(use.languages, 6);
}
END_TEST

START_TEST(a_full_arena_finds_nothing)
{
    struct arena small = arena_of(4096);
    struct query *query = query_of("a", NULL);
    struct wanted *wanted = wanted_make(query, &arena);
    size_t count;
    ck_assert_ptr_nonnull(arena_alloc(&small, 4096));
    ck_assert_ptr_null(wanted_find(wanted, STR("b a"), &small, &count));
    ck_assert_ptr_null(wanted_make(query, &small));
    arena_release(&small);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { no_word_is_missed, no_form_of_a_stem_is_missed,
        words_that_cannot_have_the_stem_are_passed_over, tails_are_the_longest_of_all,
        a_full_arena_finds_nothing, NULL };
    srand(1);
    arena = arena_of(1 << 22);
    int status = suite_run(suite_of("wanted", tests));
    arena_release(&arena);
    return status;
}
