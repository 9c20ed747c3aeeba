/* What the language of queries means, and what is said of what it does not. */
#include "base/buf.h"
#include "index/query.h"
#include "index/query_language.h"
#include "items.h"

static struct arena arena;
static enum query_match match;

enum { NOW = 1000000000, DAY = 86400 };

/* "bbc" is source 1, "cnn" is 2; both have "news" somewhere. */
static void name_sources(const void *context, struct str name, bool part, struct source_set *set)
{
    (void)context;
    if (str_equal_nocase(name, STR("bbc")) || (part && str_equal(name, STR("news"))))
        source_set_add(set, 1);
    if (str_equal_nocase(name, STR("cnn")) || (part && str_equal(name, STR("news"))))
        source_set_add(set, 2);
}

static struct query *parsed(const char *text)
{
    struct query_world world = { .match = match, .now = NOW, .sources = name_sources };
    struct query *q;
    arena_reset(&arena);
    ck_assert_int_eq(query_parse_in(str_from(text), &world, &arena, &q, NULL), ERROR_NONE);
    return q;
}

static void write_clause(struct buf *to, const struct query *q, struct query_clause clause)
{
    if (clause.title)
        BUF_LIT(to, "title:");
    for (unsigned u = 0; u < clause.count; u++) {
        if (u)
            BUF_LIT(to, "+");
        buf_add_str(to, q->terms[q->units[clause.first + u]]);
    }
    if (clause.excluded)
        BUF_LIT(to, "!");
}

static void write_filter(struct buf *to, const struct query_filter *filter)
{
    switch (filter->kind) {
    case FILTER_EVERY:
        BUF_LIT(to, "{every}");
        break;
    case FILTER_SOURCES:
        buf_addf(to, "{sources %ju}", (uintmax_t)filter->sources->bits[0]);
        break;
    case FILTER_DATES:
        BUF_LIT(to, "{");
        if (filter->from != INT64_MIN)
            buf_addf(to, "from %jd", (intmax_t)filter->from);
        if (filter->to != INT64_MAX)
            buf_addf(to, "to %jd", (intmax_t)filter->to);
        BUF_LIT(to, "}");
        break;
    case FILTER_LANGUAGE:
        buf_addf(to, "{language %.*s}", STR_ARG(filter->text));
        break;
    case FILTER_HOST:
        buf_addf(to, "{host %.*s}", STR_ARG(filter->text));
        break;
    }
}

static void write_pattern(struct buf *to, const struct query_pattern *pattern)
{
    if (pattern->title)
        BUF_LIT(to, "title:");
    buf_add_str(to, pattern->at_start ? STR("") : STR("*"));
    buf_add_str(to, pattern->text);
    buf_add_str(to, pattern->at_end ? STR("") : STR("*"));
}

static void write_node(struct buf *to, const struct query *q, uint16_t node)
{
    const struct query_node *n = &q->nodes[node];
    switch (n->kind) {
    case QUERY_CLAUSE:
        write_clause(to, q, q->clauses[n->number]);
        return;
    case QUERY_FILTER:
        write_filter(to, &q->filters[n->number]);
        return;
    case QUERY_PATTERN:
        write_pattern(to, &q->patterns[n->number]);
        return;
    case QUERY_NOT:
        BUF_LIT(to, "-");
        write_node(to, q, n->child);
        return;
    case QUERY_ALL:
    case QUERY_ANY:
        break;
    }
    BUF_LIT(to, "(");
    for (uint16_t i = n->child; i != QUERY_NO_NODE; i = q->nodes[i].next) {
        if (i != n->child)
            buf_add_str(to, n->kind == QUERY_ALL ? STR(" ") : STR(" | "));
        write_node(to, q, i);
    }
    BUF_LIT(to, ")");
}

/* The tree: what all of must be had side by side, what any of with bars between; "!" behind clauses
 * that are only excluded. */
