/*
 * The archive's way into the index when the program starts: several threads, each with its own
 * connection to the archive, take ranges of ids one after the other and make a segment of each.
 */
#ifndef INGEST_LOAD_H
#define INGEST_LOAD_H

#include "base/error.h"
#include "index/index.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/* Asked now and then, by any of the threads: is loading to end at once? */
typedef bool load_stopped(void *context);

/* Gives every item of the archive at `path` to the index, which is not ready from here on, by that
 * many threads (at least 1, the caller's among them). What was loaded before a failure or a stop
 * stays in the index, unpublished: publishing is the caller's. */
enum error_code load_archive(struct index *index, const char *path, unsigned threads,
    load_stopped *stopped, void *context, struct error *e);

/* Is a source's number one that the index takes? ERROR_LIMIT says what to do when it is not. */
enum error_code load_check_source(uint32_t source, struct error *e);

#endif
