#include "app/layout.h"

#include "render/html.h"

/* Nothing but our own style sheet and icon is loaded, nothing runs, nobody frames us. */
#define CONTENT_SECURITY_POLICY                                                                    \
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "  \
    "frame-ancestors 'none'"
/* But a script of ours, which asks us: on admin pages for /debug/vars, on the search page for
 * /suggest. */
#define SCRIPT_POLICY CONTENT_SECURITY_POLICY "; script-src 'self'; connect-src 'self'"

static struct buf *answer(struct exchange *exchange, const char *content_type)
{
    struct response *response = exchange->response;
    response->content_type = content_type;
    response_header(response, "X-Content-Type-Options", STR("nosniff"));
    /* The answer changes with every fetch, so it may be kept only if it is asked for again. */
    response_header(response, "Cache-Control", STR("no-cache"));
    buf_clear(&response->body);
    return &response->body;
}

static void write_title(struct buf *to, struct str title)
{
    BUF_LIT(to, "<title>");
    html_text(to, title);
    if (title.len)
        BUF_LIT(to, " - ");
    BUF_LIT(to, "feedscope</title>\n");
}

static void write_link(struct buf *to, const char *path, const char *text, bool current)
{
    BUF_LIT(to, "<a href=\"");
    html_attr(to, str_from(path));
    BUF_LIT(to, "\"");
    if (current)
        BUF_LIT(to, " aria-current=\"page\"");
    BUF_LIT(to, ">");
    html_text(to, str_from(text));
    BUF_LIT(to, "</a>\n");
}

static void write_banner(struct buf *to, enum layout_place place)
{
    BUF_LIT(to, "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
                "<header class=\"banner\">\n");
    if (place == LAYOUT_ADMIN) {
        BUF_LIT(to, "<p class=\"brand\">feedscope admin</p>\n<nav aria-label=\"Site\">\n");
        write_link(to, "/debug/", "All pages", false);
    } else {
        BUF_LIT(to, "<p class=\"brand\"><a href=\"/search\">feedscope</a></p>\n"
                    "<nav aria-label=\"Site\">\n");
        write_link(to, "/search", "Search", place == LAYOUT_SEARCH);
        write_link(to, "/status", "Status", place == LAYOUT_STATUS);
    }
    BUF_LIT(to, "</nav>\n</header>\n");
}

struct buf *layout_begin(struct exchange *exchange, struct str title, enum layout_place place)
{
    return layout_begin_linked(exchange, title, place, STR(""));
}

struct buf *layout_begin_linked(
    struct exchange *exchange, struct str title, enum layout_place place, struct str head)
{
    struct buf *to = answer(exchange, "text/html; charset=utf-8");
    response_header(exchange->response, "Content-Security-Policy",
        place == LAYOUT_ADMIN || place == LAYOUT_SEARCH ? STR(SCRIPT_POLICY)
                                                        : STR(CONTENT_SECURITY_POLICY));
    response_header(exchange->response, "Referrer-Policy", STR("no-referrer"));
    BUF_LIT(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
    write_title(to, title);
    BUF_LIT(to, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
                "<meta name=\"color-scheme\" content=\"light dark\" />\n"
                "<link rel=\"stylesheet\" href=\"/static/style.css\" />\n");
    if (place == LAYOUT_ADMIN)
        BUF_LIT(to, "<link rel=\"stylesheet\" href=\"/static/debug.css\" />\n");
    else
        BUF_LIT(to, "<link rel=\"search\" type=\"application/opensearchdescription+xml\""
                    " title=\"feedscope\" href=\"/opensearch.xml\" />\n");
    if (place == LAYOUT_SEARCH)
        BUF_LIT(to, "<script src=\"/static/search.js\" defer=\"defer\"></script>\n");
    BUF_LIT(to, "<link rel=\"icon\" href=\"/static/favicon.svg\" type=\"image/svg+xml\" />\n");
    buf_add_str(to, head);
    BUF_LIT(to, "</head>\n<body>\n");
    write_banner(to, place);
    return to;
}

void layout_end(struct buf *body)
{
    BUF_LIT(body, "<footer class=\"foot\"><p>Headlines and summaries belong to their "
                  "publishers.</p></footer>\n</body>\n</html>\n");
}

struct buf *layout_text(struct exchange *exchange, const char *content_type)
{
    return answer(exchange, content_type);
}