static void check_tree(const char *text, const char *expected)
{
    char bytes[4000];
    struct buf seen;
    const struct query *q = parsed(text);
    buf_fixed(&seen, bytes, sizeof bytes);
    if (q->root != QUERY_NO_NODE)
        write_node(&seen, q, q->root);
    ck_assert_msg(str_equal(buf_str(&seen), str_from(expected)), "'%s' gives %.*s, not %s", text,
        STR_ARG(buf_str(&seen)), expected);
}

static void check_no_message(const char *text)
{
    const struct query_message *messages;
    size_t count = query_messages(parsed(text), &messages);
    if (count)
        ck_abort_msg("'%s': %.*s", text, STR_ARG(messages[0].text));
}

static void check(const char *text, const char *expected)
{
    check_no_message(text);
    check_tree(text, expected);
}

/* The text gives that tree, and one message about so many bytes, whose sentence has `part`. */
static void check_complaint(
    const char *text, const char *expected, size_t offset, size_t length, const char *part)
{
    const struct query_message *messages;
    const struct query *q = parsed(text);
    size_t count = query_messages(q, &messages);
    ck_assert_msg(count == 1, "'%s' gives %zu messages", text, count);
    ck_assert_msg(messages[0].offset == offset && messages[0].length == length,
        "'%s': about %zu bytes at %zu", text, messages[0].length, messages[0].offset);
    ck_assert_msg(memmem(messages[0].text.at, messages[0].text.len, part, strlen(part)),
        "'%s': %.*s", text, STR_ARG(messages[0].text));
    check_tree(text, expected);
}

START_TEST(words_and_phrases)
{
    check("oil prices", "(oil prices)");
    check("\"oil prices\" up", "(oil+prices up)");
    check("“oil prices” «rise»", "(oil+prices rise)");
    check("oil \"prices\"", "(oil prices)");
    check("AT&T", "(at+t)");
    check("oil AND prices", "(oil prices)");
    check("f(x) g(", "(f+x g)");
    check("size 5\" disk", "(size 5 disk)");
    check("and or not", "(and or not)");
    check("10:30 https://example.org/a", "(10+30 https+example+org+a)");
}
END_TEST

START_TEST(exclusion)
{
    check("oil -gas", "(oil -gas!)");
    check("oil -\"natural gas\"", "(oil -natural+gas!)");
    check("oil -(gas coal)", "(oil -(gas! coal!))");
    check("oil -(gas OR coal)", "(oil -(gas! | coal!))");
    check("-gas", "({every} -gas!)");
    check("oil - gas", "(oil gas)");
    check("well-known", "(well+known)");
    check("--help", "(help)");
    check("gas -gas", "(gas -gas)");
    check("-title:gas oil", "(-title:gas! oil)");
    check("oil -(-gas)", "(oil -({every} -gas!))");
}
END_TEST

START_TEST(alternatives)
{
    check("oil OR gas", "(oil | gas)");
    check("oil OR gas OR coal", "(oil | gas | coal)");
    check("oil prices OR gas", "((oil prices) | gas)");
    check("(oil OR gas) prices", "((oil | gas) prices)");
    check("oil or gas", "(oil or gas)");
    check("oil OR oil", "(oil)");
    check("oil OR -gas", "(oil | ({every} -gas!))");
    check("((((oil))))", "(oil)");
    check("(a (b (c d)))", "(a b c d)");
    check("a OR (b OR (c OR d))", "(a | b | c | d)");
}
END_TEST

START_TEST(any_word_will_do)
{
    match = MATCH_ANY;
    check("oil gas", "(oil | gas)");
    check("oil", "(oil)");
    check("oil gas -coal source:bbc", "(-coal! {sources 2} (oil | gas))");
    check("oil gas (source:bbc OR source:cnn)", "(({sources 2} | {sources 4}) (oil | gas))");
    check("oil (gas coal)", "(oil | gas | coal)");
    check("oil title:gas pol*", "(oil | title:gas | pol*)");
    check("oil OR gas coal", "(oil | gas | coal)");
    match = MATCH_ALL;
}
END_TEST

