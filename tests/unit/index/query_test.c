#include "base/buf.h"
#include "index/query.h"
#include "index/query_language.h"
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

static void expect_message(const struct query *q, size_t offset, const char *begin)
{
    const struct query_message *messages;
    ck_assert_uint_eq(query_messages(q, &messages), 1);
    ck_assert_uint_eq(messages[0].offset, offset);
    ck_assert_msg(
        str_starts(messages[0].text, str_from(begin)), "'%.*s'", STR_ARG(messages[0].text));
}

START_TEST(too_many_terms_are_left_out)
{
    char bytes[1000];
    struct buf text;
    const struct query_message *messages;
    buf_fixed(&text, bytes, sizeof bytes - 1);
    write_words(&text, SEARCH_TERMS_MAX, ' ');
    bytes[text.len] = '\0';
    ck_assert_uint_eq(parsed(bytes)->term_count, SEARCH_TERMS_MAX);
    ck_assert_uint_eq(query_messages(parsed(bytes), &messages), 0);
    size_t whole = text.len;
    BUF_LIT(&text, "w0 w1 more");
    bytes[text.len] = '\0';
    const struct query *q = parsed(bytes);
    ck_assert_uint_eq(q->term_count, SEARCH_TERMS_MAX);
    expect_message(q, whole + 6, "This is more than 64 words");
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

START_TEST(a_phrase_that_is_too_long_is_left_out)
{
    char bytes[2 * QUERY_TYPED_MAX + 4];
    for (size_t i = 0; i + 2 < sizeof bytes; i += 2)
        memcpy(bytes + i, "a-", 2);
    bytes[2 * QUERY_TYPED_MAX] = '\0';
    ck_assert_uint_eq(parsed(bytes)->unit_count, QUERY_TYPED_MAX);
    bytes[2 * QUERY_TYPED_MAX] = 'a';
    bytes[2 * QUERY_TYPED_MAX + 1] = '\0';
    const struct query *q = parsed(bytes);
    ck_assert(query_is_empty(q));
    expect_message(q, 0, "This is more than");
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
        too_many_terms_are_left_out, repeated_words_do_not_fill_the_query,
        a_phrase_that_is_too_long_is_left_out, a_small_arena_is_said, NULL };
    arena = arena_of(1 << 20);
    int status = suite_run(suite_of("query", tests));
    arena_release(&arena);
    return status;
}
