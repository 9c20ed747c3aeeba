#include "app/search_form.h"

#include "render/html.h"

static uint64_t read_page(struct str value)
{
    uint64_t page;
    return str_to_u64(value, &page) && page ? page : 1;
}

void search_form_read(struct search_form *form, const struct config *config,
    const struct request *request, struct arena *arena)
{
    *form = (struct search_form) {
        .term = str_trim(request_value(request, STR("term"))),
        .first = request_ticked(request, STR("first")),
        .match =
            str_equal(request_value(request, STR("match")), STR("any")) ? MATCH_ANY : MATCH_ALL,
        .page = read_page(request_value(request, STR("page"))),
        .order = str_equal(request_value(request, STR("sort")), STR("date")) ? SEARCH_BY_DATE
                                                                             : SEARCH_BY_SCORE,
    };
    bool *ticked = arena_alloc(arena, config->source_count);
    if (ticked == NULL)
        return;
    for (size_t i = 0; i < config->source_count; i++) {
        ticked[i] = request_ticked(request, str_from(config->sources[i].name));
        form->any |= ticked[i];
    }
    form->ticked = ticked;
}

bool search_form_has(const struct search_form *form, size_t source)
{
    return !form->any || form->ticked[source];
}

const struct config_source *search_source(const struct config *config, uint32_t id)
{
    for (size_t i = 0; i < config->source_count; i++)
        if (config->sources[i].id == id)
            return &config->sources[i];
    return NULL;
}

/* A checkbox and its label as one thing to hit with a thumb. */
static void write_box(
    struct buf *to, struct str name, struct str value, struct str label, bool ticked)
{
    BUF_LIT(to, "<label class=\"chip\"><input type=\"checkbox\" name=\"");
    html_attr(to, name);
    BUF_LIT(to, "\" value=\"");
    html_attr(to, value);
    BUF_LIT(to, "\"");
    if (ticked)
        BUF_LIT(to, " checked=\"checked\"");
    BUF_LIT(to, " /> ");
    html_text(to, label);
    BUF_LIT(to, "</label>\n");
}

static void write_sources(
    struct buf *to, const struct search_form *form, const struct config *config)
{
    BUF_LIT(to, "<fieldset>\n<legend>Sources <span class=\"hint\">(none ticked means all)</span>"
                "</legend>\n<div class=\"chips\">\n");
    for (size_t i = 0; i < config->source_count; i++)
        write_box(to, str_from(config->sources[i].name), STR("on"),
            str_from(config->sources[i].title), form->any && form->ticked[i]);
    BUF_LIT(to, "</div>\n</fieldset>\n");
}

static void write_order(struct buf *to, enum search_order order)
{
    BUF_LIT(to,
        "<label class=\"order\">Order <select name=\"sort\"><option value=\"score\">best first"
        "</option><option value=\"date\"");
    if (order == SEARCH_BY_DATE)
        BUF_LIT(to, " selected=\"selected\"");
    BUF_LIT(to, ">newest first</option></select></label>\n");
}

void search_form_write(struct buf *to, const struct search_form *form, const struct config *config)
{
    BUF_LIT(to, "<form class=\"search\" role=\"search\" action=\"/search\" method=\"get\">\n"
                "<label class=\"ask\" for=\"term\">Words to find</label>\n"
                "<div class=\"field\"><input type=\"search\" id=\"term\" name=\"term\" value=\"");
    html_attr(to, form->term);
    BUF_LIT(to, "\" autocomplete=\"off\" enterkeyhint=\"search\" dir=\"auto\" />\n"
                "<button type=\"submit\">Search</button></div>\n");
    write_sources(to, form, config);
    write_box(
        to, STR("match"), STR("any"), STR("Any of the words will do"), form->match == MATCH_ANY);
    write_box(
        to, STR("first"), STR("on"), STR("Stop at the first source that has a hit"), form->first);
    write_order(to, form->order);
    BUF_LIT(to, "<a href=\"/help\">How to search</a>\n</form>\n");
}

void search_form_sources(
    struct buf *to, const struct search_form *form, const struct config *config, struct str amp)
{
    for (size_t i = 0; form->any && i < config->source_count; i++) {
        if (!form->ticked[i])
            continue;
        buf_add_str(to, amp);
        html_url_arg(to, str_from(config->sources[i].name));
        BUF_LIT(to, "=on");
    }
}

void search_form_ways(struct buf *to, const struct search_form *form, struct str amp)
{
    if (form->first) {
        buf_add_str(to, amp);
        BUF_LIT(to, "first=on");
    }
    if (form->match == MATCH_ANY) {
        buf_add_str(to, amp);
        BUF_LIT(to, "match=any");
    }
}

void search_form_query(
    struct buf *to, const struct search_form *form, const struct config *config, struct str amp)
{
    BUF_LIT(to, "term=");
    html_url_arg(to, form->term);
    search_form_sources(to, form, config, amp);
    search_form_ways(to, form, amp);
}

void search_form_href(
    struct buf *to, const struct search_form *form, const struct config *config, uint64_t page)
{
    BUF_LIT(to, "/search?");
    search_form_query(to, form, config, STR("&amp;"));
    if (form->order == SEARCH_BY_DATE)
        BUF_LIT(to, "&amp;sort=date");
    if (page > 1) {
        BUF_LIT(to, "&amp;page=");
        buf_add_u64(to, page);
    }
}
