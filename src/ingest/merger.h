/*
 * The thread that merges the index's segments beside the one that publishes: one merge at a time,
 * at a lower priority, and after each it rests for as long as that took, so that it never takes
 * more than half of one core.
 */
#ifndef INGEST_MERGER_H
#define INGEST_MERGER_H

#include "base/error.h"
#include "index/index.h"

struct merger;

enum error_code merger_start(struct merger **out, struct index *index, struct error *e);
/* Something was published: there may be something to merge. Any thread. */
void merger_wake(struct merger *merger);
/* Ends a merge under way without effect, and the thread; nulls. NULL inside is fine. */
void merger_stop(struct merger **merger);

#endif
