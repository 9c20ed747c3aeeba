/* The frame that every HTML page shares: security headers, head, banner, footer. */
#ifndef APP_LAYOUT_H
#define APP_LAYOUT_H

#include "http/route.h"

/* Which entry of the navigation is the page itself; admin pages have a navigation of their own. */
enum layout_place { LAYOUT_SEARCH, LAYOUT_STATUS, LAYOUT_ELSEWHERE, LAYOUT_ADMIN };

/* Empties the body, sets the headers of a page and writes all that stands before its content. The
 * document's title is "TITLE - feedscope", or "feedscope" alone when title is empty. Returns the
 * body; the page writes its own landmarks (form, main) there. */
struct buf *layout_begin(struct exchange *exchange, struct str title, enum layout_place place);
/* The same with further elements, as they are, for the document's head. */
struct buf *layout_begin_linked(
    struct exchange *exchange, struct str title, enum layout_place place, struct str head);
void layout_end(struct buf *body);

/* The same for a text/plain answer: headers, and an empty body to write to. */
struct buf *layout_text(struct exchange *exchange, const char *content_type);

#endif
