#include "base/buf.h"
#include "index/query.h"
#include "items.h"

static struct arena arena;

static struct query *parsed(const char *text)
{
    struct query *q;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(str_from(text), MATCH_ALL, &arena, &q, NULL), ERROR_NONE);
    return q;
}

/* Clauses as "a+b c": terms of a phrase joined by a plus. */
static void check(const char *text, const char *expected)
{
    char bytes[1000];
    struct buf seen;
    const struct query *q = parsed(text);
    buf_fixed(&seen, bytes, sizeof bytes);
    for (unsigned c = 0; c < q->clause_count; c++) {
        if (c)
            BUF_LIT(&seen, " ");
        for (unsigned u = 0; u < q->clauses[c].count; u++) {
            if (u)
                BUF_LIT(&seen, "+");
            buf_add_str(&seen, q->terms[q->units[q->clauses[c].first + u]]);
        }
    }
    ck_assert_msg(str_equal(buf_str(&seen), str_from(expected)), "'%s' gives %.*s", text,
        STR_ARG(buf_str(&seen)));
}

START_TEST(words_are_terms)
{
    check("Oil  PRICES", "oil prices");
    check("\tcafé\n", "cafe");
}
END_TEST

START_TEST(broken_words_are_phrases)
{
    check("AT&T news", "at+t news");
    check("U.S. 北京", "u+s 北+京");
    check("mother-in-law's", "mother+in+law");
}
END_TEST

START_TEST(unicode_spaces_divide_words)
{
    check("東京\xE3\x80\x80大阪", "東+京 大+阪");
    check("a\xC2\xA0"
          "b",
        "a b");
}
END_TEST

START_TEST(repeated_words_count_once)
{
    check("rain Rain RAIN", "rain");
    check("a-b c a.b", "a+b c");
    check("ha-ha", "ha+ha");
    ck_assert_uint_eq(parsed("x-y y x")->term_count, 2);
}
END_TEST

START_TEST(nothing_is_an_empty_query)
{
    ck_assert(query_is_empty(parsed("")));
    ck_assert(query_is_empty(parsed(" -- \xFF !")));
    ck_assert(!query_is_empty(parsed("a")));
}
END_TEST

static void write_words(struct buf *to, unsigned count, char separator)
{
    for (unsigned i = 0; i < count; i++) {
        buf_add_char(to, 'w');
        buf_add_u64(to, i);
        buf_add_char(to, separator);
    }
}

START_TEST(too_many_terms_are_refused)
{
    char bytes[1000];
    struct buf text;
    struct query *q;
    struct error e = { 0 };
    buf_fixed(&text, bytes, sizeof bytes);
    write_words(&text, SEARCH_TERMS_MAX, ' ');
    ck_assert_int_eq(query_parse(buf_str(&text), MATCH_ALL, &arena, &q, &e), ERROR_NONE);
    ck_assert_uint_eq(q->term_count, SEARCH_TERMS_MAX);
    BUF_LIT(&text, "w0 w1 more");
    ck_assert_int_eq(query_parse(buf_str(&text), MATCH_ALL, &arena, &q, &e), ERROR_LIMIT);
    ck_assert_ptr_null(q);
    ck_assert_str_eq(e.text, "the query has more than 64 words");
}
END_TEST

START_TEST(repeated_words_do_not_fill_the_query)
{
    char bytes[4000];
    struct buf text;
    buf_fixed(&text, bytes, sizeof bytes - 1);
    for (unsigned i = 0; i < 100; i++)
        write_words(&text, 4, ' ');
    bytes[text.len] = '\0';
    ck_assert(!text.overflowed);
    check(bytes, "w0 w1 w2 w3");
}
END_TEST

START_TEST(a_long_phrase_is_refused)
{
    char bytes[2 * QUERY_UNITS_MAX + 2];
    struct query *q;
    for (size_t i = 0; i < sizeof bytes; i += 2)
        memcpy(bytes + i, "a-", 2);
    ck_assert_int_eq(
        query_parse(str_n(bytes, sizeof bytes - 2), MATCH_ALL, &arena, &q, NULL), ERROR_NONE);
    ck_assert_int_eq(
        query_parse(str_n(bytes, sizeof bytes), MATCH_ALL, &arena, &q, NULL), ERROR_LIMIT);
}
END_TEST

START_TEST(a_small_arena_is_said)
{
    struct arena small = arena_of(4096);
    struct query *q;
    struct error e;
    arena_alloc(&small, 4096 - 64);
    ck_assert_int_eq(query_parse(STR("a"), MATCH_ALL, &small, &q, &e), ERROR_LIMIT);
    arena_release(&small);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_are_terms, broken_words_are_phrases,
        unicode_spaces_divide_words, repeated_words_count_once, nothing_is_an_empty_query,
        too_many_terms_are_refused, repeated_words_do_not_fill_the_query, a_long_phrase_is_refused,
        a_small_arena_is_said, NULL };
    arena = arena_of(1 << 20);
    int status = suite_run(suite_of("query", tests));
    arena_release(&arena);
    return status;
}
