/* Counts by source and over time beside the results, each a link to the search narrowed to it. */
#include "app/search.h"
#include "app/search_narrow.h"
#include "base/calendar.h"
#include "render/chart.h"
#include "render/html.h"

enum {
    NAMED_SOURCES = 12,
    HREF_SOURCES = 40, /* bytes of a ticked source's parameter, beside its name */
};

void search_facets(struct search *s, struct arena *arena)
{
    struct search_request request = { .query = s->query, .sources = &s->sources, .limit = 1 };
    if (s->error.code || s->partial || s->form.first || query_is_empty(s->query) ||
        s->result.total < 2)
        return;
    s->faceted = facets_count(s->set, &request, &s->result, arena, &s->facets, NULL) == ERROR_NONE;
}

/* What the links have in common, for attributes. */
struct links {
    struct str term;    /* percent-encoded */
    struct str sources; /* parameters of those that are ticked */
    struct str ways;    /* further parameters */
};

/* On a full arena they are empty. */
static struct links links_of(const struct search *s, struct arena *arena)
{
    struct links links;
    struct buf text;
    size_t most = 3 * s->form.term.len + s->config->source_count * (3 * 32 + HREF_SOURCES) + 256;
    buf_fixed(&text, arena_alloc(arena, most), most);
    html_url_arg(&text, s->form.term);
    links.term = buf_str(&text);
    search_form_sources(&text, &s->form, s->config, STR("&amp;"));
    links.sources = str_from_offset(buf_str(&text), links.term.len);
    size_t end = text.len;
    search_form_ways(&text, &s->form, STR("&amp;"));
    if (s->form.order == SEARCH_BY_DATE)
        BUF_LIT(&text, "&amp;sort=date");
    links.ways = str_from_offset(buf_str(&text), end);
    return links;
}

/* --- by source --- */

struct source_count {
    size_t source; /* of the configuration */
    uint32_t count;
};

/* Puts a source in its place among those that have most hits; how many there are then. */
static size_t insert(
    struct source_count counts[static NAMED_SOURCES], size_t count, struct source_count one)
{
    size_t place = count;
    while (place && counts[place - 1].count < one.count)
        place--;
    if (place == NAMED_SOURCES)
        return count;
    count += count < NAMED_SOURCES;
    memmove(&counts[place + 1], &counts[place], (count - 1 - place) * sizeof *counts);
    counts[place] = one;
    return count;
}

/* The sources that have most hits, most first; how many. */
static size_t count_sources(
    const struct search *s, struct source_count counts[static NAMED_SOURCES])
{
    size_t count = 0;
    for (size_t i = 0; i < s->config->source_count; i++) {
        uint32_t id = s->config->sources[i].id;
        if (id < s->facets.sources && s->facets.by_source[id])
            count = insert(counts, count, (struct source_count) { i, s->facets.by_source[id] });
    }
    return count;
}

static void write_source(struct buf *to, const struct search *s, const struct source_count *one,
    const struct links *links)
{
    const struct config_source *source = &s->config->sources[one->source];
    BUF_LIT(to, "<li><a href=\"/search?term=");
    buf_add_str(to, links->term);
    BUF_LIT(to, "&amp;");
    html_url_arg(to, str_from(source->name));
    BUF_LIT(to, "=on");
    buf_add_str(to, links->ways);
    BUF_LIT(to, "\">");
    html_text(to, str_from(source->title));
    BUF_LIT(to, "</a> <span class=\"count\">");
    html_count(to, one->count);
    BUF_LIT(to, "</span></li>\n");
}

static void write_sources(struct buf *to, const struct search *s, const struct links *links)
{
    struct source_count counts[NAMED_SOURCES];
    size_t count = count_sources(s, counts);
    if (count < 2)
        return;
    BUF_LIT(to, "<h3>By source</h3>\n<ul class=\"counts\">\n");
    for (size_t i = 0; i < count; i++)
        write_source(to, s, &counts[i], links);
    BUF_LIT(to, "</ul>\n");
}

/* --- over time --- */

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December" };

static void add_month(struct buf *to, struct calendar_day date)
{
    buf_add_str(to, str_from(months[date.month - 1]));
    BUF_LIT(to, " ");
    buf_add_u64(to, (uint64_t)date.year);
}

static void add_day(struct buf *to, int32_t day)
{
    struct calendar_day date = calendar_of(day);
    buf_add_u64(to, date.day);
    BUF_LIT(to, " ");
    add_month(to, date);
}

