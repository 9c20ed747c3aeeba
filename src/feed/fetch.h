/*
 * The fetcher: one thread that keeps every configured feed fresh, over libcurl's multi interface.
 *
 * HTTP/1.1 and HTTP/2, gzip and br, conditional GET with the validators exactly as received,
 * bounded in time, redirects and bytes after decompression; http and https only, on every hop;
 * unless the configuration allows it or a proxy is set, never an address that is loopback, private,
 * link-local or otherwise not public (checked on the address connected to, after DNS, on every
 * hop).
 *
 * It never reads the archive or the index: results leave through one callback, in the fetcher's
 * thread.
 */
#ifndef FEED_FETCH_H
#define FEED_FETCH_H

#include "base/buf.h"
#include "base/error.h"
#include "base/validators.h"
#include "config/config.h"

#include <stdbool.h>
#include <stdint.h>

enum fetch_outcome {
    FETCH_NEW,       /* 200: body holds the feed */
    FETCH_UNCHANGED, /* 304 */
    FETCH_FAILED,    /* error says why; everything known before stays true */
};

/* One finished fetch. The receiver may take `body` (buf_detach) and must not keep any pointer. */
struct fetch_result {
    const char *url;    /* the configured URL */
    const char *source; /* name of its source */
    enum fetch_outcome outcome;
    long status;                       /* HTTP status, 0 when there was none */
    struct feed_validators validators; /* of this answer if it is new, else what was sent */
    const char *content_type;          /* may be NULL */
    const char *final_url;             /* after redirects */
    struct buf body;
    int64_t started;  /* unix seconds */
    int64_t duration; /* nanoseconds */
    int64_t next;     /* unix seconds: when this feed is fetched next */
    struct error error;
};

struct fetcher;

/* Called in the fetcher's thread for every finished fetch. */
typedef void fetch_done(void *context, struct fetch_result *result);
/* Called in the fetcher's thread before every fetch: fills what the archive remembers of the feed,
 * returns false when it remembers nothing. Asked each time, because only an answer whose items are
 * archived may be made conditional: after one that could not be parsed or kept, the feed is fetched
 * whole again. */
typedef bool fetch_recall(
    void *context, const char *source, const char *url, struct feed_validators *validators);

/* Starts the thread; every feed of `config` is due at once, at most fetch_parallel at a time and
 * two a host; schedule.h has the rule for when each is due again (410 Gone: after a day). `recall`
 * may be NULL: no fetch is conditional then. The config is only read during the call. ERROR_SYSTEM
 * when there is no thread to be had; *out is NULL then. */
enum error_code fetcher_start(struct fetcher **out, const struct config *config,
    fetch_recall *recall, fetch_done *done, void *context, struct error *e);
/* A reloaded configuration: new feeds are due at once, feeds that left are forgotten, the others
 * keep their schedule. Any thread; copies what it needs and returns without waiting. */
void fetcher_configure(struct fetcher *fetcher, const struct config *config);
/* Ends running transfers, joins the thread, frees, nulls. No callback comes after it. */
void fetcher_stop(struct fetcher **fetcher);

#endif
