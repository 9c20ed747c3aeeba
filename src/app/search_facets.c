/* Counts by source and over time beside the results, each a link to the search narrowed to it. */
#include "app/search.h"
#include "app/search_narrow.h"
#include "base/calendar.h"
#include "render/chart.h"
#include "render/html.h"

enum {
    NAMED_SOURCES = 12,
    LABEL_MOST = 160,
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

static void write_source(
    struct buf *to, const struct search *s, const struct source_count *one, bool *ticked)
{
    struct search_form form = s->form;
    form.any = true;
    form.ticked = ticked;
    ticked[one->source] = true;
    BUF_LIT(to, "<li><a href=\"");
    search_form_href(to, &form, s->config, 1);
    BUF_LIT(to, "\">");
    html_text(to, str_from(s->config->sources[one->source].title));
    BUF_LIT(to, "</a> <span class=\"count\">");
    html_count(to, one->count);
    BUF_LIT(to, "</span></li>\n");
    ticked[one->source] = false;
}

static void write_sources(struct buf *to, const struct search *s, struct arena *arena)
{
    struct source_count counts[NAMED_SOURCES];
    size_t count = count_sources(s, counts);
    bool *ticked = arena_zero(arena, s->config->source_count, sizeof *ticked);
    if (count < 2 || ticked == NULL)
        return;
    BUF_LIT(to, "<h3>By source</h3>\n<ul class=\"counts\">\n");
    for (size_t i = 0; i < count; i++)
        write_source(to, s, &counts[i], ticked);
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
    struct calendar_day date = calendar_of(b->from);
    html_count(to, b->count);
    BUF_LIT(to, " ");
    switch (facets->unit) {
    case FACETS_DAY:
    case FACETS_WEEK:
        buf_add_str(to, facets->unit == FACETS_DAY ? STR("on ") : STR("in the week of "));
        add_day(to, b->from);
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

/* The search narrowed to a bar, safe in an attribute. */
static void add_href(struct buf *to, const struct search *s, const struct narrow *narrow,
    size_t bar, struct buf *term)
{
    const struct facets_bar *b = &s->facets.bars[bar];
    struct search_form form = s->form;
    buf_clear(term);
    narrow_write(term, narrow, bar == 0 && s->facets.earlier ? INT32_MIN : b->from, b->to);
    form.term = buf_str(term);
    search_form_href(to, &form, s->config, 1);
}

static uint32_t most_of(const struct facets *facets)
{
    uint32_t most = 0;
    for (size_t i = 0; i < facets->bar_count; i++)
        most = facets->bars[i].count > most ? facets->bars[i].count : most;
    return most;
}

/* Memory for one bar's texts, used again for the next one. */
struct bar_room {
    struct buf term, href, title;
};

static void make_room(struct bar_room *room, const struct search *s, struct arena *arena)
{
    size_t term = s->form.term.len + LABEL_MOST;
    size_t href = 3 * term + LABEL_MOST + s->config->source_count * (3 * 32 + HREF_SOURCES);
    buf_fixed(&room->term, arena_alloc(arena, term), term);
    buf_fixed(&room->href, arena_alloc(arena, href), href);
    buf_fixed(&room->title, arena_alloc(arena, LABEL_MOST), LABEL_MOST);
}

static void write_bars(
    struct buf *to, const struct search *s, struct bar_room *room, const struct narrow *narrow)
{
    static const char *const units[] = { "day", "week", "month", "year" };
    const struct facets *facets = &s->facets;
    struct chart chart;
    BUF_LIT(&room->title, "Hits by ");
    buf_add_str(&room->title, str_from(units[facets->unit]));
    chart_begin(&chart, to, buf_str(&room->title), facets->bar_count, most_of(facets));
    for (size_t i = 0; i < facets->bar_count; i++) {
        buf_clear(&room->href);
        buf_clear(&room->title);
        if (facets->bars[i].count) {
            add_href(&room->href, s, narrow, i, &room->term);
            add_title(&room->title, facets, i);
        }
        chart_bar(&chart, facets->bars[i].count, buf_str(&room->href), buf_str(&room->title));
    }
    chart_end(&chart);
}

static void write_chart(struct buf *to, const struct search *s, struct arena *arena)
{
    const struct facets *facets = &s->facets;
    struct narrow narrow = narrow_of(s->form.term, arena);
    struct bar_room room;
    make_room(&room, s, arena);
    if (facets->bar_count < 2 || arena_failed(arena))
        return;
    BUF_LIT(to, "<h3>By time</h3>\n");
    write_bars(to, s, &room, &narrow);
    BUF_LIT(to, "<p class=\"span\"><span>");
    add_day(to, facets->bars[0].from);
    BUF_LIT(to, "</span> <span>");
    add_day(to, facets->bars[facets->bar_count - 1].to - 1);
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
    write_sources(to, s, arena);
    write_chart(to, s, arena);
    if (s->facets.more) {
        BUF_LIT(to, "<p class=\"about\">Each has more: ");
        html_count(to, s->facets.counted);
        BUF_LIT(to, " of the results were counted.</p>\n");
    }
    BUF_LIT(to, "</aside>\n");
    arena_rewind(arena, mark);
}
