#include "app/app.h"
#include "app/layout.h"
#include "app/output.h"
#include "app/pages.h"
#include "app/search_form.h"
#include "base/utf8.h"
#include "render/html.h"

/* The sentence may quote what somebody sent, and may have been cut within a character. Ours are
 * whole, so what is said when the arena is full needs no room there. */
static struct str repaired(struct exchange *exchange, struct str sentence)
{
    if (utf8_valid(sentence))
        return sentence;
    struct buf whole;
    size_t most = 3 * sentence.len; /* each byte may become U+FFFD */
    buf_fixed(&whole, arena_alloc(exchange->arena, most), most);
    utf8_repair(&whole, sentence);
    return buf_str(&whole);
}

static void write_error(
    struct exchange *exchange, struct buf *to, struct str reason, const char *sentence)
{
    BUF_LIT(to, "<main id=\"main\" class=\"error\">\n<h1>");
    html_text(to, reason);
    BUF_LIT(to, "</h1>\n");
    BUF_LIT(to, "<p>");
    html_text(to, repaired(exchange, str_from(sentence)));
    BUF_LIT(to, "</p>\n");
}

static void write_page(struct exchange *exchange, int status, const char *sentence)
{
    struct app *app = exchange->app;
    struct str reason = str_from(response_reason(status));
    exchange->response->status = status;
    struct buf *to = layout_begin(exchange, reason, LAYOUT_ELSEWHERE);
    const struct config *config = cell_enter(app->config, exchange->worker);
    /* The parameters are unknown when the request could not be read: an empty form. */
    search_form_write(to, &(struct search_form) { .page = 1 }, config);
    cell_leave(app->config, exchange->worker);
    write_error(exchange, to, reason, sentence);
    BUF_LIT(to, "<p>Search for something, or see the <a href=\"/search\">newest stories</a>.</p>\n"
                "</main>\n");
    layout_end(to);
}

void error_page(struct exchange *exchange, int status, const char *sentence)
{
    enum output output = output_of(exchange->request);
    if (output == OUTPUT_HTML || output == OUTPUTS)
        write_page(exchange, status, sentence);
    else
        output_error(exchange, output, status, sentence);
}

void error_admin_page(struct exchange *exchange, int status, const char *sentence)
{
    struct str reason = str_from(response_reason(status));
    exchange->response->status = status;
    struct buf *to = layout_begin(exchange, reason, LAYOUT_ADMIN);
    write_error(exchange, to, reason, sentence);
    BUF_LIT(to, "<p>See <a href=\"/debug/\">all pages</a>.</p>\n</main>\n");
    layout_end(to);
}
