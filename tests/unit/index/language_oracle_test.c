/*
 * The language of queries against a slow, obvious reading of it: random items, some replaced, in
 * several segments; random trees of words, phrases, titles, words with *, filters, alternatives and
 * exclusions, written out as a person would. Hits, scores to the last bit, totals and order must be
 * equal.
 */
#include "base/buf.h"
#include "index/query_language.h"
#include "items.h"
#include "oracle.h"

#include <math.h>

enum {
    WORDS = 24,
    ITEMS = 1300,
    SOURCES = 6,
    DATES = 40,
    DAY = 86400,
    LEAVES_MAX = 10,
    CHILDREN_MAX = 4,
    NODES_MAX = 64,
    DEPTH_MAX = 3,
};

enum kind { WORD, PHRASE, TITLE, PATTERN, SOURCE, LANGUAGE, SITE, AFTER, BEFORE, ALL, ANY };

struct node {
    enum kind kind;
    uint8_t words[3]; /* WORD, PHRASE, TITLE */
    unsigned count;
    unsigned value; /* of a filter or pattern; a pattern's shape in `count` */
    unsigned children[CHILDREN_MAX], child_count;
    bool excluded[CHILDREN_MAX];
};

struct asked {
    struct node nodes[NODES_MAX];
    unsigned node_count, leaves;
    enum query_match match;
    char text[2000];
};

static struct story stories[ITEMS]; /* by id - 1: the last issue */
static unsigned with[WORDS];        /* stories that have the word */
static double average_length;
static uint64_t seed;
static struct arena arena;

static const char *const languages[] = { "en", "en-us", "eng", "de", "" };
static const char *const links[] = { "https://example.org/x", "http://news.example.org:8080/",
    "https://user@EXAMPLE.org?x", "https://badexample.org/", "https://example.org.net/", "" };

/* --- items --- */

/* Low numbers far more often than high ones. */
static uint8_t any_word(void)
{
    return (uint8_t)random_below(&seed, 1 + random_below(&seed, 1 + random_below(&seed, WORDS)));
}

/* "pa", "qa", "ra", "pb", … */
static void add_word(struct buf *to, uint8_t word)
{
    buf_add_char(to, (char)('p' + word % 3));
    buf_add_char(to, (char)('a' + word / 3));
}

static struct str invent_field(struct field *f, char *bytes, unsigned most)
{
    struct buf text;
    buf_fixed(&text, bytes, FIELD_BYTES);
    f->count = random_below(&seed, most + 1);
    for (unsigned i = 0; i < f->count; i++) {
        if (i)
            buf_add_char(&text, ' ');
        add_word(&text, f->words[i] = any_word());
    }
    return buf_str(&text);
}

static const struct item *invent_story(uint64_t id)
{
    struct story *s = &stories[id - 1];
    s->item = item_of(
        id, random_below(&seed, SOURCES), (1 + random_below(&seed, DATES)) * DAY / 2, "", "");
    s->item.found = DATES * DAY;
    s->item.language = str_from(languages[random_below(&seed, 5)]);
    s->item.link = str_from(links[random_below(&seed, 6)]);
    s->item.title = invent_field(&s->title, s->texts[0], 6);
    s->item.summary = invent_field(&s->summary, s->texts[1], random_below(&seed, FIELD_MAX));
    return &s->item;
}

/* --- queries --- */

static unsigned invent_leaf(struct asked *a)
{
    static const enum kind kinds[] = { WORD, WORD, WORD, WORD, PHRASE, TITLE, PATTERN, SOURCE,
        LANGUAGE, SITE, AFTER, BEFORE };
    struct node *n = &a->nodes[a->node_count];
    *n = (struct node) { .kind = kinds[random_below(&seed, 12)], .value = random_below(&seed, 30) };
    n->count = n->kind == PHRASE ? 2 + random_below(&seed, 2) : 1 + random_below(&seed, 3);
    if (n->kind == WORD || n->kind == TITLE)
        n->count = n->kind == TITLE && random_below(&seed, 3) == 0 ? 2 : 1;
    for (unsigned i = 0; i < n->count; i++)
        n->words[i] = any_word();
    a->leaves++;
    return a->node_count++;
}

