#include "index/common_words.h"
#include "index/edit_distance.h"
#include "index/suggest.h"
#include "index/suggest_words.h"
#include "items.h"

#include <stdio.h>

enum { WORDS = 600, PUBLICATIONS = 3 };

static struct arena arena;
static struct index *index_;

/* Words made up of few letters, so that many are alike; word i is in 1 + counts[i] items. */
static char words[WORDS][9];
static unsigned counts[WORDS];

static void make_words(uint64_t *random)
{
    static const char letters[] = "abc";
    for (size_t i = 0; i < WORDS; i++) {
        size_t len = 4 + random_below(random, 5), known = 0;
        memset(words[i], 0, sizeof words[i]);
        for (size_t k = 0; k < len; k++)
            words[i][k] = letters[random_below(random, 3)];
        while (known < i && strcmp(words[known], words[i]) != 0)
            known++;
        i -= known < i;
    }
}

/* Publishes items of one word each, the words dealt out over several segments. */
static void publish_words(uint64_t *random)
{
    uint64_t id = 0;
    for (int p = 0; p < PUBLICATIONS; p++) {
        struct item items[WORDS];
        size_t count = 0;
        for (size_t i = 0; i < WORDS; i++)
            if (p == 0 || random_below(random, 3) == 0) {
                id++;
                items[count++] = item_of(id, 1, (int64_t)id, words[i], "");
                counts[i]++;
            }
        index_add(index_, items, count);
    }
}

static const struct index_set *fill_with_words(uint64_t seed)
{
    uint64_t random = seed;
    memset(counts, 0, sizeof counts);
    make_words(&random);
    publish_words(&random);
    return index_enter(index_, 0);
}

static void fill(const struct item *items, size_t count)
{
    index_add(index_, items, count);
}

/* --- spellings --- */

static bool is_better(const struct spelling *s, size_t i, unsigned distance)
{
    if (s->distance != distance)
        return s->distance < distance;
    if (s->items != counts[i])
        return s->items > counts[i];
    return strncmp(s->bytes, words[i], s->len) <= 0;
}

static bool has(const struct spellings *s, const char *word)
{
    for (unsigned i = 0; i < s->count; i++)
        if (str_equal(str_n(s->best[i].bytes, s->best[i].len), str_from(word)))
            return true;
    return false;
}

/* All words that are near enough are among the spellings, or not better than the last of them. */
static void check_spellings(const struct index_set *set, const char *word)
{
    struct spellings found;
    unsigned near = 0, most = strlen(word) <= 5 ? 1 : 2;
    suggest_spellings(set, str_from(word), 0, &found);
    for (size_t i = 0; i < WORDS; i++) {
        unsigned distance = edit_distance_of(str_from(word), str_from(words[i]));
        if (distance == 0 || distance > most || words[i][0] != word[0])
            continue;
        near++;
        if (!has(&found, words[i])) {
            ck_assert_uint_eq(found.count, SPELLINGS_MAX);
            ck_assert(is_better(&found.best[SPELLINGS_MAX - 1], i, distance));
        }
    }
    ck_assert_uint_eq(found.count, near < SPELLINGS_MAX ? near : SPELLINGS_MAX);
}

START_TEST(spellings_are_the_best_of_all_words)
{
    const struct index_set *set = fill_with_words(77);
    unsigned found = 0;
    ck_assert_uint_eq(index_set_segments(set), PUBLICATIONS);
    for (size_t i = 0; i < WORDS; i++) {
        check_spellings(set, words[i]);
        found++;
    }
    check_spellings(set, "bbbbbbb");
    check_spellings(set, "abcabcab");
    check_spellings(set, "zzzzz");
    ck_assert_uint_eq(found, WORDS);
}
END_TEST

