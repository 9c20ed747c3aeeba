#include "app/search.h"

#include "app/app.h"
#include "app/layout.h"
#include "app/loading.h"
#include "app/output.h"
#include "app/pages.h"
#include "base/clock.h"
#include "pprof/pprof.h"

static struct str title_of(const struct search *s, struct arena *arena)
{
    const struct search_form *form = &s->form;
    if (form->page == 1)
        return form->term;
    struct buf title;
    size_t most = form->term.len + 32;
    buf_fixed(&title, arena_alloc(arena, most), most);
    buf_add_str(&title, form->term);
    BUF_LIT(&title, ", page ");
    buf_add_u64(&title, form->page);
    return buf_str(&title);
}

/* For profiles: "all", or the names of the sources that were ticked. */
static void label_sources(const struct search_form *form, const struct config *config)
{
    char memory[256];
    struct buf names;
    if (!form->any) {
        pprof_label("source", "all");
        return;
    }
    buf_fixed(&names, memory, sizeof memory);
    for (size_t i = 0; i < config->source_count; i++)
        if (form->ticked[i]) {
            buf_add_str(&names, names.len ? STR(",") : STR(""));
            buf_add_str(&names, str_from(config->sources[i].name));
        }
    pprof_label("source", names.overflowed ? "(many)" : pprof_intern(names.at, names.len));
}

static struct str alternates(const struct search *s, struct arena *arena)
{
    struct buf head;
    size_t most = 6 * OUTPUT_URL_MAX; /* of three; in attributes '&' is longer */
    buf_fixed(&head, arena_alloc(arena, most), most);
    output_write_alternates(&head, s, arena);
    return buf_str(&head);
}

static void answer_page(struct search *s, struct exchange *exchange)
{
    pprof_region_begin("query");
    s->lenient = true;
    search_find(s, exchange->arena);
    search_suggest(s, exchange->arena);
    search_facets(s, exchange->arena);
    pprof_region_end("query");
    pprof_region_begin("render");
    if (s->error.code)
        exchange->response->status = 400;
    struct buf *to = layout_begin_linked(
        exchange, title_of(s, exchange->arena), LAYOUT_SEARCH, alternates(s, exchange->arena));
    search_form_write(to, &s->form, s->config);
    search_write(to, s, exchange->arena, clock_unix());
    layout_end(to);
    pprof_region_end("render");
}

static void answer(struct search *s, enum output output, struct exchange *exchange)
{
    search_form_read(&s->form, s->config, exchange->request, exchange->arena);
    label_sources(&s->form, s->config);
    if (output == OUTPUT_HTML)
        answer_page(s, exchange);
    else
        output_answer(s, output, exchange);
}

void search_page(struct exchange *exchange)
{
    const struct app *app = exchange->app;
    unsigned worker = exchange->worker;
    enum output output = output_of(exchange->request);
    if (loading_refuses(exchange))
        return;
    if (output == OUTPUTS) {
        error_page(exchange, 400, "There is no such format: html, json, rss and atom are.");
        return;
    }
    struct search s = {
        .config = cell_enter(app->config, worker),
        .feeds = cell_enter(app->feeds, worker),
        .set = index_enter(app->index, worker),
        .size = SEARCH_PAGE_SIZE,
    };
    answer(&s, output, exchange);
    index_leave(app->index, worker);
    cell_leave(app->feeds, worker);
    cell_leave(app->config, worker);
    /* The frame's buffers are older than what filled the arena, so there is room to say so. */
    if (arena_failed(exchange->arena) || exchange->response->body.overflowed) {
        buf_clear(&exchange->response->headers);
        error_page(exchange, 500, "This search needs more memory than one may take.");
    }
}
