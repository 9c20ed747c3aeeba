/*
 * FEEDSCOPE_DEBUG=gctrace=1: a line on stderr whenever an index set is published and the one before
 * it freed, and whenever freed memory is given back to the kernel, after those of Go's GODEBUG:
 *
 *   gc 7 @93.204s 0%: 1.9+0.11+0.42 ms clock, 24.1->26.3->24.4 MB, 41.2 MB resident,
 *       index 7: 1203 items, 5 segments, 2 merged
 *   scvg 1 @99.870s: 3.1 ms clock, 24.4->24.4 MB, 41.2->33.7 MB resident
 *
 * (each one line): the publication's number; seconds since the start; the share of that time, of
 * one core, that all publications have taken; how long building, waiting for readers of the old set
 * and freeing it took; what live blocks held before it, when the new set stood beside the old, and
 * after it; the process's resident memory. MB are 2^20 bytes.
 */
#ifndef INGEST_GCTRACE_H
#define INGEST_GCTRACE_H

#include "index/index.h"
#include "pprof/pprof.h"

#include <stdbool.h>
#include <stdint.h>

/* From now on lines are written. Before any index is made. */
void gctrace_start(void);
bool gctrace_on(void);

struct gctrace_publication {
    const struct index_publication *index;
    uint64_t number;             /* of publications so far, with this one */
    int64_t spent[INDEX_STAGES]; /* nanoseconds, by stage */
    int64_t spent_ever;          /* by all publications */
    struct pprof_memory before, built, after;
};

/* Writes the line of one publication. */
void gctrace_published(const struct gctrace_publication *p);

#endif
