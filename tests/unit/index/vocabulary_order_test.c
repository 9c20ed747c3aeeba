#include "base/buf.h"
#include "index/segment.h"
#include "index/vocabulary_order.h"
#include "items.h"

enum { ITEMS = 300 };

static char titles[ITEMS][40];

static struct segment *segment_of_words(bool stemmed)
{
    static const char *const letters[] = { "a", "b", "é", "東", "z" };
    struct item items[ITEMS];
    uint64_t random = 3;
    for (size_t i = 0; i < ITEMS; i++) {
        struct buf title;
        buf_fixed(&title, titles[i], sizeof titles[i] - 1);
        for (uint32_t len = 1 + random_below(&random, 9); len; len--)
            buf_add_str(&title, str_from(letters[random_below(&random, 5)]));
        titles[i][title.len] = '\0';
        items[i] = item_of(i + 1, 1, 1, titles[i], "ab abab ababababab ababababac");
    }
    struct stemming stemming = { .on = stemmed };
    return segment_build(NULL, 1, &stemming, items, ITEMS);
}

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

START_TEST(words_are_all_there_in_order)
{
    struct segment *s = segment_of_words(false);
    const struct vocabulary_order *o = &s->order;
    uint64_t sum = 0;
    ck_assert_uint_gt(o->count, 2 * VOCABULARY_ORDER_BLOCK);
    ck_assert_uint_eq(o->count, s->vocabulary.count);
    for (size_t i = 0; i < o->count; i++) {
        sum += o->words[i];
        ck_assert(i == 0 || compare(vocabulary_order_name(o, &s->vocabulary, i - 1),
                                vocabulary_order_name(o, &s->vocabulary, i)) < 0);
    }
    ck_assert_uint_eq(sum, o->count * (o->count - 1) / 2);
    segment_free(&s);
}
END_TEST

START_TEST(stems_are_left_out)
{
    struct segment *s = segment_of_words(true), *words = segment_of_words(false);
    ck_assert_uint_gt(s->vocabulary.count, words->vocabulary.count);
    ck_assert_uint_eq(s->order.count, words->order.count);
    for (size_t i = 0; i < s->order.count; i++)
        ck_assert(str_equal(vocabulary_order_name(&s->order, &s->vocabulary, i),
            vocabulary_order_name(&words->order, &words->vocabulary, i)));
    segment_free(&words);
    segment_free(&s);
}
END_TEST

START_TEST(blocks_say_their_commonest)
{
    struct segment *s = segment_of_words(false);
    const struct vocabulary_order *o = &s->order;
    for (size_t from = 0; from < o->count; from += VOCABULARY_ORDER_BLOCK) {
        uint32_t most = 0;
        for (size_t i = from; i < o->count && i < from + VOCABULARY_ORDER_BLOCK; i++) {
            uint32_t documents = s->postings.lists[o->words[i]].documents;
            most = documents > most ? documents : most;
        }
        ck_assert_uint_eq(o->most[from / VOCABULARY_ORDER_BLOCK], most);
    }
    segment_free(&s);
}
END_TEST

START_TEST(finding_and_passing_are_as_reading_all)
{
    static const char *const prefixes[] = { "", "a", "ab", "abab", "b", "é", "東", "東東", "z",
        "zz", "c", "aé", "\xFF" };
    struct segment *s = segment_of_words(false);
    const struct vocabulary_order *o = &s->order;
    for (size_t p = 0; p < sizeof prefixes / sizeof *prefixes; p++) {
        struct str prefix = str_from(prefixes[p]);
        size_t first = 0, end = 0;
        while (first < o->count &&
               compare(vocabulary_order_name(o, &s->vocabulary, first), prefix) < 0)
            first++;
        while (end < o->count &&
               (compare(vocabulary_order_name(o, &s->vocabulary, end), prefix) < 0 ||
                   str_starts(vocabulary_order_name(o, &s->vocabulary, end), prefix)))
            end++;
        ck_assert_uint_eq(vocabulary_order_find(o, &s->vocabulary, prefix), first);
        for (size_t from = 0; from <= end; from++)
            ck_assert_uint_eq(vocabulary_order_pass(o, &s->vocabulary, prefix, from), end);
    }
    segment_free(&s);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_are_all_there_in_order, stems_are_left_out,
        blocks_say_their_commonest, finding_and_passing_are_as_reading_all, NULL };
    return suite_run(suite_of("vocabulary order", tests));
}