/* "12 in March 2026" */
static void add_title(struct buf *to, const struct facets *facets, size_t bar)
{
    const struct facets_bar *b = &facets->bars[bar];
    int32_t day = facets_day_of(b->from);
    struct calendar_day date = calendar_of(day);
    html_count(to, b->count);
    BUF_LIT(to, " ");
    switch (facets->unit) {
    case FACETS_HOUR:
    case FACETS_SOME_HOURS:
        BUF_LIT(to, "on ");
        add_day(to, day);
        buf_addf(to, ", %02d:00 to %02d:00", b->from - 24 * day, b->to - 24 * day);
        return;
    case FACETS_DAY:
    case FACETS_WEEK:
        buf_add_str(to, facets->unit == FACETS_DAY ? STR("on ") : STR("in the week of "));
        add_day(to, day);
        return;
    case FACETS_MONTH:
        BUF_LIT(to, "in ");
        add_month(to, date);
        return;
    case FACETS_YEAR:
        BUF_LIT(to, "in ");
        buf_add_u64(to, (uint64_t)date.year);
        buf_add_str(to, bar == 0 && facets->earlier ? STR(" or earlier") : STR(""));
        return;
    }
}

static uint32_t most_of(const struct facets *facets)
{
    uint32_t most = 0;
    for (size_t i = 0; i < facets->bar_count; i++)
        most = facets->bars[i].count > most ? facets->bars[i].count : most;
    return most;
}

static void write_bar(struct chart *chart, const struct facets *facets, size_t bar,
    const struct narrow *narrow, const struct links *links)
{
    const struct facets_bar *b = &facets->bars[bar];
    if (!chart_bar(chart, b->count))
        return;
    BUF_LIT(chart->to, "/search?term=");
    narrow_write(chart->to, narrow, bar == 0 && facets->earlier ? INT32_MIN : b->from, b->to);
    buf_add_str(chart->to, links->sources);
    buf_add_str(chart->to, links->ways);
    chart_bar_title(chart);
    add_title(chart->to, facets, bar);
    chart_bar_end(chart);
}

static void write_bars(struct buf *to, const struct facets *facets, const struct narrow *narrow,
    const struct links *links)
{
    static const char *const labels[] = { "Hits by hour", "Hits by three hours", "Hits by day",
        "Hits by week", "Hits by month", "Hits by year" };
    struct chart chart;
    chart_begin(&chart, to, str_from(labels[facets->unit]), facets->bar_count, most_of(facets));
    for (size_t i = 0; i < facets->bar_count; i++)
        write_bar(&chart, facets, i, narrow, links);
    chart_end(&chart);
}

static void write_chart(
    struct buf *to, const struct search *s, const struct links *links, struct arena *arena)
{
    const struct facets *facets = &s->facets;
    struct narrow narrow = narrow_of(s->form.term, arena);
    narrow = narrow_encoded(&narrow, arena);
    if (facets->bar_count < 2 || arena_failed(arena))
        return;
    BUF_LIT(to, "<h3>By time</h3>\n");
    write_bars(to, facets, &narrow, links);
    BUF_LIT(to, "<p class=\"span\"><span>");
    add_day(to, facets_day_of(facets->bars[0].from));
    BUF_LIT(to, "</span> <span>");
    add_day(to, facets_day_of(facets->bars[facets->bar_count - 1].to - 1));
    BUF_LIT(to, "</span></p>\n");
}

void search_write_facets_link(struct buf *to, const struct search *s)
{
    if (s->faceted)
        BUF_LIT(
            to, "<p class=\"to-facets\"><a href=\"#narrow\">Narrow by source or time</a></p>\n");
}

void search_write_facets(struct buf *to, const struct search *s, struct arena *arena)
{
    if (!s->faceted)
        return;
    size_t mark = arena_mark(arena);
    BUF_LIT(to, "<aside class=\"facets\" id=\"narrow\" aria-label=\"Narrow the search\">\n");
    struct links links = links_of(s, arena);
    write_sources(to, s, &links);
    write_chart(to, s, &links, arena);
    if (s->facets.more) {
        BUF_LIT(to, "<p class=\"about\">Each has more: ");
        html_count(to, s->facets.counted);
        BUF_LIT(to, " of the results were counted.</p>\n");
    }
    BUF_LIT(to, "</aside>\n");
    arena_rewind(arena, mark);
}
