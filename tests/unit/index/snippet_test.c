#include "base/buf.h"
#include "index/snippet.h"
#include "items.h"

static struct arena arena;

/* The snippet as "…text [marked] text…". */
static void check(const char *words, const char *text, size_t most, const char *expected)
{
    char bytes[2000];
    struct buf seen;
    struct query *query;
    struct snippet s;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(str_from(words), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    snippet_make(wanted_make(query, &arena), str_from(text), most, &arena, &s);
    buf_fixed(&seen, bytes, sizeof bytes);
    if (s.cut_before)
        BUF_LIT(&seen, "…");
    for (size_t i = 0; i < s.count; i++) {
        buf_add_str(&seen, s.pieces[i].marked ? STR("[") : STR(""));
        buf_add_str(&seen, s.pieces[i].text);
        buf_add_str(&seen, s.pieces[i].marked ? STR("]") : STR(""));
    }
    if (s.cut_after)
        BUF_LIT(&seen, "…");
    ck_assert_msg(str_equal(buf_str(&seen), str_from(expected)), "'%s' is '%.*s', not '%s'", words,
        STR_ARG(buf_str(&seen)), expected);
}

START_TEST(words_are_marked_as_they_are_folded)
{
    check("cafe STRASSE", "Le Café in der Straße.", SIZE_MAX, "Le [Café] in der [Straße].");
    check("mayor", "The mayor's car", SIZE_MAX, "The [mayor]'s car");
    check("x", "nothing here", SIZE_MAX, "nothing here");
    check("x", "", SIZE_MAX, "");
}
END_TEST

START_TEST(words_of_a_field_are_marked_too)
{
    check("title:oil prices", "Oil: what prices say", SIZE_MAX, "[Oil]: what [prices] say");
    check("title:\"oil prices\"", "Oil prices; oil", SIZE_MAX, "[Oil] [prices]; oil");
    check("-title:oil prices", "Oil prices", SIZE_MAX, "Oil [prices]");
}
END_TEST

START_TEST(half_a_phrase_is_not_marked)
{
    check("at&t", "AT&T at the T", SIZE_MAX, "[AT]&[T] at the T");
    check("at&t the", "at the AT&T", SIZE_MAX, "at [the] [AT]&[T]");
    check("ha-ha", "ha ho ha ha ha", SIZE_MAX, "ha ho [ha] [ha] [ha]");
}
END_TEST

START_TEST(neighbours_without_a_gap_are_one_piece)
{
    check("北京", "在北京市 北", SIZE_MAX, "在[北京]市 北");
}
END_TEST

START_TEST(a_short_text_is_whole)
{
    check("b", "\"a b c\"", 7, "\"a [b] c\"");
}
END_TEST

START_TEST(without_a_match_the_beginning_is_shown)
{
    check("zzz", "one two three four", 9, "one two…");
}
END_TEST

START_TEST(the_window_has_most_of_the_words)
{
    check("storm harbour",
        "storm here and there, but no; the storm hit the harbour at once, no more", 33,
        "…the [storm] hit the [harbour] at once…");
}
END_TEST

START_TEST(the_earliest_of_equals_is_taken)
{
    check("rain", "rain today and much later rain again", 12, "[rain] today…");
}
END_TEST

START_TEST(the_end_of_the_text_is_used)
{
    check("end", "a long way to go until the very end.", 15, "…the very [end].");
}
END_TEST

START_TEST(words_are_not_cut)
{
    check("cd", "ab cd ef", 2, "…[cd]…");
    check("cd", "ab cd ef", 4, "…[cd]…");
    check("cd", "ab cd ef", 5, "…[cd] ef");
}
END_TEST

START_TEST(a_word_longer_than_the_window_is_cut_between_characters)
{
    check("ab", "ééééé", 5, "éé…");
    check("ééééé", "x ééééé", 5, "x…");
    check("a", "abc", 0, "…");
}
END_TEST

START_TEST(a_full_arena_gives_an_empty_snippet)
{
    struct arena small = arena_of(4096);
    struct query *query;
    struct snippet s = { .count = 1 };
    arena_reset(&arena);
    ck_assert_int_eq(query_parse(STR("a"), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    struct wanted *wanted = wanted_make(query, &arena);
    arena_alloc(&small, 4096);
    snippet_make(wanted, STR("a b"), 100, &small, &s);
    ck_assert_uint_eq(s.count, 0);
    ck_assert_ptr_null(wanted_make(query, &small));
    snippet_make(NULL, STR("a b"), 100, &arena, &s);
    ck_assert_uint_eq(s.count, 0);
    arena_release(&small);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_are_marked_as_they_are_folded,
        words_of_a_field_are_marked_too, half_a_phrase_is_not_marked,
        neighbours_without_a_gap_are_one_piece, a_short_text_is_whole,
        without_a_match_the_beginning_is_shown, the_window_has_most_of_the_words,
        the_earliest_of_equals_is_taken, the_end_of_the_text_is_used, words_are_not_cut,
        a_word_longer_than_the_window_is_cut_between_characters,
        a_full_arena_gives_an_empty_snippet, NULL };
    arena = arena_of(1 << 20);
    int status = suite_run(suite_of("snippet", tests));
    arena_release(&arena);
    return status;
}
