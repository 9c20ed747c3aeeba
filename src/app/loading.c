#include "app/loading.h"

#include "app/app.h"
#include "app/layout.h"
#include "app/output.h"
#include "render/html.h"

#define RETRY_SECONDS "2"

static struct index_progress progress(const struct exchange *exchange)
{
    const struct app *app = exchange->app;
    return index_progress(app->index);
}

static void refuse(struct exchange *exchange)
{
    exchange->response->status = 503;
    response_header(exchange->response, "Retry-After", STR(RETRY_SECONDS));
}

static void write_bar(struct buf *to, const struct index_progress *p)
{
    BUF_LIT(to, "<p><progress max=\"");
    buf_add_u64(to, p->expected ? p->expected : 1);
    BUF_LIT(to, "\" value=\"");
    buf_add_u64(to, p->loaded);
    BUF_LIT(to, "\" aria-label=\"Stories loaded\"></progress></p>\n<p>");
    html_count(to, p->loaded);
    BUF_LIT(to, " of ");
    html_count(to, p->expected);
    BUF_LIT(to, " stories are loaded from the archive. The search is there as soon as all are; "
                "this page looks again every " RETRY_SECONDS " seconds.</p>\n");
}

bool loading_refuses(struct exchange *exchange)
{
    struct index_progress p = progress(exchange);
    if (p.ready)
        return false;
    refuse(exchange);
    enum output output = output_of(exchange->request);
    if (output != OUTPUT_HTML && output != OUTPUTS) {
        output_error(exchange, output, 503,
            "The stories are being loaded from the archive: ask again in " RETRY_SECONDS
            " seconds.");
        return true;
    }
    response_header(exchange->response, "Refresh", STR(RETRY_SECONDS));
    struct buf *to = layout_begin(exchange, STR("Starting"), LAYOUT_ELSEWHERE);
    BUF_LIT(to, "<main id=\"main\" class=\"error\">\n<h1>Starting</h1>\n");
    write_bar(to, &p);
    BUF_LIT(to, "</main>\n");
    layout_end(to);
    return true;
}

bool loading_refuses_plainly(struct exchange *exchange)
{
    struct index_progress p = progress(exchange);
    if (p.ready)
        return false;
    refuse(exchange);
    struct buf *to = layout_text(exchange, "text/plain; charset=utf-8");
    BUF_LIT(to, "starting: ");
    buf_add_u64(to, p.loaded);
    BUF_LIT(to, " of ");
    buf_add_u64(to, p.expected);
    BUF_LIT(to, " stories are loaded from the archive\n");
    return true;
}
