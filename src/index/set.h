/*
 * What is published: segments, and which of their documents are dead because a later issue of the
 * same item replaced them. Immutable once published.
 */
#ifndef INDEX_SET_H
#define INDEX_SET_H

#include "index/segment.h"

#include <stddef.h>
#include <stdint.h>

struct set_member {
    struct segment *segment;
    uint64_t *dead; /* bitmap, or NULL: none */
    uint32_t dead_count;
    uint64_t dead_length; /* sum of their weighted lengths */
};

struct index_set {
    uint64_t generation;
    size_t items; /* live */
    struct index_memory memory;
    struct stem_use stems;
    double average_length; /* weighted, of live items; 1 when there is none */
    size_t member_count;
    struct set_member *members;
    uint32_t source_count;   /* of sources from 0 on, which all items are of */
    uint32_t source_items[]; /* live, of each */
};

#endif
