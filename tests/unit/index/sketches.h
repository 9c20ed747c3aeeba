/* Sketches of items that are in no segment. */
#ifndef TESTS_UNIT_INDEX_SKETCHES_H
#define TESTS_UNIT_INDEX_SKETCHES_H

#include "index/gather.h"

enum { SKETCH_SEED = 7 };

static inline uint64_t sketch_of(const struct item *item)
{
    struct gather gather = { 0 };
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary, SKETCH_SEED);
    sketch_begin(&gather.sketch);
    gather_text(&gather, &vocabulary, item->title, NULL, STEM_NONE);
    sketch_part(&gather.sketch, SHINGLES_SUMMARY);
    gather_text(&gather, &vocabulary, item->summary, NULL, STEM_NONE);
    uint64_t bits = gather.sketch.bits;
    gather_release(&gather);
    vocabulary_release(&vocabulary);
    return bits;
}

#endif
