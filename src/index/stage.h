/* Items gathered until there are enough for a segment, with copies of their texts. One thread's. */
#ifndef INDEX_STAGE_H
#define INDEX_STAGE_H

#include "base/item.h"

#include <stdbool.h>
#include <stddef.h>

struct stage_block {
    char *at;
    size_t size;
};

struct stage {
    struct item *items; /* in the order they came; their texts live until stage_clear */
    size_t count, capacity;
    size_t text;                /* bytes */
    struct stage_block *blocks; /* kept by stage_clear */
    size_t block_count, blocks_capacity;
    size_t filled; /* blocks that have text, the last of them in part */
    size_t used;   /* bytes of that one */
};

/* A zeroed stage is empty. */
void stage_add(struct stage *stage, const struct item *item);
/* Is there as much as one segment should be made of at once? */
bool stage_is_full(const struct stage *stage);
/* The same for so many items with so much text. */
bool stage_is_enough(size_t items, size_t text);
/* Empties it, and keeps its memory for what comes next. */
void stage_clear(struct stage *stage);
void stage_release(struct stage *stage);

#endif