static unsigned invent_node(struct asked *a, enum kind kind, unsigned depth)
{
    unsigned number = a->node_count++;
    struct node *n = &a->nodes[number];
    *n = (struct node) { .kind = kind };
    unsigned count = 1 + random_below(&seed, CHILDREN_MAX);
    for (unsigned i = 0; i < count && (i == 0 || a->leaves < LEAVES_MAX); i++) {
        bool deeper = depth < DEPTH_MAX && random_below(&seed, 3) == 0;
        n->excluded[i] = kind == ALL && random_below(&seed, 5) == 0;
        n->children[i] =
            deeper ? invent_node(a, random_below(&seed, 2) ? ALL : ANY, depth + 1) : invent_leaf(a);
        n->child_count++;
    }
    return number;
}

static void write_leaf(struct buf *to, const struct node *n)
{
    static const char *const tags[] = { "en", "EN-us", "de", "e" };
    static const char *const hosts[] = { "example.org", "news.example.org", "org" };
    static const char *const names[] = { "source:", "lang:", "site:", "after:", "before:" };
    if (n->kind >= SOURCE)
        buf_add_str(to, str_from(names[n->kind - SOURCE]));
    if (n->kind == TITLE)
        BUF_LIT(to, "title:");
    if (n->kind <= TITLE && (n->count > 1 || n->kind == PHRASE))
        BUF_LIT(to, "\"");
    for (unsigned i = 0; n->kind <= TITLE && i < n->count; i++) {
        if (i)
            BUF_LIT(to, " ");
        add_word(to, n->words[i]);
    }
    if (n->kind <= TITLE && (n->count > 1 || n->kind == PHRASE))
        BUF_LIT(to, "\"");
    if (n->kind == PATTERN)
        buf_addf(to,
            n->count == 1   ? "%c*"
            : n->count == 2 ? "*%c"
                            : "*%c*",
            n->count == 1 ? 'p' + (int)n->value % 3 : 'a' + (int)n->value % 8);
    if (n->kind == SOURCE)
        buf_addf(to, "s%u", n->value % SOURCES);
    if (n->kind == LANGUAGE)
        buf_add_str(to, str_from(tags[n->value % 4]));
    if (n->kind == SITE)
        buf_add_str(to, str_from(hosts[n->value % 3]));
    if (n->kind == AFTER || n->kind == BEFORE)
        buf_addf(to, "1970-01-%02u", 1 + n->value % 22);
}

static void write_node(struct buf *to, const struct asked *a, unsigned number, bool whole)
{
    const struct node *n = &a->nodes[number];
    if (n->kind < ALL) {
        write_leaf(to, n);
        return;
    }
    if (!whole)
        BUF_LIT(to, "(");
    for (unsigned i = 0; i < n->child_count; i++) {
        if (i)
            buf_add_str(to, n->kind == ANY ? STR(" OR ") : STR(" "));
        if (n->excluded[i])
            BUF_LIT(to, "-");
        write_node(to, a, n->children[i], false);
    }
    if (!whole)
        BUF_LIT(to, ")");
}

static void invent_query(struct asked *a)
{
    struct buf text;
    a->node_count = a->leaves = 0;
    a->match = random_below(&seed, 3) ? MATCH_ALL : MATCH_ANY;
    invent_node(a, random_below(&seed, 3) ? ALL : ANY, 0);
    ck_assert_uint_le(a->node_count, NODES_MAX);
    buf_fixed(&text, a->text, sizeof a->text - 1);
    write_node(&text, a, 0, true);
    ck_assert(!text.overflowed);
    a->text[text.len] = '\0';
}

/* --- the oracle --- */

static bool stands_for(const struct node *pattern, uint8_t word)
{
    return pattern->count == 1 ? word % 3 == pattern->value % 3 : word / 3 == pattern->value % 8;
}

static bool has_pattern(const struct story *s, const struct node *pattern)
{
    for (uint8_t word = 0; word < WORDS; word++)
        if (stands_for(pattern, word) && weighted_times(s, word))
            return true;
    return false;
}

/* By what the tables say: which languages each tag, which links each host stands for. */
static bool has_language(const struct story *s, unsigned value)
{
    static const char *const meant[] = { "en en-us", "en-us", "de", "" };
    struct str rest = str_from(meant[value % 4]);
    while (rest.len)
        if (str_equal(str_split(&rest, ' '), s->item.language))
            return true;
    return false;
}

static bool has_site(const struct story *s, unsigned value)
{
    static const uint8_t meant[] = { 0x7, 0x2, 0xF };
    for (unsigned i = 0; i < 6; i++)
        if (str_equal(s->item.link, str_from(links[i])))
            return meant[value % 3] >> i & 1;
    return false;
}

