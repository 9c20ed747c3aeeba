/*
 * /suggest?q=...: completions of a query's last word, as browsers ask for them (OpenSearch
 * Suggestions 1.1): ["q",["completion",...]].
 */
#include "index/suggest.h"

#include "app/app.h"
#include "app/layout.h"
#include "app/loading.h"
#include "app/pages.h"
#include "base/json.h"

static void write_completions(
    struct buf *to, struct str typed, const struct suggest_completions *completions)
{
    BUF_LIT(to, "[");
    json_string(to, typed);
    BUF_LIT(to, ",[");
    for (size_t i = 0; i < completions->count; i++) {
        if (i)
            BUF_LIT(to, ",");
        json_string(to, completions->texts[i]);
    }
    BUF_LIT(to, "]]\n");
}

void suggest_page(struct exchange *exchange)
{
    const struct app *app = exchange->app;
    struct str typed = request_value(exchange->request, STR("q"));
    struct suggest_completions completions;
    if (loading_refuses_plainly(exchange))
        return;
    const struct index_set *set = index_enter(app->index, exchange->worker);
    suggest_complete(set, typed, exchange->arena, &completions);
    index_leave(app->index, exchange->worker);
    struct buf *to = layout_text(exchange, "application/x-suggestions+json");
    write_completions(to, typed, &completions);
}
