#include "app/app.h"
#include "app/layout.h"
#include "app/pages.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "render/html.h"

enum { ROWS_MAX = 1000 };

struct status_view {
    struct buf *to;
    struct arena *arena;
    int64_t now;
};

static const struct {
    const char *word, *class;
} healths[] = {
    [FEED_WAITING] = { "waiting", "badge waiting" },
    [FEED_GOOD] = { "good", "badge good" },
    [FEED_FAILING] = { "failing", "badge failing" },
};

/* Errors quote servers and libraries, and may have been cut within a character. */
static void write_foreign(const struct status_view *v, struct str text)
{
    struct buf repaired;
    size_t mark = arena_mark(v->arena), most = 3 * text.len;
    buf_fixed(&repaired, arena_alloc(v->arena, most), most);
    utf8_repair(&repaired, text);
    html_text(v->to, buf_str(&repaired));
    arena_rewind(v->arena, mark);
}

/* A cell; on narrow screens, where the row is a card, `label` stands before it. */
static void begin_cell(const struct status_view *v, const char *label)
{
    BUF_LIT(v->to, "<td data-label=\"");
    html_attr(v->to, str_from(label));
    BUF_LIT(v->to, "\">");
}

static void end_cell(const struct status_view *v)
{
    BUF_LIT(v->to, "</td>\n");
}

static void write_time_cell(
    const struct status_view *v, const char *label, int64_t when, const char *otherwise)
{
    begin_cell(v, label);
    if (when)
        html_ago(v->to, when, v->now);
    else
        html_text(v->to, str_from(otherwise));
    end_cell(v);
}

static void write_health_cell(const struct status_view *v, const struct feed_state *feed)
{
    begin_cell(v, "Health");
    BUF_LIT(v->to, "<span class=\"");
    html_attr(v->to, str_from(healths[feed->health].class));
    BUF_LIT(v->to, "\">");
    html_text(v->to, str_from(healths[feed->health].word));
    BUF_LIT(v->to, "</span>");
    if (feed->error[0]) {
        BUF_LIT(v->to, " <span class=\"why\">");
        write_foreign(v, str_from(feed->error));
        BUF_LIT(v->to, "</span>");
    }
    end_cell(v);
}

static void write_status_cell(const struct status_view *v, const struct feed_state *feed)
{
    begin_cell(v, "HTTP");
    if (feed->status > 0)
        buf_add_u64(v->to, (uint64_t)feed->status);
    else
        BUF_LIT(v->to, "none");
    end_cell(v);
}

static void write_feed(const struct status_view *v, const struct feed_state *feed)
{
    BUF_LIT(v->to, "<tr>\n<th scope=\"row\"><span class=\"source\">");
    html_text(v->to, str_from(feed->title));
    BUF_LIT(v->to, "</span> <span class=\"url\">");
    write_foreign(v, str_from(feed->shown));
    BUF_LIT(v->to, "</span></th>\n");
    write_health_cell(v, feed);
    write_time_cell(v, "Last fetch", feed->checked, "not yet");
    write_time_cell(v, "Next fetch", feed->next, "not planned");
    write_status_cell(v, feed);
    begin_cell(v, "Stories");
    html_count(v->to, feed->items);
    end_cell(v);
    BUF_LIT(v->to, "</tr>\n");
}

/* At most `left` of the feeds in that health; returns how many more there may be. */
static size_t write_rows(const struct status_view *v, const struct feed_table *feeds,
    enum feed_health health, size_t left)
{
    for (size_t i = 0; i < feeds->count && left; i++) {
        if (feeds->feeds[i].health != health)
            continue;
        write_feed(v, &feeds->feeds[i]);
        left--;
    }
    return left;
}

/* So many that the page has room for: what fails goes first. */
static void write_most_urgent(const struct status_view *v, const struct feed_table *feeds)
{
    size_t left = write_rows(v, feeds, FEED_FAILING, ROWS_MAX);
    left = write_rows(v, feeds, FEED_WAITING, left);
    write_rows(v, feeds, FEED_GOOD, left);
}

static void write_all(const struct status_view *v, const struct feed_table *feeds)
{
    for (size_t i = 0; i < feeds->count; i++)
        write_feed(v, &feeds->feeds[i]);
}

