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
        .page = read_page(request_value(request, STR("page"))),
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

/* A checkbox and its label as one thing to hit with a thumb. */
static void write_box(struct buf *to, struct str name, struct str label, bool ticked)
{
    BUF_LIT(to, "<label class=\"chip\"><input type=\"checkbox\" name=\"");
    html_attr(to, name);
    BUF_LIT(to, "\" value=\"on\"");
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
        write_box(to, str_from(config->sources[i].name), str_from(config->sources[i].title),
            form->any && form->ticked[i]);
    BUF_LIT(to, "</div>\n</fieldset>\n");
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
    write_box(to, STR("first"), STR("Stop at the first source that has a hit"), form->first);
    BUF_LIT(to, "</form>\n");
}

void search_form_href(
    struct buf *to, const struct search_form *form, const struct config *config, uint64_t page)
{
    BUF_LIT(to, "/search?term=");
    html_url_arg(to, form->term);
    for (size_t i = 0; form->any && i < config->source_count; i++) {
        if (!form->ticked[i])
            continue;
        BUF_LIT(to, "&amp;");
        html_url_arg(to, str_from(config->sources[i].name));
        BUF_LIT(to, "=on");
    }
    if (form->first)
        BUF_LIT(to, "&amp;first=on");
    if (page > 1) {
        BUF_LIT(to, "&amp;page=");
        buf_add_u64(to, page);
    }
}
