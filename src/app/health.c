/*
 * For load balancers and supervisors: 200 "ok" as soon as the archive is loaded and there is
 * something to answer from, that is archived stories or at least one fetch that has ended,
 * whichever way; 503 with the reason before. Feeds that fail do not make the service ill: they are
 * for /status and /metrics.
 */
#include "app/app.h"
#include "app/layout.h"
#include "app/loading.h"
#include "app/pages.h"

static bool starting(const struct app *app, unsigned worker)
{
    const struct index_set *set = index_enter(app->index, worker);
    size_t items = index_set_items(set);
    index_leave(app->index, worker);
    if (items)
        return false;
    const struct feed_table *feeds = cell_enter(app->feeds, worker);
    bool none_ended = feeds->count && feed_table_count(feeds, FEED_WAITING) == feeds->count;
    cell_leave(app->feeds, worker);
    return none_ended;
}

void health_page(struct exchange *exchange)
{
    if (loading_refuses_plainly(exchange))
        return;
    struct buf *to = layout_text(exchange, "text/plain; charset=utf-8");
    if (starting(exchange->app, exchange->worker)) {
        exchange->response->status = 503;
        BUF_LIT(to, "starting: the archive is empty and no feed has been fetched yet\n");
    } else {
        BUF_LIT(to, "ok\n");
    }
}