START_TEST(titles)
{
    check("title:oil", "(title:oil)");
    check("TITLE:oil gas", "(title:oil gas)");
    check("title:\"oil prices\"", "(title:oil+prices)");
    check("title:(oil OR gas) up", "((title:oil | title:gas) up)");
    check("title:-5", "(title:5)");
    check("title:oil oil", "(title:oil oil)");
    check("title:pol*", "(title:pol*)");
}
END_TEST

START_TEST(patterns)
{
    check("polit*", "(polit*)");
    check("*politic*", "(*politic*)");
    check("*gate", "(*gate)");
    check("POLÍT*", "(polit*)");
    check("a -pol*", "(a -pol*)");
    check("a*b", "(a+b)");
    check("\"pol* x\"", "(pol+x)");
    check_complaint("oil a-b*", "(oil a+b)", 4, 4, "single word");
    check_complaint("oil ***", "(oil)", 4, 3, "letters or digits");
}
END_TEST

START_TEST(filters)
{
    check("source:bbc", "({sources 2})");
    check("Source:\"BBC\" oil", "({sources 2} oil)");
    check("feed:news", "({sources 6})");
    check("lang:EN-us", "({language en-us})");
    check("site:Example.org", "({host example.org})");
    check("site:https://www.example.org:80/a/b", "({host www.example.org})");
    check("oil OR lang:en", "(oil | {language en})");
    check("oil -source:cnn", "(oil -{sources 4})");
}
END_TEST

START_TEST(dates)
{
    check("after:1970-01-02", "({from 86400})");
    check("before:1970-02", "({to 2678400})");
    check("after:2026", "({from 1767225600})");
    check("after:2024-02-29", "({from 1709164800})");
    check("before:2000-03-01", "({to 951868800})");
    check("after:1970-01-02T15", "({from 140400})");
    check("before:1970-01-02t15:30", "({to 142200})");
    check("when:7d", "({from 999395200})");
    check("when:2H", "({from 999992800})");
    check("when:1w when:1m when:1y", "({from 999395200} {from 997408000} {from 968464000})");
    check_complaint("after:2025-02-29", "", 6, 10, "not “2025-02-29”");
    check_complaint("after:2025-13", "", 6, 7, "takes a date");
    check_complaint("before:2025-1-1 x", "(x)", 7, 8, "as before:2026-01-31");
    check_complaint("after:2025-01-01T", "", 6, 11, "takes a date");
    check_complaint("after:2025-01-01T24", "", 6, 13, "takes a date");
    check_complaint("after:2025-01-01T1", "", 6, 12, "takes a date");
    check_complaint("after:2025-01-01T10:60", "", 6, 16, "takes a date");
    check_complaint("after:2025-01T10", "", 6, 10, "takes a date");
    check_complaint("after:0000", "", 6, 4, "takes a date");
    check_complaint("after:2025-", "", 6, 5, "takes a date");
    check_complaint("when:7", "", 5, 1, "as when:7d");
    check_complaint("when:7x", "", 5, 2, "as when:7d");
    check_complaint("when:d", "", 5, 1, "as when:7d");
}
END_TEST

