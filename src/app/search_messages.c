/* What a reader is told of a query that was not understood wholly, with the place it is about. */
#include "app/search.h"
#include "base/utf8.h"
#include "index/query_language.h"
#include "render/html.h"

enum { AROUND_MOST = 40, MARKED_MOST = 80 }; /* bytes of the query that are shown */

/* The end of the text, of at most AROUND_MOST bytes, begun with a whole character. */
static void write_before(struct buf *to, struct str text)
{
    size_t from = text.len > AROUND_MOST ? text.len - AROUND_MOST : 0;
    if (from)
        BUF_LIT(to, "…");
    while (from < text.len && from && (text.at[from] & 0xC0) == 0x80)
        from++;
    html_text(to, str_from_offset(text, from));
}

static void write_beginning(struct buf *to, struct str text, size_t most)
{
    struct str cut = utf8_cut(text, most);
    html_text(to, cut);
    if (cut.len < text.len)
        BUF_LIT(to, "…");
}

static void write_place(struct buf *to, struct str query, const struct query_message *message)
{
    BUF_LIT(to, " <bdi class=\"place\">");
    write_before(to, str_n(query.at, message->offset));
    BUF_LIT(to, "<mark>");
    write_beginning(to, str_n(query.at + message->offset, message->length), MARKED_MOST);
    BUF_LIT(to, "</mark>");
    write_beginning(to, str_from_offset(query, message->offset + message->length), AROUND_MOST);
    BUF_LIT(to, "</bdi>");
}

void search_write_messages(struct buf *to, const struct search *s)
{
    const struct query_message *messages;
    size_t count = s->query ? query_messages(s->query, &messages) : 0;
    if (count == 0 && !s->result.stopped)
        return;
    BUF_LIT(to, "<ul class=\"notice messages\">\n");
    for (size_t i = 0; i < count; i++) {
        BUF_LIT(to, "<li>");
        html_text(to, messages[i].text);
        write_place(to, s->form.term, &messages[i]);
        BUF_LIT(to, "</li>\n");
    }
    if (s->result.stopped) {
        BUF_LIT(to, "<li>The search was stopped after ");
        html_count(to, SEARCH_MILLISECONDS_MAX);
        BUF_LIT(to, " ms: results may be incomplete.</li>\n");
    }
    BUF_LIT(to, "</ul>\n");
}