static void write_feeds(const struct status_view *v, const struct feed_table *feeds)
{
    bool all = feeds->count <= ROWS_MAX;
    BUF_LIT(v->to, "<h2>Feeds</h2>\n<p>");
    html_count(v->to, feed_table_count(feeds, FEED_GOOD));
    BUF_LIT(v->to, " good, ");
    html_count(v->to, feed_table_count(feeds, FEED_FAILING));
    BUF_LIT(v->to, " failing, ");
    html_count(v->to, feed_table_count(feeds, FEED_WAITING));
    BUF_LIT(v->to, " waiting for the first fetch.</p>\n"
                   "<table class=\"feeds\">\n<thead><tr><th scope=\"col\">Source and feed</th>"
                   "<th scope=\"col\">Health</th><th scope=\"col\">Last fetch</th>"
                   "<th scope=\"col\">Next fetch</th><th scope=\"col\">HTTP</th>"
                   "<th scope=\"col\">Stories</th></tr></thead>\n<tbody>\n");
    if (all)
        write_all(v, feeds);
    else
        write_most_urgent(v, feeds);
    BUF_LIT(v->to, "</tbody>\n</table>\n");
    _Static_assert(ROWS_MAX == 1000, "the page says so");
    if (!all)
        BUF_LIT(v->to, "<p>Only 1,000 feeds are listed, those that fail first.</p>\n");
}

static void write_figure(const struct status_view *v, const char *name, uint64_t n)
{
    BUF_LIT(v->to, "<div><dt>");
    html_text(v->to, str_from(name));
    BUF_LIT(v->to, "</dt><dd>");
    html_count(v->to, n);
    BUF_LIT(v->to, "</dd></div>\n");
}

/* Mebibytes with one decimal. */
static void write_memory(const struct status_view *v, const char *name, uint64_t bytes)
{
    uint64_t tenths = bytes / (1024 * 1024) * 10 + bytes % (1024 * 1024) * 10 / (1024 * 1024);
    BUF_LIT(v->to, "<div><dt>");
    html_text(v->to, str_from(name));
    BUF_LIT(v->to, "</dt><dd>");
    html_count(v->to, tenths / 10);
    BUF_LIT(v->to, ".");
    buf_add_u64(v->to, tenths % 10);
    BUF_LIT(v->to, " MiB</dd></div>\n");
}

static void write_memories(const struct status_view *v, const struct index_memory *m)
{
    write_memory(v, "Memory of the index", index_memory_sum(m));
    write_memory(v, "of it: texts", m->text);
    write_memory(v, "postings", m->postings);
    write_memory(v, "positions", m->positions);
    write_memory(v, "vocabulary", m->vocabulary);
    write_memory(v, "items", m->items);
    write_memory(v, "replaced items", m->dead);
}

static void write_figures(const struct status_view *v, const struct index_set *set, int64_t started)
{
    BUF_LIT(v->to, "<dl class=\"figures\">\n");
    write_figure(v, "Stories", index_set_items(set));
    write_figure(v, "Segments", index_set_segments(set));
    write_memories(v, index_set_memory(set));
    write_figure(v, "Publications", index_set_generation(set));
    BUF_LIT(v->to, "<div><dt>Started</dt><dd>");
    html_ago(v->to, started, v->now);
    BUF_LIT(v->to, "</dd></div>\n</dl>\n");
}

void status_page(struct exchange *exchange)
{
    const struct app *app = exchange->app;
    unsigned worker = exchange->worker;
    struct status_view v = {
        .to = layout_begin(exchange, STR("Status"), LAYOUT_STATUS),
        .arena = exchange->arena,
        .now = clock_unix(),
    };
    BUF_LIT(v.to, "<main id=\"main\" class=\"wide\">\n<h1>Status</h1>\n");
    write_figures(&v, index_enter(app->index, worker), app->started);
    index_leave(app->index, worker);
    write_feeds(&v, cell_enter(app->feeds, worker));
    cell_leave(app->feeds, worker);
    BUF_LIT(v.to, "</main>\n");
    layout_end(v.to);
}
