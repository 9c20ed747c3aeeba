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
#include "base/validators.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Opens or makes the archive at `path` and brings its schema up to date. ERROR_STORE says what is
 * wrong and what to do: no archive, made by a newer feedscope, its directory missing, not writable,
 * locked, damaged. A file that is no archive is not touched. */
enum error_code store_open(struct store **out, const char *path, struct error *e);
/* Opens an archive that there is, to read it alone: also while another process writes it. Of the
 * functions below only store_source_find, store_items and store_count may be called then. */
enum error_code store_open_read(struct store **out, const char *path, struct error *e);
/* Checkpoints, closes, nulls; NULL inside is fine. */
void store_close(struct store **store);

/* The archive's number of a source, the same for ever; made when it is new. Numbers are small: 1,
 * 2, … */
enum error_code store_source_id(
    struct store *store, const char *name, uint32_t *id, struct error *e);

/* The same of a source that is known already; 0 when it is not. */
enum error_code store_source_find(
    struct store *store, const char *name, uint32_t *id, struct error *e);

/* What became of one item given to store_keep. */
enum store_change {
    STORE_KNOWN,   /* the archive had it, and nothing in it changed */
    STORE_NEW,     /* it is new */
    STORE_UPDATED, /* the archive had it, and what it holds has changed */
};

/*
 * Keeps one answer of one feed, in one transaction: its items, that this feed has them, and its
 * validators. So a validator is never on disk without the items of its answer. Fills items[i].id,
 * .source and .found, and changes[i]; an item that is STORE_UPDATED becomes what the archive now
 * holds, with texts that may be the store's until its next store_keep or store_close (do not
 * give it to store_keep again). On failure
 * nothing of it is kept, and id, source and found are 0 again.
 * `validators` NULL counts as none.
 *
 * Which items are the same story. Within one source, an item is an archived one when
 *  1. its guid is one that the archived item has had; or, when no item has had it,
 *  2. its link is the archived item's, and the titles are equal (without titles, the summaries) or
 *     one of the two guids names the linked page (the same URL but for query and fragment, and not
 *     a site's home page).
 * Rule 2 joins what two feeds of a source call differently, and a page whose guid carries a
 * revision ("…/story#1"). It must not join the stories of a feed whose items all link to one page,
 * so it holds only where the link can tell stories apart: no other guid in this answer has this
 * link, no second archived item of the source has it, and the archived item is not in this answer
 * under a guid of its own. Where guid and link name two archived items, guid decides. An item
 * joined by rule 2 is known by both guids from then on. In doubt a story is kept twice rather than
 * lost.
 *
 * What an archived item is changed by. What a feed says of an item counts when it is not what the
 * same feed said of it the last time; so two feeds that word a story differently do not change it
 * to and fro. A text that is not empty replaces the archived one; a date does when it changes
 * item_date. A feed that has the item for the first time only fills what is empty. `found` and the
 * archived guid never change. Of items with one guid in `items` the first counts, the others are
 * STORE_KNOWN.
 */
enum error_code store_keep(struct store *store, const char *source, const char *url,
    const struct feed_validators *validators, struct item *items, size_t count,
    enum store_change *changes, struct error *e);

/* What the archive remembers of the feed `url` of that source. False: nothing, as when the feed was
 * kept for another source (a 304 would leave this one without its items), or it could not be read.
 */
bool store_recall(
    struct store *store, const char *source, const char *url, struct feed_validators *validators);

/* Receives one archived item, whose bytes live only during the call. Must not use the store. */
typedef enum error_code store_each(void *context, const struct item *item);
/* Calls `each` with every archived item, oldest id first; stops and returns the code when `each`
 * returns another than ERROR_NONE (e is then for `each` to fill). */
enum error_code store_items(struct store *store, store_each *each, void *context, struct error *e);

/* The same of items with ids from `first` to `last`. */
enum error_code store_items_between(struct store *store, uint64_t first, uint64_t last,
    store_each *each, void *context, struct error *e);
/* The highest id of an archived item; 0 when there is none. */
enum error_code store_last_id(struct store *store, uint64_t *id, struct error *e);

/* Number of archived items; of those that the feed `url` has had, unless url is NULL. */
enum error_code store_count(struct store *store, const char *url, uint64_t *count, struct error *e);

#endif
