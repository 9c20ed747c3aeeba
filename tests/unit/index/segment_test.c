#include "base/buf.h"
#include "index/segment.h"
#include "index/token.h"
#include "items.h"

enum { ITEMS = 900, PARTS = 3, SEED = 5 };

static char texts[ITEMS][2][200];
static struct item items[ITEMS];
static const struct stemming unstemmed;

static void write_text(char *to, size_t size, uint64_t *random, unsigned words)
{
    struct buf text;
    buf_fixed(&text, to, size - 1);
    for (unsigned i = 0; i < words; i++) {
        buf_add_char(&text, 'w');
        buf_add_u64(&text, random_below(random, 1 + random_below(random, 60)));
        buf_add_char(&text, ' ');
    }
    to[text.len] = '\0';
}

static void setup(void)
{
    uint64_t random = 11;
    token_warm();
    for (size_t i = 0; i < ITEMS; i++) {
        write_text(texts[i][0], sizeof texts[i][0], &random, random_below(&random, 8));
        write_text(texts[i][1], sizeof texts[i][1], &random, random_below(&random, 30));
        items[i] = item_of(i * 7 % 997 + 1, 1 + random_below(&random, 9),
            1 + random_below(&random, 50), texts[i][0], texts[i][1]);
    }
}

/* The list of the same word is the same, positions included, which stems have none of. */
static void check_same_list(
    const struct segment *a, uint32_t list_a, const struct segment *b, uint32_t list_b)
{
    bool stemmed = stem_is_term(vocabulary_name(&a->vocabulary, list_a));
    struct postings_cursor x, y;
    postings_open(&x, &a->postings, list_a);
    postings_open(&y, &b->postings, list_b);
    for (; x.document != POSTINGS_END; postings_next(&x), postings_next(&y)) {
        uint32_t title_x, title_y, summary_x, summary_y;
        postings_counts(&x, &title_x, &summary_x);
        postings_counts(&y, &title_y, &summary_y);
        ck_assert_uint_eq(x.document, y.document);
        ck_assert_uint_eq(title_x, title_y);
        ck_assert_uint_eq(summary_x, summary_y);
        if (stemmed)
            continue;
        struct position_list p = postings_positions(&x), q = postings_positions(&y);
        ck_assert_uint_eq(p.count, q.count);
        for (uint32_t i = 0; i < p.count; i++)
            ck_assert_uint_eq(position_at(&p, i), position_at(&q, i));
    }
    ck_assert_uint_eq(y.document, POSTINGS_END);
}

static void check_same(const struct segment *a, const struct segment *b)
{
    ck_assert_uint_eq(a->count, b->count);
    ck_assert_uint_eq(a->vocabulary.count, b->vocabulary.count);
    ck_assert_uint_eq(a->total_length, b->total_length);
    ck_assert_mem_eq(&a->stems, &b->stems, sizeof a->stems);
    ck_assert_mem_eq(&a->source_set, &b->source_set, sizeof a->source_set);
    for (uint32_t d = 0; d < a->count; d++) {
        ck_assert_uint_eq(segment_id(a, d), segment_id(b, d));
        ck_assert(str_equal(segment_item(a, d).summary, segment_item(b, d).summary));
        ck_assert_uint_eq(a->lengths[d], b->lengths[d]);
        ck_assert_uint_eq(a->sources[d], b->sources[d]);
    }
    for (uint32_t l = 0; l < a->vocabulary.count; l++) {
        uint32_t other = vocabulary_find(&b->vocabulary, vocabulary_name(&a->vocabulary, l));
        ck_assert_uint_ne(other, VOCABULARY_NONE);
        check_same_list(a, l, b, other);
    }
}

START_TEST(documents_are_newest_first)
{
    struct segment *s = segment_build(NULL, SEED, &unstemmed, items, ITEMS);
    for (uint32_t d = 1; d < s->count; d++) {
        struct item newer = segment_item(s, d - 1), older = segment_item(s, d);
        ck_assert(segment_item_before(&newer, &older));
    }
    segment_free(&s);
    ck_assert_ptr_null(s);
}
END_TEST

