/* One search: what was asked, what was found, and the writing of it. */
#ifndef APP_SEARCH_H
#define APP_SEARCH_H

#include "app/cursor.h"
#include "app/search_form.h"
#include "base/arena.h"
#include "feed/feed_table.h"
#include "index/facets.h"
#include "index/search.h"
#include "index/wanted.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SEARCH_MILLISECONDS_MAX = 1000, /* after that a search gives what it has found */
    SEARCH_PAGE_SIZE = 20,
    SEARCH_PAGE_LAST = SEARCH_WINDOW_MAX / SEARCH_PAGE_SIZE, /* no page beyond can be shown */
};

struct search {
    const struct config *config;
    const struct feed_table *feeds;
    const struct index_set *set;
    struct search_form form;
    struct source_set sources;   /* that are searched */
    size_t size;                 /* hits wanted */
    const struct cursor *cursor; /* where to go on; NULL: at form.page */
    struct query *query;         /* may be empty: then the result is the newest items */
    struct wanted *wanted;       /* for snippets of the result's hits */
    struct search_result result; /* of the page asked for */
    bool lenient;                /* what has some of the words will do when nothing has all */
    bool further;                /* there are hits behind those of result */
    bool partial;                /* nothing has all that was asked for: the result has some of it */
    size_t only;      /* with first: the source that is shown; else config->source_count */
    int64_t elapsed;  /* nanoseconds that parsing and searching took */
    struct str meant; /* another spelling that finds more; empty: none is known */
    struct facets facets;
    bool faceted;       /* facets is there */
    struct error error; /* why there is no result: the query was refused */
};

/* Parses form.term and searches, filling sources, query, wanted, result, further, partial, only,
 * elapsed, and error. Config, feeds, set, form, size, cursor and lenient are given. */
void search_find(struct search *s, struct arena *arena);

/* Reads form.term as query_language.h says, with the words the set has for those with a *: fills
 * query. */
enum error_code search_parse(struct search *s, enum query_match match, struct arena *arena);

/* Looks for another spelling of what search_find has found little of: fills meant. */
void search_suggest(struct search *s, struct arena *arena);

/* Counts what search_find has found by source and time, when there is more than one hit: fills
 * facets and faceted. */
void search_facets(struct search *s, struct arena *arena);

/* The number of pages that can be shown, as far as results were counted: always beyond the page
 * asked for when there is more. */
uint64_t search_pages(const struct search *s);

/* <main>: whichever of the page's states this is. */
void search_write(struct buf *to, const struct search *s, struct arena *arena, int64_t now);

/* <ol> of the hits, their titles as headings h2 or h3. */
void search_write_hits(
    struct buf *to, const struct search *s, char level, struct arena *arena, int64_t now);

/* What was not understood of the query, or went beyond a bound. */
void search_write_messages(struct buf *to, const struct search *s);

/* "Did you mean", when there is another spelling. */
void search_write_meant(struct buf *to, const struct search *s);

/* The way to those counts where they do not stand beside the results. */
void search_write_facets_link(struct buf *to, const struct search *s);
/* <aside> of the counts, each a link to the search narrowed to it. */
void search_write_facets(struct buf *to, const struct search *s, struct arena *arena);

/* Links to the pages before and after; nothing when there is one page alone. */
void search_write_pager(struct buf *to, const struct search *s);

#endif
