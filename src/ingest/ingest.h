/*
 * An item's way: a fetched feed is parsed, its new items are kept in the archive, indexed, and the
 * new set is published; then it is announced in the log. One thread does this, in that order, so
 * what a search can find or the log has announced is already on disk. It owns the fetcher; nothing
 * on this way waits for a search.
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "base/cell.h"
#include "base/error.h"
#include "config/config.h"
#include "index/index.h"
#include "ingest/load.h"

struct ingest;

/* Opens the archive and gives every source of `config` its archive number (config->sources[i].id).
 * `readers`: slots of the feed table's cell. */
enum error_code ingest_open(struct ingest **out, struct config *config, struct index *index,
    unsigned readers, struct error *e);
/* Loads every archived item into the index, which is published once, when all are there; until then
 * it is not ready (index_progress). When `stopped` says so this ends soon, and nothing is
 * published. */
enum error_code ingest_load(
    struct ingest *ingest, load_stopped *stopped, void *context, struct error *e);
/* Starts fetching, and merging in the background. After ingest_load. */
enum error_code ingest_start(struct ingest *ingest, const struct config *config, struct error *e);
/* A reloaded configuration: fills in the sources' archive numbers, reschedules. From the main
 * thread. */
enum error_code ingest_configure(struct ingest *ingest, struct config *config, struct error *e);
/* Stops fetching, keeps what has already arrived, closes the archive, frees, nulls. */
void ingest_stop(struct ingest **ingest);

/* The cell with the current const struct feed_table. */
struct cell *ingest_feeds(struct ingest *ingest);

#endif
