#include "app/output.h"

#include "http/form.h"
#include "render/html.h"

struct kind {
    struct str name, path;
    const char *type, *title;
    enum search_order order;
};

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct kind kinds[OUTPUTS] = {
    [OUTPUT_HTML] = { TEXT("html"), TEXT("/search"), "text/html", "HTML", SEARCH_BY_SCORE },
    [OUTPUT_JSON] = { TEXT("json"), TEXT("/search.json"), "application/json", "JSON",
        SEARCH_BY_SCORE },
    [OUTPUT_RSS] = { TEXT("rss"), TEXT("/search.rss"), "application/rss+xml", "RSS",
        SEARCH_BY_DATE },
    [OUTPUT_ATOM] = { TEXT("atom"), TEXT("/search.atom"), "application/atom+xml", "Atom",
        SEARCH_BY_DATE },
};

/* format= of the form or, of a request that was not read whole, of its query. */
static struct str format_of(const struct request *request)
{
    struct str format = request_value(request, STR("format"));
    struct str rest = request->query, name, value;
    while (format.len == 0 && form_next(&rest, &name, &value))
        if (str_equal(name, STR("format")))
            format = value;
    return format;
}

enum output output_of(const struct request *request)
{
    enum output output = OUTPUT_JSON;
    while (output < OUTPUTS && !str_equal(request->path, kinds[output].path))
        output++;
    if (output < OUTPUTS)
        return output;
    struct str format = format_of(request);
    if (format.len == 0 || !str_equal(request->path, STR("/search")))
        return OUTPUT_HTML;
    output = OUTPUT_HTML;
    while (output < OUTPUTS && !str_equal_nocase(format, kinds[output].name))
        output++;
    return output;
}

enum search_order output_order(enum output output)
{
    return kinds[output].order;
}

const char *output_type(enum output output)
{
    return kinds[output].type;
}

/* What follows the parameters of the form. */
static void add_way(struct buf *to, const struct search *s, enum output output,
    enum search_order order, struct str amp)
{
    if (order != output_order(output)) {
        buf_add_str(to, amp);
        buf_add_str(to, order == SEARCH_BY_DATE ? STR("sort=date") : STR("sort=score"));
    }
    if (s->size != SEARCH_PAGE_SIZE) {
        buf_add_str(to, amp);
        BUF_LIT(to, "n=");
        buf_add_u64(to, s->size);
    }
}

void output_url(
    struct buf *to, const struct search *s, enum output output, const struct cursor *next)
{
    buf_add_str(to, kinds[output].path);
    BUF_LIT(to, "?");
    search_form_query(to, &s->form, s->config, STR("&"));
    add_way(to, s, output, s->form.order, STR("&"));
    if (next) {
        BUF_LIT(to, "&cursor=");
        cursor_write(to, next);
    }
}

/* The form's parameters for attributes: all links to other forms have them. */
static struct str query_of(const struct search *s, struct arena *arena)
{
    struct buf query;
    size_t most = 2 * OUTPUT_URL_MAX; /* '&' is longer */
    buf_fixed(&query, arena_alloc(arena, most), most);
    search_form_query(&query, &s->form, s->config, STR("&amp;"));
    return buf_str(&query);
}

/* A feed of it is by date even where the page is not. */
static void write_href(struct buf *to, const struct search *s, enum output output, struct str query)
{
    buf_add_str(to, kinds[output].path);
    BUF_LIT(to, "?");
    buf_add_str(to, query);
    add_way(
        to, s, output, output == OUTPUT_JSON ? s->form.order : output_order(output), STR("&amp;"));
}

void output_write_alternates(struct buf *to, const struct search *s, struct arena *arena)
{
    size_t mark = arena_mark(arena);
    struct str query = query_of(s, arena);
    for (enum output output = OUTPUT_JSON; output < OUTPUTS; output++) {
        BUF_LIT(to, "<link rel=\"alternate\" type=\"");
        buf_add_str(to, str_from(kinds[output].type));
        BUF_LIT(to, "\" title=\"");
        html_attr(to, s->form.term.len ? s->form.term : STR("Newest stories"));
        BUF_LIT(to, " - ");
        buf_add_str(to, str_from(kinds[output].title));
        BUF_LIT(to, "\" href=\"");
        write_href(to, s, output, query);
        BUF_LIT(to, "\" />\n");
    }
    arena_rewind(arena, mark);
}

void output_write_links(struct buf *to, const struct search *s, struct arena *arena)
{
    static const enum output shown[] = { OUTPUT_RSS, OUTPUT_ATOM, OUTPUT_JSON };
    size_t mark = arena_mark(arena);
    struct str query = query_of(s, arena);
    BUF_LIT(to, "<p class=\"outputs\">Follow this search as a feed, or read it by program:");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        BUF_LIT(to, " <a href=\"");
        write_href(to, s, shown[i], query);
        BUF_LIT(to, "\">");
        buf_add_str(to, str_from(kinds[shown[i]].title));
        BUF_LIT(to, "</a>");
    }
    BUF_LIT(to, "</p>\n");
    arena_rewind(arena, mark);
}
