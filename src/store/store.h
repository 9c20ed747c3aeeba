/*
 * The archive: every item ever found, which feeds had it, and what is remembered of each feed.
 *
 * One interface; a backend is a file (sqlite.c). An item survives its feed, a restart and a crash:
 * what store_keep has returned is on disk.
 *
 * A struct store belongs to one thread at a time. Open a second one on the same path for a second
 * thread: readers do not wait for the writer (SQLite's WAL).
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/error.h"
#include "base/item.h"
#include "feed/fetch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Opens or makes the archive at `path` and brings its schema up to date. ERROR_STORE says what is
 * wrong: not an archive, made by a newer feedscope, not writable, damaged. */
enum error_code store_open(struct store **out, const char *path, struct error *e);
/* Checkpoints, closes, nulls; NULL inside is fine. */
void store_close(struct store **store);

/* The archive's number of a source, the same for ever; made when it is new. Numbers are small: 1,
 * 2, … */
enum error_code store_source_id(
    struct store *store, const char *name, uint32_t *id, struct error *e);

/* What became of one item given to store_keep. */
enum store_change {
    STORE_KNOWN,   /* the archive had it, the same */
    STORE_NEW,     /* it is new; id, source and found are filled in */
    STORE_UPDATED, /* the archive had it with another title, summary or link: now it has these; date
                    * and found stay the first ones unless the feed gives a new date */
};

/*
 * Keeps one answer of one feed, in one transaction: its items, that this feed has them, and its
 * validators. An item is the same story when, within one source, its guid or (when not empty) its
 * link is the same; in two feeds of a source it is one item with two feeds. Fills items[i].id,
 * .source and .found, and changes[i]. An item that stands twice in `items` is STORE_KNOWN the
 * second time. On failure nothing of it is kept.
 */
enum error_code store_keep(struct store *store, const char *source, const char *url,
    const struct feed_validators *validators, struct item *items, size_t count,
    enum store_change *changes, struct error *e);

/* What the archive remembers of a feed. False: nothing, or it could not be read. */
bool store_recall(struct store *store, const char *url, struct feed_validators *validators);

/* Calls `each` with every archived item, oldest id first; stops and returns the code when `each`
 * returns another than ERROR_NONE. The item's bytes live only during the call. */
typedef enum error_code store_each(void *context, const struct item *item);
enum error_code store_items(struct store *store, store_each *each, void *context, struct error *e);

/* Number of archived items; of those that the feed `url` has had, unless url is NULL. */
enum error_code store_count(struct store *store, const char *url, uint64_t *count, struct error *e);

#endif
