/*
 * The thread that merges the index's segments beside the one that publishes: one merge at a time,
 * at a lower priority. After each it rests for as long as that took, so that it never takes more
 * than half of one core, and longer if it has written more than it may.
 */
#ifndef INGEST_MERGER_H
#define INGEST_MERGER_H

#include "base/error.h"
#include "index/index.h"

#include <stdint.h>

struct merger;

/* `rate`: bytes a second that it may write, on average; above 0. */
enum error_code merger_start(
    struct merger **out, struct index *index, uint64_t rate, struct error *e);
/* Something was published: there may be something to merge. Any thread. */
void merger_wake(struct merger *merger);
/* Ends a merge under way without effect, and the thread; nulls. NULL inside is fine. */
void merger_stop(struct merger **merger);

#endif
