/* "Did you mean": another spelling of the query, as a link. */
#include "app/search.h"
#include "index/suggest.h"
#include "render/html.h"

void search_suggest(struct search *s, struct arena *arena)
{
    struct str meant;
    const struct search_result nothing = { 0 }; /* of what was asked, a partial result has none */
    if (s->error.code || query_is_empty(s->query))
        return;
    if (suggest_query(s->set, s->form.term, s->form.match, &s->sources,
            s->partial ? &nothing : &s->result, arena, &meant))
        s->meant = meant;
}

void search_write_meant(struct buf *to, const struct search *s)
{
    if (s->meant.len == 0)
        return;
    struct search_form form = s->form;
    form.term = s->meant;
    BUF_LIT(to, "<p class=\"meant\">Did you mean <a href=\"");
    search_form_href(to, &form, s->config, 1);
    BUF_LIT(to, "\"><bdi>");
    html_text(to, s->meant);
    BUF_LIT(to, "</bdi></a>?</p>\n");
}
