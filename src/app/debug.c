#include "app/app.h"
#include "app/layout.h"
#include "app/pages.h"
#include "render/html.h"

static void write_route(struct buf *to, const struct route *route)
{
    BUF_LIT(to, "<dt><a href=\"");
    html_attr(to, str_from(route->path));
    BUF_LIT(to, "\">");
    html_text(to, str_from(route->path));
    BUF_LIT(to, "</a></dt>\n<dd>");
    html_text(to, str_from(route->about));
    BUF_LIT(to, "</dd>\n");
}

void debug_page(struct exchange *exchange)
{
    struct buf *to = layout_begin(exchange, STR("Admin pages"), LAYOUT_ADMIN);
    BUF_LIT(to, "<main id=\"main\">\n<h1>Admin pages</h1>\n<dl class=\"routes\">\n");
    for (size_t i = 0; i < app_admin_router.count; i++)
        write_route(to, &app_admin_router.routes[i]);
    BUF_LIT(to, "</dl>\n</main>\n");
    layout_end(to);
}
