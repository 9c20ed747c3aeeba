/* The states of the search page, each with what helps there. */
#include "app/output.h"
#include "render/html.h"

enum { SUGGESTED_WORDS = 8, NAMED_SOURCES = 4 };

static void write_plural(struct buf *to, uint64_t n, const char *one, const char *many)
{
    html_count(to, n);
    BUF_LIT(to, " ");
    html_text(to, str_from(n == 1 ? one : many));
}

static void write_quoted(struct buf *to, struct str text)
{
    BUF_LIT(to, "<bdi>“");
    html_text(to, text);
    BUF_LIT(to, "”</bdi>");
}

static void write_link(
    struct buf *to, const struct search *s, const struct search_form *form, uint64_t page)
{
    BUF_LIT(to, "<a href=\"");
    search_form_href(to, form, s->config, page);
    BUF_LIT(to, "\">");
}

/* "in all 3 sources", "in CNN, BBC", "in A, B, C, D and 3 others" */
static void write_where(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "in ");
    if (!s->form.any) {
        if (s->config->source_count > 1)
            BUF_LIT(to, "all ");
        write_plural(to, s->config->source_count, "source", "sources");
        return;
    }
    size_t chosen = 0;
    for (size_t i = 0; i < s->config->source_count; i++) {
        if (!s->form.ticked[i] || chosen++ >= NAMED_SOURCES)
            continue;
        if (chosen > 1)
            BUF_LIT(to, ", ");
        html_text(to, str_from(s->config->sources[i].title));
    }
    if (chosen > NAMED_SOURCES) {
        BUF_LIT(to, " and ");
        write_plural(to, chosen - NAMED_SOURCES, "other", "others");
    }
}

/* Milliseconds with two decimals. */
static void write_elapsed(struct buf *to, int64_t nanoseconds)
{
    uint64_t hundredths = ((uint64_t)nanoseconds + 5000) / 10000;
    html_count(to, hundredths / 100);
    BUF_LIT(to, ".");
    buf_add_char(to, (char)('0' + hundredths / 10 % 10));
    buf_add_char(to, (char)('0' + hundredths % 10));
    BUF_LIT(to, " ms");
}

static void write_status_link(struct buf *to)
{
    BUF_LIT(to, "The <a href=\"/status\">status page</a> says why.</p>\n");
}

/* What a reader should know of the query and the feeds before trusting what was found. */
static void write_notice(struct buf *to, const struct search *s)
{
    size_t failing = feed_table_count(s->feeds, FEED_FAILING);
    search_write_messages(to, s);
    if (failing == 0)
        return;
    if (failing == s->feeds->count) {
        BUF_LIT(to, "<p class=\"notice\">No feed can be read at the moment: what is found here was "
                    "read earlier. ");
    } else {
        BUF_LIT(to, "<p class=\"notice quiet\">");
        html_count(to, failing);
        BUF_LIT(to, " of ");
        write_plural(to, s->feeds->count, "feed", "feeds");
        BUF_LIT(to, " cannot be read at the moment. ");
    }
    write_status_link(to);
}

static void write_starting(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "<h1>The first stories are on their way</h1>\n<p>");
    write_plural(to, s->feeds->count, "feed is", "feeds are");
    BUF_LIT(to, " being fetched for the first time. ");
    write_link(to, s, &s->form, s->form.page);
    BUF_LIT(to, "Try again</a> in a few seconds.</p>\n");
}

/* The index is empty: say why. */
static void write_empty_index(struct buf *to, const struct search *s)
{
    size_t failing = feed_table_count(s->feeds, FEED_FAILING);
    if (s->feeds->count && failing == s->feeds->count) {
        BUF_LIT(to, "<h1>No feed can be read</h1>\n<p>");
        BUF_LIT(to, "Nothing can be searched yet, because every fetch so far has failed. ");
        write_status_link(to);
    } else if (feed_table_count(s->feeds, FEED_WAITING)) {
        write_starting(to, s);
        write_notice(to, s);
    } else {
        BUF_LIT(to, "<h1>There are no stories yet</h1>\n<p>The feeds that can be read hold none. "
                    "The <a href=\"/status\">status page</a> lists them.</p>\n");
    }
}

static void write_newest(struct buf *to, const struct search *s, struct arena *arena, int64_t now)
{
    if (s->form.term.len) {
        BUF_LIT(to, "<h1>There is no word in ");
        write_quoted(to, s->form.term);
        BUF_LIT(to, "</h1>\n<p>Search for words of letters or digits.</p>\n");
    } else {
        BUF_LIT(to, "<h1>Search the news</h1>\n<p>Type one word or several: a story is found when "
                    "its title or summary has them all. There is <a href=\"/help\">more to "
                    "say</a>: phrases, sources, dates.</p>\n");
    }
    write_notice(to, s);
    if (s->result.count == 0) {
        BUF_LIT(to, "<p>There is no story ");
        write_where(to, s);
        BUF_LIT(to, " yet.</p>\n");
        return;
    }
    BUF_LIT(to, "<h2>Newest of ");
    write_plural(to, s->result.total, "story ", "stories ");
    write_where(to, s);
    BUF_LIT(to, "</h2>\n");
    search_write_hits(to, s, '3', arena, now);
}

