/*
 * feedscope.conf → struct config.
 *
 * A configuration is read whole, checked, and never changed: a reload makes a
 * new one and publishes it, and readers of the old one keep it until they leave.
 * The options are a table in config.c that carries their defaults and bounds;
 * feedscope.conf(5) documents them.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CONFIG_SOURCES_MAX = 512, /* sources in one configuration */
    CONFIG_FEEDS_MAX = 4096,  /* feeds of one source */
    CONFIG_WORKERS_MAX = 256, /* search threads */
};

struct config_source {
    char *name;   /* [a-z0-9_-]{1,32}: the checkbox's name and value of source: */
    char *title;  /* what people read; the name when not given */
    char **feeds; /* absolute http(s) URLs, no two the same in the whole configuration */
    size_t feed_count;
    uint32_t id; /* the archive's number; 0 until the archive has assigned it */
};

struct config {
    char *listen;           /* path of the search socket */
    char *admin_listen;     /* path of the admin socket */
    unsigned socket_mode;   /* permission bits of both, 0660 by default */
    unsigned workers;       /* search threads; 0: one a core */
    unsigned admin_workers; /* admin threads, 16 by default */
    bool server_timing;     /* searches' answers carry Server-Timing, false by default */
    char *archive;          /* path of the SQLite file */

    unsigned fetch_interval;      /* seconds between two fetches of a feed, 900 by default */
    unsigned fetch_timeout;       /* seconds that one fetch may take in all, 30 */
    unsigned fetch_max_bytes;     /* bytes of one feed after decompression, 16 MiB */
    unsigned fetch_max_redirects; /* 5 */
    unsigned fetch_parallel;      /* transfers at a time, 16 */
    bool fetch_private; /* may connect to loopback, private and link-local addresses: false */
    char *fetch_proxy;  /* URL of a forward proxy; empty: none */
    char *fetch_user_agent;

    bool index_stemming;  /* a bare word finds all its forms: true */
    char *index_language; /* BCP 47, of items that do not say theirs; empty: none, the default */
    unsigned index_merge_rate; /* MiB a second that merging writes at most, on average: 64 */
    unsigned
        rank_recency; /* percent that the newest item's score is raised by, 50; 0: no age counts */
    unsigned rank_half_life; /* hours after which half of that is left, 72 */

    unsigned trace_ring; /* bytes of each thread's flight recorder, 4 MiB; 0: none */
    unsigned trace_slow; /* milliseconds above which a request's trace is kept; 0: none is */
    unsigned trace_keep; /* traces kept, 16 */
    char *trace_folder;  /* where */

    struct config_source *sources; /* in the order of the file: also first='s order */
    size_t source_count;
};

/* Reads and checks the file. On success *out is the caller's, to be freed by config_free. On
 * failure *out is NULL and e names the file, the line where there is one, and what to write
 * instead. */
enum error_code config_read(const char *path, struct config **out, struct error *e);
/* Frees and nulls; NULL inside is fine. */
void config_free(struct config **config);

#endif
