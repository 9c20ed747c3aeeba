/* How to search: the language of queries, as index/query_language.h has it, for readers. */
#include "app/layout.h"
#include "app/pages.h"
#include "index/query_language.h"
#include "render/html.h"

struct form {
    const char *typed, *meaning;
};

static const struct form words[] = {
    { "solar power", "stories that have both words, in title or summary, in any order" },
    { "\"solar power\"", "the words one after the other" },
    { "solar OR wind", "at least one of them; OR is in capitals" },
    { "solar -wind", "the first, and not the second" },
    { "energy (solar OR wind) -(coal OR gas)", "parentheses say what belongs together" },
    { "polit*", "words that begin so" },
    { "*politic*", "words that have it somewhere; *politic: words that end so" },
};

static const struct form fields[] = {
    { "title:budget", "in the title; also title:\"budget vote\" and title:(budget OR tax)" },
    { "source:bbc",
        "of that source, by its name or title; source:\"BBC News\" when it has blanks" },
    { "feed:world", "of a source that has this in its name, title or a feed's address" },
    { "lang:en", "in that language: lang:en finds en-us too" },
    { "site:example.org", "whose link goes to that domain, or one below it" },
    { "after:2026-01-31",
        "of that day or later, in UTC; also after:2026-01, after:2026 and after:2026-01-31T15" },
    { "before:2026-02", "earlier than that day, month or year, or hour" },
    { "when:7d", "of the last 7 days; h, d, w, m and y are hours to years" },
};

static void write_forms(struct buf *to, const struct form *forms, size_t count)
{
    BUF_LIT(to, "<dl class=\"forms\">\n");
    for (size_t i = 0; i < count; i++) {
        BUF_LIT(to, "<dt><a href=\"/search?term=");
        html_url_arg(to, str_from(forms[i].typed));
        BUF_LIT(to, "\"><code>");
        html_text(to, str_from(forms[i].typed));
        BUF_LIT(to, "</code></a></dt>\n<dd>");
        html_text(to, str_from(forms[i].meaning));
        BUF_LIT(to, "</dd>\n");
    }
    BUF_LIT(to, "</dl>\n");
}

static void write_rules(struct buf *to)
{
    BUF_LIT(to,
        "<h2>Rules</h2>\n<ul>\n"
        "<li>Capitals and accents make no difference, but in OR and AND.</li>\n"
        "<li>Chinese, Japanese and Thai need no spaces: <code>東京の天気</code> finds stories with "
        "東京 and 天気. In quotation marks it is one.</li>\n"
        "<li>OR binds less than words side by side: <code>a b OR c</code> is "
        "<code>(a b) OR c</code>. AND may be written, and means nothing.</li>\n"
        "<li>Fields go together with all else, and with each other: <code>-source:bbc</code>, "
        "<code>(lang:en OR lang:fr) when:1w</code>. Without any word the newest stories that pass "
        "are shown. Between a field's colon and its value there is no blank.</li>\n"
        "<li>Of words alone, tick <em>Any of the words will do</em> to find stories that have some "
        "of them; what has more of them stands higher. Fields and what is excluded still count "
        "for every story.</li>\n"
        "<li>When no story has all words, the best of those that have some are shown, and marked "
        "as such.</li>\n"
        "<li>What cannot be understood is shown, and the rest is searched for.</li>\n</ul>\n");
}

static void write_bounds(struct buf *to)
{
    BUF_LIT(to, "<h2>Bounds</h2>\n<p>");
    buf_addf(to,
        "A search takes up to %d bytes, %d different words, %d levels of parentheses, and for a "
        "word with * the %d words that most stories have. What goes beyond is left out, and the "
        "page says so.",
        QUERY_TEXT_MAX, SEARCH_TERMS_MAX, QUERY_DEPTH_MAX, SEARCH_EXPANSION_MAX);
    BUF_LIT(to, "</p>\n");
}

void help_page(struct exchange *exchange)
{
    struct buf *to = layout_begin(exchange, STR("How to search"), LAYOUT_ELSEWHERE);
    BUF_LIT(to, "<main id=\"main\">\n<h1>How to search</h1>\n<h2>Words</h2>\n");
    write_forms(to, words, sizeof words / sizeof *words);
    BUF_LIT(to, "<h2>Fields</h2>\n");
    write_forms(to, fields, sizeof fields / sizeof *fields);
    write_rules(to);
    write_bounds(to);
    BUF_LIT(to, "</main>\n");
    layout_end(to);
}
