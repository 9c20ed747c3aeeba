/* What a search asks for, as /search's parameters say it, and the form and links that say it again.
 */
#ifndef APP_SEARCH_FORM_H
#define APP_SEARCH_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "config/config.h"
#include "http/request.h"
#include "index/search.h"

#include <stdbool.h>
#include <stdint.h>

struct search_form {
    struct str term;        /* without outer blanks */
    const bool *ticked;     /* one a source of the configuration; NULL: none is */
    bool any;               /* at least one is ticked */
    bool first;             /* show only the first source that has a hit */
    enum query_match match; /* words: all must be had, or any */
    uint64_t page;          /* from 1 */
    enum search_order order;
};

/* Anything but a positive number is page 1. On a full arena (arena_failed) nothing is ticked. */
void search_form_read(struct search_form *form, const struct config *config,
    const struct request *request, struct arena *arena);

/* Is this source to be searched: it is ticked, or none is. */
bool search_form_has(const struct search_form *form, size_t source);

/* The source with that archive number; NULL when it is configured no more. */
const struct config_source *search_source(const struct config *config, uint32_t id);

/* <form role="search"> in the state of `form`; its own page is always 1. */
void search_form_write(struct buf *to, const struct search_form *form, const struct config *config);

/* The parameters that say what is searched for, and where, with `amp` between them: '&', or "&amp;"
 * for an attribute. Neither order nor page. */
void search_form_query(
    struct buf *to, const struct search_form *form, const struct config *config, struct str amp);

/* Parts of it, each parameter with `amp` before it: the sources; how they are searched. */
void search_form_sources(
    struct buf *to, const struct search_form *form, const struct config *config, struct str amp);
void search_form_ways(struct buf *to, const struct search_form *form, struct str amp);

/* The URL of the search with that page, for a double-quoted attribute. */
void search_form_href(
    struct buf *to, const struct search_form *form, const struct config *config, uint64_t page);

#endif
