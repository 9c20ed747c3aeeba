/*
 * The forms that a search's answer comes in, and the URLs of them.
 *
 *   /search        HTML, or what format= names: html, json, rss, atom
 *   /search.json   /search.rss   /search.atom
 */
#ifndef APP_OUTPUT_H
#define APP_OUTPUT_H

#include "app/cursor.h"
#include "app/search.h"
#include "http/route.h"

#include <stdbool.h>

enum output { OUTPUT_HTML, OUTPUT_JSON, OUTPUT_RSS, OUTPUT_ATOM, OUTPUTS };

enum {
    OUTPUT_SIZE_MAX = 50, /* hits in one answer: n= */
    OUTPUT_URL_MAX = 3 * REQUEST_TERM_MAX + 40 * CONFIG_SOURCES_MAX + 4096, /* bytes */
};

/* What a request asks for; OUTPUTS (none) when format= names none. Also of a request that could not
 * be read whole. */
enum output output_of(const struct request *request);
/* How its hits are ordered when nobody says: feeds by date. */
enum search_order output_order(enum output output);
const char *output_type(enum output output); /* Content-Type, without its charset */

/* The path and query of this search in that form, as they are in a URL: to be escaped for where
 * they go. `next` NULL: from the first hit. */
void output_url(
    struct buf *to, const struct search *s, enum output output, const struct cursor *next);

/* <link rel="alternate"> for a page's head, and links for people: this search in its other forms.
 */
void output_write_alternates(struct buf *to, const struct search *s, struct arena *arena);
void output_write_links(struct buf *to, const struct search *s, struct arena *arena);

/* Answers the search in a form that is not HTML; s->form is read, the rest is done here. */
void output_answer(struct search *s, enum output output, struct exchange *exchange);
/* An error in that form: problem details (RFC 9457), as JSON, or for feeds as XML. */
void output_error(struct exchange *exchange, enum output output, int status, const char *sentence);

/* The writers: one document each into `to`. `self`: where the site is. */
void search_json_write(struct buf *to, const struct search *s, struct arena *arena);
void search_rss_write(struct buf *to, const struct search *s, struct str site, struct arena *arena);
void search_atom_write(
    struct buf *to, const struct search *s, struct str site, struct arena *arena);
/* When the latest of the hits was found: the feed changed then. 0: there is none. */
int64_t search_feed_modified(const struct search *s);

/* Where a walk goes on behind the hits there are; false when there are no more. */
bool output_next(const struct search *s, struct cursor *next);

#endif