static bool leaf_matches(const struct story *s, const struct node *n)
{
    switch (n->kind) {
    case WORD:
    case PHRASE:
        return has_run(&s->title, n->words, n->count) || has_run(&s->summary, n->words, n->count);
    case TITLE:
        return has_run(&s->title, n->words, n->count);
    case PATTERN:
        return has_pattern(s, n);
    case SOURCE:
        return s->item.source == n->value % SOURCES;
    case LANGUAGE:
        return has_language(s, n->value);
    case SITE:
        return has_site(s, n->value);
    case AFTER:
        return item_date(&s->item) >= (int64_t)(n->value % 22) * DAY;
    case BEFORE:
        return item_date(&s->item) < (int64_t)(n->value % 22) * DAY;
    case ALL:
    case ANY:
        break;
    }
    abort();
}

static bool asks(const struct asked *a, unsigned number)
{
    const struct node *n = &a->nodes[number];
    if (n->kind < ALL)
        return n->kind <= PATTERN;
    for (unsigned i = 0; i < n->child_count; i++)
        if (!n->excluded[i] && asks(a, n->children[i]))
            return true;
    return false;
}

static bool matches(const struct story *s, const struct asked *a, unsigned number)
{
    const struct node *n = &a->nodes[number];
    bool all = true, any = false, loose = false, loosely = false;
    if (n->kind < ALL)
        return leaf_matches(s, n);
    for (unsigned i = 0; i < n->child_count; i++) {
        bool match = matches(s, a, n->children[i]) != n->excluded[i];
        any |= match;
        if (a->match == MATCH_ANY && !n->excluded[i] && asks(a, n->children[i])) {
            loose = true;
            loosely |= match;
        } else {
            all &= match;
        }
    }
    return n->kind == ANY ? any : all && (!loose || loosely);
}

/* The query's terms: those typed, in that order, then those that patterns stand for. */
struct weighing {
    unsigned count;
    uint8_t words[WORDS];
    bool wanted[WORDS];     /* by word: it scores */
    unsigned times[WORDS];  /* by word: how often the query has it */
    unsigned groups[WORDS]; /* by word: 0, or the pattern it is there for alone */
    double weights[WORDS];  /* by word */
    unsigned patterns;
};

static void weigh_word(struct weighing *w, uint8_t word, unsigned group, bool wanted)
{
    bool known = false;
    for (unsigned i = 0; i < w->count; i++)
        known |= w->words[i] == word;
    w->wanted[word] |= wanted;
    w->times[word]++;
    if (known)
        return;
    w->groups[word] = group;
    w->words[w->count++] = word;
}

static void weigh_node(
    struct weighing *w, const struct asked *a, unsigned number, bool patterns, bool wanted)
{
    const struct node *n = &a->nodes[number];
    for (unsigned i = 0; !patterns && n->kind <= TITLE && i < n->count; i++)
        weigh_word(w, n->words[i], 0, wanted);
    w->patterns += patterns && n->kind == PATTERN;
    for (unsigned rank = 0; patterns && n->kind == PATTERN && rank < WORDS; rank++) {
        uint8_t word = (uint8_t)(rank % 8 * 3 + rank / 8); /* in the order of their bytes */
        if (stands_for(n, word))
            weigh_word(w, word, w->patterns, wanted);
    }
    for (unsigned i = 0; i < n->child_count; i++)
        weigh_node(w, a, n->children[i], patterns, wanted && !n->excluded[i]);
}

static struct weighing weigh(const struct asked *a)
{
    struct weighing w = { .count = 0 };
    weigh_node(&w, a, 0, false, true);
    weigh_node(&w, a, 0, true, true);
    for (unsigned i = 0; i < w.count; i++) {
        uint8_t word = w.words[i];
        unsigned items = with[word];
        for (unsigned k = 0; w.groups[word] && k < w.count; k++)
            if (k != i && w.groups[w.words[k]] == w.groups[word])
                items += with[w.words[k]];
        items = items < ITEMS ? items : ITEMS;
        w.weights[word] =
            w.times[word] * (log1p((ITEMS - items + 0.5) / (items + 0.5)) * (1.2 + 1.0));
    }
    return w;
}