START_TEST(what_is_not_understood_is_said)
{
    check_complaint("oil \"gas prices", "(oil gas prices)", 4, 1, "not closed");
    check_complaint("oil (gas", "(oil gas)", 4, 1, "not closed");
    check_complaint("oil gas)", "(oil gas)", 7, 1, "not opened");
    check_complaint("oil ()", "(oil)", 4, 1, "nothing in");
    check_complaint("oil \"\"", "(oil)", 4, 2, "no word between");
    check_complaint("OR oil", "(oil)", 0, 2, "OR goes between");
    check_complaint("oil OR", "(oil)", 4, 2, "OR goes between");
    check_complaint("oil OR OR gas", "(oil | gas)", 4, 2, "OR goes between");
    check_complaint("(oil OR) gas", "(oil gas)", 5, 2, "OR goes between");
    check_complaint("title: oil", "(oil)", 0, 6, "right behind the colon");
    check_complaint("(x title:)", "(x)", 3, 6, "right behind the colon");
    check_complaint("source:(a b)", "(a b)", 0, 7, "Only title:");
    check_complaint("source:nyt oil", "(oil)", 7, 3, "no source “nyt”");
    check_complaint("feed:nyt oil", "(oil)", 5, 3, "has “nyt”");
    check_complaint("lang:e_n oil", "(oil)", 5, 3, "takes a language");
    check_complaint("site:/ oil", "(oil)", 5, 1, "takes a domain");
}
END_TEST

START_TEST(depth_is_bounded)
{
    char text[2 * QUERY_DEPTH_MAX + 40] = "";
    for (unsigned i = 0; i < QUERY_DEPTH_MAX; i++)
        strcat(text, "(");
    strcat(text, "a (b) c");
    for (unsigned i = 0; i < QUERY_DEPTH_MAX; i++)
        strcat(text, ")");
    check_complaint(text, "(a b c)", QUERY_DEPTH_MAX + 2, 1, "deeper than 16");
}
END_TEST

START_TEST(length_is_bounded)
{
    static char text[QUERY_TEXT_MAX + 100];
    memset(text, ' ', QUERY_TEXT_MAX);
    memcpy(text, "oil", 3);
    strcpy(text + QUERY_TEXT_MAX, "gas");
    check_complaint(text, "(oil)", QUERY_TEXT_MAX, 3, "first 4096 bytes");
}
END_TEST

START_TEST(filters_and_patterns_are_bounded)
{
    char text[2000] = "";
    for (unsigned i = 0; i <= QUERY_PATTERNS_MAX; i++)
        strcat(text, "a* ");
    ck_assert_uint_eq(parsed(text)->pattern_count, QUERY_PATTERNS_MAX);
    const struct query_message *messages;
    ck_assert_uint_eq(query_messages(parsed(text), &messages), 1);
    ck_assert_uint_eq(messages[0].offset, 3 * QUERY_PATTERNS_MAX);
    text[0] = '\0';
    for (unsigned i = 0; i <= QUERY_FILTERS_MAX; i++)
        strcat(text, "lang:en ");
    ck_assert_uint_eq(parsed(text)->filter_count, QUERY_FILTERS_MAX);
    ck_assert_uint_eq(query_messages(parsed(text), &messages), 1);
    ck_assert_uint_eq(messages[0].offset, 8 * QUERY_FILTERS_MAX);
}
END_TEST

START_TEST(messages_are_bounded)
{
    char text[200] = "";
    const struct query_message *messages;
    for (unsigned i = 0; i < 2 * QUERY_MESSAGES_MAX; i++)
        strcat(text, ") ");
    ck_assert_uint_eq(query_messages(parsed(text), &messages), QUERY_MESSAGES_MAX);
}
END_TEST

START_TEST(long_values_are_cut_between_characters)
{
    char text[400] = "source:";
    const struct query_message *messages;
    for (unsigned i = 0; i < 90; i++)
        strcat(text, "é");
    ck_assert_uint_eq(query_messages(parsed(text), &messages), 1);
    ck_assert_str_is(
        messages[0].text, "There is no source “éééééééééééééééééééééééééééééééééééééééé”.");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_and_phrases, exclusion, alternatives, any_word_will_do,
        titles, patterns, filters, dates, what_is_not_understood_is_said, depth_is_bounded,
        length_is_bounded, filters_and_patterns_are_bounded, messages_are_bounded,
        long_values_are_cut_between_characters, NULL };
    arena = arena_of(1 << 20);
    int status = suite_run(suite_of("query_parse", tests));
    arena_release(&arena);
    return status;
}