START_TEST(items_are_found_by_id)
{
    struct segment *s = segment_build(NULL, SEED, &unstemmed, items, ITEMS);
    for (uint64_t id = 0; id < 1000; id++) {
        uint32_t document = segment_find(s, id);
        bool known = false;
        for (size_t i = 0; i < ITEMS; i++)
            known |= items[i].id == id;
        ck_assert_int_eq(known, document != SEGMENT_NONE);
        if (known)
            ck_assert_uint_eq(segment_id(s, document), id);
    }
    segment_free(&s);
}
END_TEST

START_TEST(texts_are_copies)
{
    char title[] = "mutable";
    struct item item = item_of(1, 1, 1, title, "");
    struct segment *s = segment_build(NULL, SEED, &unstemmed, &item, 1);
    title[0] = 'X';
    ck_assert_str_is(segment_item(s, 0).title, "mutable");
    ck_assert_str_is(segment_item(s, 0).link, "https://example.org/");
    segment_free(&s);
}
END_TEST

START_TEST(merging_equals_building)
{
    struct segment *parts[PARTS], *whole = segment_build(NULL, SEED, &unstemmed, items, ITEMS);
    struct segment_part merging[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = segment_build(NULL, SEED, &unstemmed, items + i * ITEMS / PARTS, ITEMS / PARTS);
        merging[i] = (struct segment_part) { parts[i], NULL };
    }
    struct segment *merged = segment_merge(SEED, merging, PARTS, NULL);
    check_same(merged, whole);
    for (size_t i = 0; i < PARTS; i++)
        segment_free(&parts[i]);
    segment_free(&merged);
    segment_free(&whole);
}
END_TEST

static uint32_t documents_with(const struct segment *s, const char *term)
{
    uint32_t list = vocabulary_find(&s->vocabulary, str_from(term));
    return list == VOCABULARY_NONE ? 0 : s->postings.lists[list].documents;
}

START_TEST(stems_are_indexed_by_language)
{
    const struct stemming german = { true, stem_language_of(STR("de")) };
    struct item three[] = { item_of(1, 1, 1, "markets", "marketing 3rd"),
        item_of(2, 1, 1, "Häuser", "market"), item_of(3, 1, 1, "markets", "") };
    three[0].language = STR("en-gb");
    three[2].language = STR("zh");
    struct segment *whole = segment_build(NULL, SEED, &german, three, 3), *parts[2];
    parts[0] = segment_build(NULL, SEED, &german, three, 2);
    parts[1] = segment_build(NULL, SEED, &german, three + 2, 1);
    struct segment_part both[] = { { parts[0], NULL }, { parts[1], NULL } };
    struct segment *merged = segment_merge(SEED, both, 2, NULL);
    ck_assert_uint_eq(documents_with(whole, "\1market"), 2);
    ck_assert_uint_eq(documents_with(whole, "market"), 1);
    ck_assert_uint_eq(documents_with(whole, "\1markets"), 1);
    ck_assert_uint_eq(documents_with(whole, "\1haus"), 1);
    ck_assert_uint_eq(documents_with(whole, "\0013rd"), 0);
    ck_assert_int_eq(__builtin_popcount(whole->stems.languages), 3);
    check_same(merged, whole);
    segment_free(&merged);
    segment_free(&parts[1]);
    segment_free(&parts[0]);
    segment_free(&whole);
}
END_TEST

START_TEST(merging_leaves_the_dead_behind)
{
    static struct item living[ITEMS];
    static uint64_t dead[(ITEMS + 63) / 64];
    struct segment *part = segment_build(NULL, SEED, &unstemmed, items, ITEMS);
    size_t count = 0;
    for (uint32_t d = 0; d < ITEMS; d++) {
        if (d % 3 == 0 || (d > 100 && d < 300))
            dead[d / 64] |= (uint64_t)1 << (d % 64);
        else
            living[count++] = segment_item(part, d);
    }
    struct segment *expected = segment_build(NULL, SEED, &unstemmed, living, count);
    struct segment *merged = segment_merge(SEED, &(struct segment_part) { part, dead }, 1, NULL);
    check_same(merged, expected);
    segment_free(&merged);
    segment_free(&expected);
    segment_free(&part);
}
END_TEST

START_TEST(words_of_dead_items_are_forgotten)
{
    struct item two[] = { item_of(1, 1, 1, "common", "gone"), item_of(2, 1, 2, "common", "here") };
    struct segment *part = segment_build(NULL, SEED, &unstemmed, two, 2);
    uint64_t dead = 2; /* the older */
    struct segment *merged = segment_merge(SEED, &(struct segment_part) { part, &dead }, 1, NULL);
    ck_assert_uint_eq(merged->vocabulary.count, 2);
    ck_assert_uint_eq(vocabulary_find(&merged->vocabulary, STR("gone")), VOCABULARY_NONE);
    segment_free(&merged);
    segment_free(&part);
}
END_TEST