static float score(const struct story *s, const struct weighing *w)
{
    double sum = 0, base = 1.2 * (1.0 - 0.75), slope = 1.2 * 0.75 / average_length;
    for (unsigned i = 0; i < w->count; i++) {
        double tf = w->wanted[w->words[i]] ? weighted_times(s, w->words[i]) : 0;
        if (tf > 0)
            sum += w->weights[w->words[i]] / (1.0 + (base + slope * weighted_length(s)) / tf);
    }
    return (float)sum;
}

static size_t expect(
    const struct asked *a, const struct source_set *sources, bool by_date, struct search_hit *hits)
{
    struct weighing w = weigh(a);
    size_t count = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        const struct story *s = &stories[i];
        if (source_set_has(sources, s->item.source) && matches(s, a, 0))
            hits[count++] =
                (struct search_hit) { .item = &s->item, .score = by_date ? 0 : score(s, &w) };
    }
    qsort(hits, count, sizeof *hits, oracle_compare);
    return count;
}

/* --- comparing --- */

/* "s0" to "s5" */
static void name_source(const void *context, struct str name, bool part, struct source_set *set)
{
    (void)context;
    (void)part;
    source_set_add(set, (uint32_t)(name.at[1] - '0'));
}

static struct query *parsed(const struct asked *a, const struct index_set *set)
{
    struct query_world world = { .match = a->match, .sources = name_source };
    const struct query_message *messages;
    struct query *query;
    ck_assert_int_eq(query_parse_in(str_from(a->text), &world, &arena, &query, NULL), ERROR_NONE);
    ck_assert_int_eq(query_expand(query, set, &arena, NULL), ERROR_NONE);
    ck_assert_msg(query_messages(query, &messages) == 0, "'%s'", a->text);
    return query;
}

/* How many hits were compared. */
static size_t check_query(const struct index_set *set)
{
    static struct search_hit expected[ITEMS];
    struct asked a;
    struct search_result result;
    struct source_set sources = *all_sources();
    invent_query(&a);
    if (random_below(&seed, 4) == 0)
        sources.bits[0] = random_below(&seed, 1 << SOURCES);
    bool by_date = random_below(&seed, 4) == 0;
    size_t total = expect(&a, &sources, by_date, expected);
    size_t offset = random_below(&seed, 3) ? 0 : random_below(&seed, 100);
    size_t limit = 1 + random_below(&seed, random_below(&seed, 4) ? 20 : 800);
    arena_reset(&arena);
    struct search_request request = { .query = parsed(&a, set),
        .sources = &sources,
        .offset = offset,
        .limit = limit,
        .order = by_date ? SEARCH_BY_DATE : SEARCH_BY_SCORE };
    ck_assert_int_eq(search_run(set, &request, &arena, &result, NULL), ERROR_NONE);
    oracle_check(a.text, &request, &result, expected, total);
    return result.count;
}

static void count_words(void)
{
    double sum = 0;
    memset(with, 0, sizeof with);
    for (size_t i = 0; i < ITEMS; i++) {
        sum += weighted_length(&stories[i]);
        for (uint8_t word = 0; word < WORDS; word++)
            with[word] += weighted_times(&stories[i], word) > 0;
    }
    average_length = sum / ITEMS;
}

static void check_queries(struct index *index, unsigned count)
{
    const struct index_set *set = index_enter(index, 0);
    size_t compared = 0;
    ck_assert_uint_eq(index_set_items(set), ITEMS);
    count_words();
    for (unsigned i = 0; i < count; i++)
        compared += check_query(set);
    ck_assert_uint_gt(compared, count);
    index_leave(index, 0);
}

START_TEST(queries_mean_what_they_say)
{
    struct index *index = index_new(1);
    seed = 500 + (uint64_t)_i;
    oracle_add_all(index, &seed, ITEMS, 300, invent_story);
    check_queries(index, 1000);
    for (unsigned round = 0; round < 5; round++) {
        oracle_replace_some(index, &seed, ITEMS, 1 + random_below(&seed, 100), invent_story);
        check_queries(index, 300);
    }
    index_free(&index);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("language_oracle");
    TCase *all = tcase_create("language_oracle");
    tcase_set_timeout(all, 300);
    tcase_add_loop_test(all, queries_mean_what_they_say, 0, 4);
    suite_add_tcase(suite, all);
    arena = arena_of(8 << 20);
    int status = suite_run(suite);
    arena_release(&arena);
    return status;
}
