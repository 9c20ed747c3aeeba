/*
 * What is known of every configured feed: an immutable table, published anew after each fetch.
 * Read through the cell that ingest publishes it in: for /status and for pages that must say why
 * there is nothing to find.
 */
#ifndef FEED_FEED_TABLE_H
#define FEED_FEED_TABLE_H

#include "config/config.h"

#include <stddef.h>
#include <stdint.h>

enum feed_health {
    FEED_WAITING, /* configured, its first fetch of this run has not ended */
    FEED_GOOD,    /* the last fetch brought a feed, or 304 */
    FEED_FAILING, /* the last fetch or parse failed; its archived items stay searchable */
};

struct feed_state {
    char *url;
    char *shown;  /* the URL for people: without its password */
    char *source; /* name of its source */
    char *title;  /* what people call that source */
    enum feed_health health;
    long status;       /* HTTP status of the last fetch, 0 when there was none */
    int64_t checked;   /* unix seconds of the last fetch, 0: never in this run */
    int64_t succeeded; /* unix seconds of the last good fetch, 0: never in this run */
    int64_t next;      /* unix seconds of the next fetch, 0: not yet known */
    uint64_t items;    /* archived items this feed has had */
    char error[256];   /* why it is failing; empty otherwise */
};

struct feed_table {
    struct feed_state *feeds; /* in the configuration's order */
    size_t count;
};

/* How many feeds are in that health. */
size_t feed_table_count(const struct feed_table *table, enum feed_health health);
/* Index of the feed with that URL, table->count when there is none. */
size_t feed_table_find(const struct feed_table *table, const char *url);

/* The writer's side. A new table of the configured feeds, all FEED_WAITING. */
struct feed_table *feed_table_new(const struct config *config);
/* A new table of the same feeds, to change and publish. The strings are shared: free the one that
 * is replaced with feed_table_discard, the last with feed_table_free. */
struct feed_table *feed_table_copy(const struct feed_table *table);
void feed_table_discard(struct feed_table *table);
void feed_table_free(struct feed_table *table);
/* Takes over what `old` knows of the feeds that are in both; the strings stay the table's own. */
void feed_table_inherit(struct feed_table *table, const struct feed_table *old);

#endif
