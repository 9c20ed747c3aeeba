/*
 * The search against a slow, obvious one: random items, some replaced, in several segments; random
 * queries with phrases, source filters and windows. Hits, scores to the last bit, totals and order
 * must be equal.
 */
#include "base/buf.h"
#include "items.h"
#include "oracle.h"

#include <math.h>

enum { WORDS = 24, ITEMS = 3000, SOURCES = 6, CLAUSES_MAX = 4, PHRASE_MAX = 3 };

struct asked {
    bool any;
    unsigned clause_count;
    struct {
        uint8_t words[PHRASE_MAX];
        unsigned count;
    } clauses[CLAUSES_MAX];
    char text[100];
};

static struct story stories[ITEMS]; /* by id - 1: the last issue */
static uint64_t seed = 42;
static const int64_t newest = 40; /* so many stories have that date that one always lives */
static struct arena arena;

/* Low numbers far more often than high ones. */
static uint8_t any_word(void)
{
    return (uint8_t)random_below(&seed, 1 + random_below(&seed, 1 + random_below(&seed, WORDS)));
}

/* "qa", "Qb", …: between words now a space, now a hyphen. */
static void write_word(struct buf *to, uint8_t word, char before)
{
    if (to->len)
        buf_add_char(to, before);
    buf_add_char(to, random_below(&seed, 3) ? 'q' : 'Q');
    buf_add_char(to, (char)('a' + word));
}

static struct str invent_field(struct field *f, char *bytes, unsigned most)
{
    struct buf text;
    buf_fixed(&text, bytes, FIELD_BYTES);
    f->count = random_below(&seed, most + 1);
    for (unsigned i = 0; i < f->count; i++) {
        f->words[i] = any_word();
        write_word(&text, f->words[i], random_below(&seed, 4) ? ' ' : '-');
    }
    return buf_str(&text);
}

static const struct item *invent_story(uint64_t id)
{
    struct story *s = &stories[id - 1];
    s->item = item_of(id, random_below(&seed, SOURCES), 1 + random_below(&seed, 40), "", "");
    s->item.title = invent_field(&s->title, s->texts[0], 6);
    s->item.summary = invent_field(&s->summary, s->texts[1], random_below(&seed, FIELD_MAX));
    return &s->item;
}

static void invent_query(struct asked *a)
{
    struct buf text;
    buf_fixed(&text, a->text, sizeof a->text - 1);
    a->clause_count = 1 + random_below(&seed, 1 + random_below(&seed, CLAUSES_MAX));
    a->any = random_below(&seed, 2);
    for (unsigned c = 0; c < a->clause_count; c++) {
        a->clauses[c].count = random_below(&seed, 3) ? 1 : 1 + random_below(&seed, PHRASE_MAX);
        for (unsigned w = 0; w < a->clauses[c].count; w++) {
            a->clauses[c].words[w] = any_word();
            write_word(&text, a->clauses[c].words[w], w ? '-' : ' ');
        }
    }
    a->text[text.len] = '\0';
}

/* --- the oracle --- */

static bool matches(const struct story *s, const struct asked *a)
{
    unsigned matched = 0;
    for (unsigned c = 0; c < a->clause_count; c++)
        matched += has_run(&s->title, a->clauses[c].words, a->clauses[c].count) ||
                   has_run(&s->summary, a->clauses[c].words, a->clauses[c].count);
    return a->any ? matched > 0 : matched == a->clause_count;
}

static double average_length(void)
{
    double sum = 0;
    for (size_t i = 0; i < ITEMS; i++)
        sum += weighted_length(&stories[i]);
    return sum / ITEMS;
}

static double term_weight(uint8_t word)
{
    unsigned with = 0;
    for (size_t i = 0; i < ITEMS; i++)
        with += weighted_times(&stories[i], word) > 0;
    return log1p((ITEMS - with + 0.5) / (with + 0.5)) * (1.2 + 1.0);
}

/* The query's distinct words in the order typed, how often each is, and their weights. */
struct weighing {
    unsigned count;
    uint8_t words[CLAUSES_MAX * PHRASE_MAX];
    unsigned times[CLAUSES_MAX * PHRASE_MAX];
    double weights[CLAUSES_MAX * PHRASE_MAX];
    double base, slope;
};

static void weigh_word(struct weighing *w, uint8_t word)
{
    for (unsigned i = 0; i < w->count; i++)
        if (w->words[i] == word) {
            w->weights[i] = ++w->times[i] * term_weight(word);
            return;
        }
    w->words[w->count] = word;
    w->times[w->count] = 1;
    w->weights[w->count++] = term_weight(word);
}