/* Each word by itself, when there are several: one of them is what is nowhere. */
static void write_words(struct buf *to, const struct search *s)
{
    struct str rest = s->form.term;
    if (str_find(rest, ' ') == rest.len)
        return;
    BUF_LIT(to, "<li>Use fewer words. One alone:");
    for (size_t i = 0; i < SUGGESTED_WORDS && rest.len; i++) {
        struct search_form one = s->form;
        one.term = str_split(&rest, ' ');
        rest = str_trim(rest);
        BUF_LIT(to, " ");
        write_link(to, s, &one, 1);
        BUF_LIT(to, "<bdi>");
        html_text(to, one.term);
        BUF_LIT(to, "</bdi></a>");
    }
    BUF_LIT(to, "</li>\n");
}

static void write_nothing(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "<h1>Nothing found for ");
    write_quoted(to, s->form.term);
    BUF_LIT(to, "</h1>\n<p class=\"about\">Searched ");
    write_where(to, s);
    BUF_LIT(to, " · ");
    write_elapsed(to, s->elapsed);
    BUF_LIT(to, "</p>\n");
    search_write_meant(to, s);
    write_notice(to, s);
    BUF_LIT(to, "<p>No story has all that you asked for. You could:</p>\n<ul>\n");
    write_words(to, s);
    if (s->form.any) {
        struct search_form all = s->form;
        all.any = false;
        BUF_LIT(to, "<li>");
        write_link(to, s, &all, 1);
        BUF_LIT(to, "Search all sources</a>.</li>\n");
    }
    BUF_LIT(to, "<li>Check the spelling, or use a more common word.</li>\n"
                "<li>See the <a href=\"/search\">newest stories</a>.</li>\n</ul>\n");
}

static void write_total(struct buf *to, const struct search *s)
{
    if (s->result.more) {
        BUF_LIT(to, "More than ");
        html_count(to, SEARCH_COUNT_MAX);
        BUF_LIT(to, " results");
    } else {
        write_plural(to, s->result.total, "result", "results");
    }
}

static void write_headline(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "<h1>");
    if (s->partial) {
        BUF_LIT(to, "No story has all of ");
    } else {
        write_total(to, s);
        BUF_LIT(to, " for ");
    }
    write_quoted(to, s->form.term);
    BUF_LIT(to, "</h1>\n");
}

static void write_summary(struct buf *to, const struct search *s)
{
    write_headline(to, s);
    BUF_LIT(to, "<p class=\"about\">");
    if (s->only < s->config->source_count) {
        BUF_LIT(to, "Only from <strong>");
        html_text(to, str_from(s->config->sources[s->only].title));
        BUF_LIT(to, "</strong>, the first source that has a hit");
    } else {
        BUF_LIT(to, "Found ");
        write_where(to, s);
    }
    BUF_LIT(to, " · ");
    write_elapsed(to, s->elapsed);
    BUF_LIT(to, "</p>\n");
    search_write_meant(to, s);
    write_notice(to, s);
}

/* What follows has some of it only. */
static void write_partial(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "<h2 class=\"partial\">Only some of it: ");
    write_total(to, s);
    BUF_LIT(to, ", the best first</h2>\n");
}

static void write_beyond(struct buf *to, const struct search *s)
{
    uint64_t last = search_pages(s);
    write_summary(to, s);
    BUF_LIT(to, "<p>There is no page ");
    html_count(to, s->form.page);
    if (s->form.page > SEARCH_PAGE_LAST && last == SEARCH_PAGE_LAST)
        BUF_LIT(to, ": only the best 10,000 results can be shown");
    BUF_LIT(to, ". ");
    if (last > 1) {
        write_link(to, s, &s->form, last);
        BUF_LIT(to, "Go to the last page</a> or ");
    } else {
        BUF_LIT(to, "Go ");
    }
    write_link(to, s, &s->form, 1);
    BUF_LIT(to, "to the first</a>.</p>\n");
}

static void write_refused(struct buf *to, const struct search *s)
{
    BUF_LIT(to, "<h1>This cannot be searched for</h1>\n<p>");
    html_text(to, str_from(s->error.text));
    BUF_LIT(to, "</p>\n");
}

static void write_state(struct buf *to, const struct search *s, struct arena *arena, int64_t now)
{
    if (s->error.code) {
        write_refused(to, s);
    } else if (index_set_items(s->set) == 0) {
        write_empty_index(to, s);
    } else if (query_is_empty(s->query)) {
        write_newest(to, s, arena, now);
    } else if (s->result.count) {
        write_summary(to, s);
        if (s->partial)
            write_partial(to, s);
        search_write_facets_link(to, s);
        search_write_hits(to, s, s->partial ? '3' : '2', arena, now);
        search_write_pager(to, s);
        search_write_facets(to, s, arena);
    } else if (s->result.total) {
        write_beyond(to, s);
    } else {
        write_nothing(to, s);
    }
}

void search_write(struct buf *to, const struct search *s, struct arena *arena, int64_t now)
{
    _Static_assert(SEARCH_WINDOW_MAX == 10000, "write_beyond says so");
    BUF_LIT(to, "<main id=\"main\">\n");
    write_state(to, s, arena, now);
    if (s->error.code == ERROR_NONE)
        output_write_links(to, s, arena);
    BUF_LIT(to, "</main>\n");
}
