#include "app/excerpt.h"
#include "app/search.h"
#include "index/snippet.h"
#include "index/story_groups.h"
#include "render/html.h"

enum {
    TITLE_MOST = 400, /* bytes; longer ones are no titles */
    SUMMARY_MOST = 280,
    UNTITLED_MOST = 120, /* of a summary that stands for a title */
    LINK_MOST = 4096,
    LANGUAGE_MOST = 35, /* BCP 47, section 4.4.1 */
};

/* Languages come from feeds; what is not of the form, which needs no escaping, is not said. */
static void write_language(struct buf *to, struct str language)
{
    if (language.len < 2 || language.len > LANGUAGE_MOST)
        return;
    for (size_t i = 0; i < language.len; i++) {
        char c = language.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return;
    }
    BUF_LIT(to, " lang=\"");
    buf_add_str(to, language);
    BUF_LIT(to, "\"");
}

static void write_beginning(struct buf *to, struct str text, size_t most)
{
    struct str cut = excerpt(text, most);
    html_text(to, cut);
    if (cut.len < text.len)
        BUF_LIT(to, " …");
}

/* A part with the words that were found; without any, there is no need to look for them. */
static void write_part(
    struct buf *to, const struct search *s, struct str text, size_t most, struct arena *arena)
{
    if (query_is_empty(s->query)) {
        write_beginning(to, text, most);
        return;
    }
    struct snippet snippet = { 0 };
    snippet_make(s->wanted, text, most, arena, &snippet);
    html_snippet(to, &snippet);
}

static void write_title(
    struct buf *to, const struct search *s, const struct item *item, struct arena *arena)
{
    bool linked = item->link.len <= LINK_MOST && html_linkable(item->link);
    if (linked) {
        BUF_LIT(to, "<a href=\"");
        html_attr(to, item->link);
        BUF_LIT(to, "\" rel=\"noopener noreferrer\">");
    }
    if (item->title.len)
        write_part(to, s, item->title, TITLE_MOST, arena);
    else
        write_part(to, s, item->summary, UNTITLED_MOST, arena);
    if (linked)
        BUF_LIT(to, "</a>");
}

static void write_heading(struct buf *to, const struct search *s, const struct item *item,
    char level, struct arena *arena)
{
    BUF_LIT(to, "<h");
    buf_add_char(to, level);
    BUF_LIT(to, " dir=\"auto\"");
    write_language(to, item->language);
    BUF_LIT(to, ">");
    write_title(to, s, item, arena);
    BUF_LIT(to, "</h");
    buf_add_char(to, level);
    BUF_LIT(to, ">\n");
}

static void write_origin(
    struct buf *to, const struct config *config, const struct item *item, int64_t now)
{
    BUF_LIT(to, "<p class=\"origin\">");
    const struct config_source *source = search_source(config, item->source);
    if (source) {
        BUF_LIT(to, "<span class=\"source\">");
        html_text(to, str_from(source->title));
        BUF_LIT(to, "</span> · ");
    }
    html_ago(to, item_date(item), now);
    BUF_LIT(to, "</p>\n");
}

static void write_summary(
    struct buf *to, const struct search *s, const struct item *item, struct arena *arena)
{
    if (item->summary.len == 0 || str_equal(item->summary, item->title))
        return;
    BUF_LIT(to, "<p class=\"summary\" dir=\"auto\"");
    write_language(to, item->language);
    BUF_LIT(to, ">");
    write_part(to, s, item->summary, SUMMARY_MOST, arena);
    BUF_LIT(to, "</p>\n");
}

/* The other reports of a story, of which the best one stands open. */
static void write_others(struct buf *to, const struct search *s, const struct story_groups *groups,
    size_t best, char level, struct arena *arena, int64_t now)
{
    BUF_LIT(to, "<details class=\"story\">\n<summary>");
    html_count(to, story_sources(groups, best));
    BUF_LIT(to, " sources have this story</summary>\n<ul>\n");
    for (size_t i = best + 1; i < groups->count; i++) {
        if (groups->best[i] != best)
            continue;
        BUF_LIT(to, "<li>\n");
        write_heading(to, s, s->result.hits[i].item, (char)(level + 1), arena);
        write_origin(to, s->config, s->result.hits[i].item, now);
        BUF_LIT(to, "</li>\n");
    }
    BUF_LIT(to, "</ul>\n</details>\n");
}

static void write_hit(struct buf *to, const struct search *s, const struct story_groups *groups,
    size_t hit, char level, struct arena *arena, int64_t now)
{
    const struct item *item = s->result.hits[hit].item;
    BUF_LIT(to, "<li>\n");
    write_heading(to, s, item, level, arena);
    write_origin(to, s->config, item, now);
    write_summary(to, s, item, arena);
    if (story_sources(groups, hit) > 1)
        write_others(to, s, groups, hit, level, arena, now);
    BUF_LIT(to, "</li>\n");
}

void search_write_hits(
    struct buf *to, const struct search *s, char level, struct arena *arena, int64_t now)
{
    struct story_groups groups;
    size_t mark = arena_mark(arena);
    story_group(s->result.hits, s->result.count, arena, &groups);
    BUF_LIT(to, "<ol class=\"hits\" start=\"");
    buf_add_u64(to, (s->form.page - 1) * SEARCH_PAGE_SIZE + 1);
    BUF_LIT(to, "\">\n");
    for (size_t i = 0; i < s->result.count; i++) {
        arena_rewind(arena, mark); /* a snippet's pieces live as long as their item's row */
        if (!story_is_under(&groups, i))
            write_hit(to, s, &groups, i, level, arena, now);
    }
    arena_rewind(arena, mark);
    BUF_LIT(to, "</ol>\n");
}

static void write_step(
    struct buf *to, const struct search *s, const char *rel, const char *text, uint64_t page)
{
    BUF_LIT(to, "<a rel=\"");
    html_attr(to, str_from(rel));
    BUF_LIT(to, "\" href=\"");
    search_form_href(to, &s->form, s->config, page);
    BUF_LIT(to, "\">");
    html_text(to, str_from(text));
    BUF_LIT(to, "</a>\n");
}

void search_write_pager(struct buf *to, const struct search *s)
{
    uint64_t page = s->form.page, pages = search_pages(s);
    if (pages < 2)
        return;
    BUF_LIT(to, "<nav class=\"pager\" aria-label=\"Pages of results\">\n");
    if (page > 1)
        write_step(to, s, "prev", "Previous page", page - 1);
    BUF_LIT(to, "<span>Page ");
    html_count(to, page);
    if (!s->result.more) {
        BUF_LIT(to, " of ");
        html_count(to, pages);
    }
    BUF_LIT(to, "</span>\n");
    if (page < pages)
        write_step(to, s, "next", "Next page", page + 1);
    BUF_LIT(to, "</nav>\n");
}
