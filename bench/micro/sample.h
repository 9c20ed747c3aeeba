/* Stories to measure with, the same every time: words of a vocabulary as uneven as a language's. */
#ifndef BENCH_MICRO_SAMPLE_H
#define BENCH_MICRO_SAMPLE_H

#include "base/buf.h"
#include "base/item.h"
#include "index/index.h"

/* `count` stories of titles of 8 and summaries of 40 words or so, ids from `first` on; their texts
 * stay until the program ends. The caller frees the array. */
struct item *sample_items(size_t count, uint64_t first);
/* A word that about one story in so many has: 2, 20, 200 … */
const char *sample_word(unsigned rarity);
/* An RSS 2.0 document of them. */
void sample_rss(struct buf *to, const struct item *items, size_t count);
/* An index of so many stories, made once and kept; one slot for each of 64 readers. */
struct index *sample_index(size_t count);

#endif
