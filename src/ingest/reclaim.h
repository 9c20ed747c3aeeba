/*
 * What the publications of an index cost, stage by stage: what stands for a garbage collection in
 * the profiles (pprof_reclaimed), in traces (a region a stage), in the variable "index", and in the
 * lines of gctrace. The index's writer's.
 */
#ifndef INGEST_RECLAIM_H
#define INGEST_RECLAIM_H

#include "index/index.h"
#include "pprof/pprof.h"

#include <stdint.h>

struct reclaim {
    enum index_stage stage;
    int64_t since;               /* when it began */
    int64_t spent[INDEX_STAGES]; /* for the coming publication */
    int64_t spent_ever[INDEX_STAGES];
    struct pprof_memory before, built; /* only while lines are written */
    uint64_t generation;               /* of the last publication */
    uint64_t publications;
    struct pprof_var *variable; /* "index" */
};

/* From now on `r`, which must stay where it is, accounts for the index. */
void reclaim_watch(struct reclaim *r, struct index *index);
/* To be called with what index_add or index_load_end has returned. */
void reclaim_note(struct reclaim *r, const struct index_publication *done);

#endif
