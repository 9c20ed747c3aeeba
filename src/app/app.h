/*
 * The pages: one file a page, each exporting its route_page; app.c holds the two routers' tables.
 *
 * A page reads three published objects, each without a lock, through the slot of its worker: the
 * configuration, the index set, the feed table. All three must have been published before the first
 * request is served. On the way of a search nothing is allocated but from the request's arena,
 * nothing is locked, and nothing is read or written.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/cell.h"
#include "config/config.h"
#include "fcgi/serve.h"
#include "feed/feed_table.h"
#include "http/route.h"
#include "index/index.h"

#include <stdint.h>

struct app {
    struct cell *config; /* const struct config */
    struct cell *feeds;  /* const struct feed_table */
    struct index *index;
    struct server *const *search; /* for their counters; *search is NULL before it runs */
    struct server *const *admin;
    int64_t started; /* unix seconds */
};

/* What is answered on the search socket and on the admin socket. */
extern const struct router app_search_router;
extern const struct router app_admin_router;

#endif