static struct weighing weigh(const struct asked *a)
{
    struct weighing w = { .base = 1.2 * (1.0 - 0.75), .slope = 1.2 * 0.75 / average_length() };
    for (unsigned c = 0; c < a->clause_count; c++)
        for (unsigned i = 0; i < a->clauses[c].count; i++)
            weigh_word(&w, a->clauses[c].words[i]);
    return w;
}

static float score(const struct story *s, const struct weighing *w, struct rank_recency recency)
{
    double sum = 0;
    for (unsigned i = 0; i < w->count; i++) {
        double tf = weighted_times(s, w->words[i]);
        sum += tf > 0 ? w->weights[i] / (1.0 + (w->base + w->slope * weighted_length(s)) / tf) : 0;
    }
    double age = (double)(newest - item_date(&s->item));
    return (float)((float)sum * (1 + recency.most * exp2(-age / recency.half_life)));
}

static size_t expect(const struct asked *a, const struct source_set *sources,
    struct rank_recency recency, struct search_hit *hits)
{
    struct weighing w = weigh(a);
    size_t count = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        const struct story *s = &stories[i];
        if (source_set_has(sources, s->item.source) && matches(s, a))
            hits[count++] =
                (struct search_hit) { .item = &s->item, .score = score(s, &w, recency) };
    }
    qsort(hits, count, sizeof *hits, oracle_compare);
    return count;
}

/* --- comparing --- */

static void check_query(const struct index_set *set)
{
    static struct search_hit expected[ITEMS];
    struct asked a;
    struct search_result result;
    struct query *query;
    struct source_set sources = *all_sources();
    invent_query(&a);
    if (random_below(&seed, 2))
        sources.bits[0] = random_below(&seed, 1 << SOURCES);
    struct rank_recency recency = { 0, 1 };
    if (random_below(&seed, 3) == 0)
        recency =
            (struct rank_recency) { random_below(&seed, 30) / 10.0, 1 + random_below(&seed, 9) };
    size_t total = expect(&a, &sources, recency, expected);
    size_t offset = random_below(&seed, 3) ? 0 : random_below(&seed, 200);
    size_t limit = 1 + random_below(&seed, random_below(&seed, 4) ? 20 : 2000);
    arena_reset(&arena);
    ck_assert_int_eq(
        query_parse(str_from(a.text), a.any ? MATCH_ANY : MATCH_ALL, &arena, &query, NULL),
        ERROR_NONE);
    struct search_request request = {
        .query = query, .sources = &sources, .offset = offset, .limit = limit, .recency = recency
    };
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    oracle_check(a.text, &request, &result, expected, total);
}

static void check_queries(struct index *index, unsigned count)
{
    const struct index_set *set = index_enter(index, 0);
    ck_assert_uint_eq(index_set_items(set), ITEMS);
    while (count-- > 0)
        check_query(set);
    index_leave(index, 0);
}

START_TEST(several_segments)
{
    struct index *index = index_new(1);
    seed = 100 + (uint64_t)_i;
    oracle_add_all(index, &seed, ITEMS, 400, invent_story);
    check_queries(index, 400);
    index_free(&index);
}
END_TEST

START_TEST(replaced_items)
{
    struct index *index = index_new(1);
    seed = 200 + (uint64_t)_i;
    oracle_add_all(index, &seed, ITEMS, 400, invent_story);
    for (unsigned round = 0; round < 8; round++) {
        oracle_replace_some(index, &seed, ITEMS, 1 + random_below(&seed, 120), invent_story);
        check_queries(index, 60);
    }
    index_free(&index);
}
END_TEST

START_TEST(segmentation_makes_no_difference)
{
    struct index *index = index_new(1);
    seed = 300;
    oracle_add_all(index, &seed, ITEMS, 400, invent_story);
    oracle_replace_some(index, &seed, ITEMS, 300, invent_story);
    struct index *other = index_new(1);
    for (size_t i = 0; i < ITEMS; i++)
        index_load(other, &stories[i].item);
    index_load_end(other);
    uint64_t before = seed;
    check_queries(index, 100);
    seed = before;
    check_queries(other, 100);
    index_free(&other);
    index_free(&index);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oracle");
    TCase *all = tcase_create("oracle");
    tcase_set_timeout(all, 300);
    tcase_add_loop_test(all, several_segments, 0, 4);
    tcase_add_loop_test(all, replaced_items, 0, 4);
    tcase_add_test(all, segmentation_makes_no_difference);
    suite_add_tcase(suite, all);
    arena = arena_of(4 << 20);
    int status = suite_run(suite);
    arena_release(&arena);
    return status;
}
