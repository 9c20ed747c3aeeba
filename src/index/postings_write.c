#include "base/mem.h"
#include "index/postings.h"
#include "index/varint.h"

#include <assert.h>
#include <string.h>

enum {
    TITLE_BITS = 2,
    TITLE_MORE = 3,
    BOUNDED_FROM = 16, /* documents of a block that is worth bounding */
};

/* Pairs none of which makes another needless. */
struct frontier {
    struct impact pairs[POSTINGS_IMPACTS];
    unsigned count;
};

static bool covers(const struct impact *a, const struct impact *b)
{
    return a->weight >= b->weight && a->length <= b->length;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* Makes the pair whose weight is nearest cover `more` too: looser, but still a bound. */
static void widen(struct frontier *f, const struct impact *more)
{
    struct impact *nearest = f->pairs;
    for (struct impact *p = f->pairs; p < f->pairs + f->count; p++)
        if (distance(p->weight, more->weight) < distance(nearest->weight, more->weight))
            nearest = p;
    if (nearest->weight < more->weight)
        nearest->weight = more->weight;
    if (nearest->length > more->length)
        nearest->length = more->length;
}

static void frontier_add(struct frontier *f, struct impact more)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < f->count; i++)
        if (covers(&f->pairs[i], &more))
            return;
    for (unsigned i = 0; i < f->count; i++)
        if (!covers(&more, &f->pairs[i]))
            f->pairs[kept++] = f->pairs[i];
    f->count = kept;
    if (kept < POSTINGS_IMPACTS)
        f->pairs[f->count++] = more;
    else
        widen(f, &more);
}

static void put(struct postings_writer *w, uint32_t value)
{
    MEM_GROW(w->made.bytes, w->made.byte_count + VARINT_MAX, w->bytes_capacity);
    w->made.byte_count += varint_write(w->made.bytes + w->made.byte_count, value);
}

static void put_impacts(struct postings_writer *w)
{
    struct frontier f = { .count = 0 };
    for (uint32_t i = 0; w->pending >= BOUNDED_FROM && i < w->pending; i++)
        frontier_add(&f, (struct impact) { w->documents[i].weight, w->documents[i].length });
    size_t size_at = w->made.byte_count;
    put(w, 0);
    for (unsigned i = 0; i < f.count; i++) {
        put(w, f.pairs[i].weight);
        put(w, f.pairs[i].length);
    }
    w->made.bytes[size_at] = (uint8_t)(w->made.byte_count - size_at - 1);
}

static void put_counts(struct postings_writer *w, const struct posting *p)
{
    uint32_t title = p->title < TITLE_MORE ? p->title : TITLE_MORE;
    put(w, p->summary << TITLE_BITS | title);
    if (title == TITLE_MORE)
        put(w, p->title - TITLE_MORE);
}

static void flush(struct postings_writer *w)
{
    if (w->pending == 0)
        return;
    struct postings_block *block = &w->made.blocks[w->made.block_count++];
    put_impacts(w);
    for (uint32_t i = 0; i < w->pending; i++) {
        put(w, w->documents[i].document - w->before - 1);
        w->before = w->documents[i].document;
    }
    for (uint32_t i = 0; i < w->pending; i++)
        put_counts(w, &w->documents[i]);
    block->last = w->before;
    w->pending = 0;
}

/* Says where the block begins that will have number block_count. */
static void mark_block(struct postings_writer *w)
{
    struct postings *p = &w->made;
    assert(p->byte_count <= UINT32_MAX && p->position_count <= UINT32_MAX);
    MEM_GROW(p->blocks, p->block_count + 1, w->blocks_capacity);
    p->blocks[p->block_count] = (struct postings_block) {
        .at = (uint32_t)p->byte_count,
        .positions_at = (uint32_t)p->position_count,
    };
}

static void mark_list(struct postings_writer *w)
{
    struct postings *p = &w->made;
    MEM_GROW(p->lists, p->list_count + 1, w->lists_capacity);
    p->lists[p->list_count] = (struct postings_list) { .block = (uint32_t)p->block_count };
}

void postings_writer_init(struct postings_writer *w)
{
    memset(w, 0, offsetof(struct postings_writer, documents));
}

void postings_writer_list(struct postings_writer *w)
{
    flush(w);
    mark_list(w);
    w->made.list_count++;
    w->before = POSTINGS_END; /* the first gap is counted from there, wrapping to 0 */
}

void postings_writer_add(struct postings_writer *w, const struct posting *document)
{
    assert(document->title + document->summary > 0);
    assert(w->pending == 0 || w->documents[w->pending - 1].document < document->document);
    if (w->pending == POSTINGS_BLOCK)
        flush(w);
    if (w->pending == 0)
        mark_block(w);
    w->documents[w->pending++] = *document;
    w->made.lists[w->made.list_count - 1].documents++;
    w->position_before = 0;
}

void postings_writer_position(struct postings_writer *w, uint32_t position)
{
    struct postings *p = &w->made;
    MEM_GROW(p->positions, p->position_count + VARINT_MAX, w->positions_capacity);
    p->position_count +=
        varint_write(p->positions + p->position_count, position - w->position_before);
    w->position_before = position;
}

void postings_writer_positions(struct postings_writer *w, const uint8_t *bytes, size_t size)
{
    struct postings *p = &w->made;
    MEM_GROW(p->positions, p->position_count + size, w->positions_capacity);
    if (size)
        memcpy(p->positions + p->position_count, bytes, size);
    p->position_count += size;
}

struct postings postings_writer_finish(struct postings_writer *w)
{
    struct postings *p = &w->made;
    flush(w);
    mark_list(w);
    mark_block(w);
    p->lists = mem_resize(p->lists, p->list_count + 1, sizeof *p->lists);
    p->blocks = mem_resize(p->blocks, p->block_count + 1, sizeof *p->blocks);
    p->bytes = mem_resize(p->bytes, p->byte_count, 1);
    p->positions = mem_resize(p->positions, p->position_count, 1);
    return *p;
}