/* Words are looked up some at a time: wherever two stand that a joint divides, they are joined. */
START_TEST(joined_words_are_found_at_any_place)
{
    const struct stemming english = { true, stem_language_of(STR("en")) };
    for (unsigned before = 0; before < 70; before++) {
        char text[1024];
        struct buf to;
        buf_fixed(&to, text, sizeof text - 1);
        for (unsigned i = 0; i < before; i++)
            BUF_LIT(&to, "words ");
        BUF_LIT(&to, "e-mail sent");
        text[to.len] = '\0';
        struct item item = item_of(1, 1, 1, "e", text);
        struct segment *s = segment_build(NULL, SEED, &english, &item, 1);
        ck_assert_uint_eq(documents_with(s, "\1email"), 1);
        ck_assert_uint_eq(documents_with(s, "\1mailsent"), 0);
        struct postings_cursor c;
        postings_open(&c, &s->postings, vocabulary_find(&s->vocabulary, STR("mail")));
        struct position_list positions = postings_positions(&c);
        ck_assert_uint_eq(position_at(&positions, 0), 1 + SEGMENT_FIELD_GAP + before + 1);
        segment_free(&s);
    }
}
END_TEST

/* Of one segment nothing is left in the next. */
START_TEST(a_workspace_serves_again)
{
    const struct stemming english = { true, stem_language_of(STR("en")) };
    struct workspace *workspace = workspace_new();
    const size_t sizes[] = { 300, 40, ITEMS, 1 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct stemming *stemming = i % 2 ? &english : &unstemmed;
        struct segment *again = segment_build(workspace, SEED, stemming, items, sizes[i]);
        struct segment *fresh = segment_build(NULL, SEED, stemming, items, sizes[i]);
        check_same(again, fresh);
        segment_free(&fresh);
        segment_free(&again);
    }
    workspace_free(&workspace);
    ck_assert_ptr_null(workspace);
}
END_TEST

/* In whatever order they are given, the items make the same segment. */
START_TEST(the_order_of_items_does_not_matter)
{
    static struct item ascending[ITEMS];
    struct segment *given = segment_build(NULL, SEED, &unstemmed, items, ITEMS);
    for (size_t i = 0; i < ITEMS; i++) /* also by date: the opposite of the documents' order */
        ascending[i] = segment_item(given, (uint32_t)(ITEMS - 1 - i));
    struct segment *dated = segment_build(NULL, SEED, &unstemmed, ascending, ITEMS);
    check_same(dated, given);
    ck_assert_mem_eq(dated->by_id, given->by_id, ITEMS * sizeof *given->by_id);
    for (size_t i = 0; i < ITEMS; i++)
        ascending[i] = segment_item(given, given->by_id[i]);
    struct segment *numbered = segment_build(NULL, SEED, &unstemmed, ascending, ITEMS);
    check_same(numbered, given);
    ck_assert_mem_eq(numbered->by_id, given->by_id, ITEMS * sizeof *given->by_id);
    ck_assert_uint_eq(numbered->first_id, given->first_id);
    ck_assert_uint_eq(numbered->last_id, given->last_id);
    segment_free(&numbered);
    segment_free(&dated);
    segment_free(&given);
}
END_TEST

START_TEST(items_without_words_have_a_length)
{
    struct item item = item_of(1, 1, 1, "...", "");
    struct segment *s = segment_build(NULL, SEED, &unstemmed, &item, 1);
    ck_assert_uint_eq(s->lengths[0], 1);
    ck_assert_uint_eq(s->vocabulary.count, 0);
    segment_free(&s);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { documents_are_newest_first, items_are_found_by_id,
        texts_are_copies, merging_equals_building, stems_are_indexed_by_language,
        merging_leaves_the_dead_behind, words_of_dead_items_are_forgotten,
        joined_words_are_found_at_any_place, a_workspace_serves_again,
        the_order_of_items_does_not_matter, items_without_words_have_a_length, NULL };
    setup();
    return suite_run(suite_of("segment", tests));
}