START_TEST(short_words_and_numbers_have_no_other_spelling)
{
    struct item items[] = { item_of(1, 1, 1, "cat 2025 cart brexit2", "") };
    struct spellings found;
    fill(items, 1);
    const struct index_set *set = index_enter(index_, 0);
    suggest_spellings(set, STR("car"), 0, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_spellings(set, STR("2026"), 0, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_spellings(set, STR("brexit"), 0, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_spellings(set, STR("carts"), 0, &found);
    ck_assert_uint_eq(found.count, 1);
}
END_TEST

START_TEST(a_rare_words_spelling_has_to_be_much_commoner)
{
    struct item items[3 * SUGGEST_RATIO];
    struct spellings found;
    for (size_t i = 0; i < 3 * SUGGEST_RATIO; i++)
        items[i] = item_of(i + 1, 1, 1, i < 2 * SUGGEST_RATIO ? "election" : "elections", "");
    fill(items, 3 * SUGGEST_RATIO);
    const struct index_set *set = index_enter(index_, 0);
    suggest_spellings(set, STR("electoin"), 2, &found);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.best[0].items, 2 * SUGGEST_RATIO);
    suggest_spellings(set, STR("electoin"), 3, &found);
    ck_assert_uint_eq(found.count, 0);
}
END_TEST

/* --- queries --- */

/* What is suggested for a query; NULL when nothing. */
static const char *corrected(const char *text)
{
    static char copy[256];
    struct search_result result;
    struct query *query;
    struct str out;
    arena_reset(&arena);
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_int_eq(query_parse(str_from(text), MATCH_ALL, &arena, &query, NULL), ERROR_NONE);
    struct search_request request = { .query = query, .sources = all_sources(), .limit = 10 };
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    bool any = suggest_query(set, str_from(text), MATCH_ALL, all_sources(), &result, &arena, &out);
    index_leave(index_, 0);
    if (any)
        snprintf(copy, sizeof copy, "%.*s", STR_ARG(out));
    return any ? copy : NULL;
}

static void fill_with_news(void)
{
    struct item items[] = { item_of(1, 1, 1, "Climate summit opens", "Ministers met in Genève."),
        item_of(2, 1, 2, "Climate change", "The glacier is melting."),
        item_of(3, 2, 3, "Parliament votes", "The climber fell."),
        item_of(4, 2, 4, "Well known author", "An émigré.") };
    fill(items, 4);
}

START_TEST(a_misspelt_word_is_corrected)
{
    fill_with_news();
    ck_assert_pstr_eq(corrected("climte"), "climate");
    ck_assert_pstr_eq(corrected("parlaiment"), "parliament");
    ck_assert_pstr_eq(corrected("palimnet"), NULL); /* three letters */
    ck_assert_pstr_eq(corrected("geneva"), "geneve");
    ck_assert_pstr_eq(corrected("klimate"), NULL); /* the first letter */
}
END_TEST

START_TEST(the_rest_of_the_query_stays)
{
    fill_with_news();
    ck_assert_pstr_eq(corrected("  Climate   SUMIT, opens"), "  Climate   summit, opens");
    ck_assert_pstr_eq(corrected("climte sumit"), "climate summit");
    ck_assert_pstr_eq(corrected("well-knwon"), "well-known");
}
END_TEST

START_TEST(what_finds_enough_is_not_corrected)
{
    fill_with_news();
    ck_assert_pstr_eq(corrected("climate"), NULL);
    ck_assert_pstr_eq(corrected("melting"), NULL);
    ck_assert_pstr_eq(corrected(""), NULL);
    ck_assert_pstr_eq(corrected("!"), NULL);
}
END_TEST

START_TEST(what_would_find_nothing_is_not_suggested)
{
    fill_with_news();
    ck_assert_pstr_eq(corrected("climte author"), NULL);
    ck_assert_pstr_eq(corrected("climte glacier"), "climate glacier");
    /* climber is as near and as common: the spelling of climate that finds something is taken. */
    ck_assert_pstr_eq(corrected("climbe fell"), "climber fell");
}
END_TEST

START_TEST(operators_and_filters_stay)
{
    struct str text = STR("OR -climte source:climte title:climte climt* \"climte\" (climte)");
    struct tokenizer tokenizer;
    struct token token;
    char kept[16] = "";
    size_t count = 0;
    tokenizer_start(&tokenizer, text);
    while (tokenizer_next(&tokenizer, &token))
        kept[count++] = suggest_is_word(text, &token) ? 'w' : '.';
    ck_assert_str_eq(kept, ".....w.ww");
}
END_TEST

/* --- completions --- */

static void check_completions(const struct index_set *set, const char *prefix)
{
    struct suggest_completions found;
    size_t begin = 0;
    suggest_complete(set, str_from(prefix), &arena, &found);
    for (size_t i = 0; i < WORDS; i++)
        begin += strncmp(words[i], prefix, strlen(prefix)) == 0 && strcmp(words[i], prefix) != 0;
    ck_assert_uint_eq(
        found.count, begin < SUGGEST_COMPLETIONS_MAX ? begin : SUGGEST_COMPLETIONS_MAX);
    uint64_t before = UINT64_MAX;
    for (size_t i = 0; i < found.count; i++) {
        uint64_t items = common_words_items(set, found.texts[i]);
        ck_assert(str_starts(found.texts[i], str_from(prefix)));
        ck_assert_uint_le(items, before);
        before = items;
    }
}

START_TEST(completions_begin_so_commonest_first)
{
    const struct index_set *set = fill_with_words(5);
    for (size_t i = 0; i < WORDS; i++) {
        char prefix[9];
        for (int len = 1; len < 8; len++) {
            snprintf(prefix, sizeof prefix, "%.*s", len, words[i]);
            arena_reset(&arena);
            check_completions(set, prefix);
        }
    }
    check_completions(set, "x");
}
END_TEST

/* In one segment the words are exactly the commonest. */
START_TEST(completions_of_one_segment_are_the_commonest)
{
    struct item items[500];
    struct suggest_completions found;
    char titles[500][8];
    for (size_t i = 0; i < 500; i++) {
        snprintf(titles[i], sizeof titles[i], "w%c%c", (char)('a' + i % 250 / 26),
            (char)('a' + i % 250 % 26));
        items[i] = item_of(i + 1, 1, 1, titles[i], i % 250 % 30 == 7 ? titles[i] : "");
        if (i >= 250 && i % 30 != 7)
            items[i].title = STR("other");
    }
    fill(items, 500);
    const struct index_set *set = index_enter(index_, 0);
    suggest_complete(set, STR("the w"), &arena, &found);
    ck_assert_uint_eq(found.count, SUGGEST_COMPLETIONS_MAX);
    for (size_t i = 0; i < found.count; i++)
        ck_assert_uint_eq(common_words_items(set, str_from_offset(found.texts[i], 4)), 2);
    for (size_t i = 1; i < found.count; i++)
        ck_assert_int_lt(memcmp(found.texts[i - 1].at, found.texts[i].at, 7), 0);
}
END_TEST

START_TEST(only_the_last_word_is_completed)
{
    struct suggest_completions found;
    fill_with_news();
    const struct index_set *set = index_enter(index_, 0);
    suggest_complete(set, STR("The  CLIM"), &arena, &found);
    ck_assert_uint_eq(found.count, 2);
    ck_assert_str_is(found.texts[0], "The  climate");
    ck_assert_str_is(found.texts[1], "The  climber");
    suggest_complete(set, STR("clim "), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_complete(set, STR(""), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_complete(set, STR("climate"), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
    suggest_complete(set, STR("title:clima"), &arena, &found);
    ck_assert_uint_eq(found.count, 1);
    suggest_complete(set, STR("source:clima"), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
}
END_TEST

START_TEST(an_empty_index_suggests_nothing)
{
    struct suggest_completions found;
    suggest_complete(index_enter(index_, 0), STR("a"), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
    index_leave(index_, 0);
    ck_assert_pstr_eq(corrected("climte"), NULL);
}
END_TEST

START_TEST(a_full_arena_suggests_nothing)
{
    struct suggest_completions found;
    fill_with_news();
    const struct index_set *set = index_enter(index_, 0);
    ck_assert_ptr_nonnull(arena_alloc(&arena, arena.capacity));
    suggest_complete(set, STR("c"), &arena, &found);
    ck_assert_uint_eq(found.count, 0);
    ck_assert(arena_failed(&arena));
}
END_TEST

static void set_up(void)
{
    arena = arena_of(1 << 20);
    index_ = index_new(1);
}

static void tear_down(void)
{
    index_free(&index_);
    arena_release(&arena);
}

int main(void)
{
    const TTest *const tests[] = { spellings_are_the_best_of_all_words,
        short_words_and_numbers_have_no_other_spelling,
        a_rare_words_spelling_has_to_be_much_commoner, a_misspelt_word_is_corrected,
        the_rest_of_the_query_stays, what_finds_enough_is_not_corrected,
        what_would_find_nothing_is_not_suggested, operators_and_filters_stay,
        completions_begin_so_commonest_first, completions_of_one_segment_are_the_commonest,
        only_the_last_word_is_completed, an_empty_index_suggests_nothing,
        a_full_arena_suggests_nothing, NULL };
    return suite_run(suite_with("suggestions", tests, set_up, tear_down));
}
