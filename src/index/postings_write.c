#include "base/mem.h"
#include "index/pack.h"
#include "index/postings.h"
#include "index/varint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOUNDED_FROM = 16, /* documents of a list's only block that is worth bounding */
};

/* Pairs none of which makes another needless. */
struct frontier {
    struct impact *pairs; /* POSTINGS_IMPACTS of them */
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

static void put_frontier(struct postings_writer *w, const struct frontier *f)
{
    size_t size_at = w->made.byte_count;
    put(w, 0);
    for (unsigned i = 0; i < f->count; i++) {
        put(w, f->pairs[i].weight);
        put(w, f->pairs[i].length);
    }
    w->made.bytes[size_at] = (uint8_t)(w->made.byte_count - size_at - 1);
}

/* A short list is soon looked at whole. */
static bool is_bounded(const struct postings_writer *w)
{
    return w->pending >= BOUNDED_FROM || w->before != POSTINGS_END;
}

static void put_impacts(struct postings_writer *w)
{
    struct impact pairs[POSTINGS_IMPACTS];
    struct frontier block = { pairs, 0 }, list = { w->frontier, w->frontier_count };
    for (uint32_t i = 0; is_bounded(w) && i < w->pending; i++)
        frontier_add(&block, (struct impact) { w->documents[i].weight, w->documents[i].length });
    put_frontier(w, &block);
    for (unsigned i = 0; i < block.count; i++)
        frontier_add(&list, pairs[i]);
    w->frontier_count = list.count;
}

/* After a list's last block: bounds of all of it. */
static void put_list_impacts(struct postings_writer *w)
{
    struct postings *p = &w->made;
    if (p->list_count == 0)
        return;
    struct postings_list *list = &p->lists[p->list_count - 1];
    if (p->block_count - list->block < 2)
        return;
    list->impacts = (uint32_t)p->byte_count;
    put_frontier(w, &(struct frontier) { w->frontier, w->frontier_count });
}

/* What is written of a block's documents: three arrays of numbers, by document. */
struct parts {
    uint32_t gaps[POSTINGS_BLOCK], counts[POSTINGS_BLOCK], titles[POSTINGS_BLOCK];
};

static void split(struct postings_writer *w, struct parts *parts)
{
    for (uint32_t i = 0; i < w->pending; i++) {
        const struct posting *p = &w->documents[i];
        parts->gaps[i] = p->document - w->before - 1;
        parts->counts[i] = p->title + p->summary - 1;
        parts->titles[i] = p->title;
        w->before = p->document;
    }
}

static void put_byte(struct postings_writer *w, unsigned byte)
{
    MEM_GROW(w->made.bytes, w->made.byte_count + 1, w->bytes_capacity);
    w->made.bytes[w->made.byte_count++] = (uint8_t)byte;
}

static void put_packed(struct postings_writer *w, const uint32_t *numbers, unsigned bits)
{
    MEM_GROW(w->made.bytes, w->made.byte_count + pack_size(bits), w->bytes_capacity);
    pack_write(w->made.bytes + w->made.byte_count, numbers, bits);
    w->made.byte_count += pack_size(bits);
}

static void put_full(struct postings_writer *w, const struct parts *parts, unsigned width)
{
    unsigned gap = pack_bits(parts->gaps), count = pack_bits(parts->counts),
             title = pack_bits(parts->titles);
    put_byte(w, width);
    put_byte(w, gap);
    put_byte(w, count);
    put_byte(w, title);
    put_packed(w, parts->gaps, gap);
    put_packed(w, parts->counts, count);
    put_packed(w, parts->titles, title);
}

/* A number of 34 bits. */
static void put_head(struct postings_writer *w, uint64_t value)
{
    MEM_GROW(w->made.bytes, w->made.byte_count + VARINT64_MAX, w->bytes_capacity);
    w->made.byte_count += varint_write64(w->made.bytes + w->made.byte_count, value);
}

static void put_tail(struct postings_writer *w, const struct parts *parts, unsigned width)
{
    put_byte(w, width);
    for (uint32_t i = 0; i < w->pending; i++) {
        unsigned several = parts->counts[i] > 0, titled = parts->titles[i] > 0;
        put_head(w, (uint64_t)parts->gaps[i] << 2 | several << 1 | titled);
        if (several) {
            put(w, parts->counts[i]);
            put(w, parts->titles[i]);
        }
    }
}

/* Writes the gathered positions; the bits of each. */
static unsigned put_positions(struct postings_writer *w)
{
    struct postings *p = &w->made;
    uint32_t any = 0;
    for (size_t i = 0; i < w->gathered_count; i++)
        any |= w->gathered[i];
    unsigned width = any ? 32 - (unsigned)__builtin_clz(any) : 0, held = 0;
    size_t size = (w->gathered_count * width + 7) / 8;
    MEM_GROW(p->positions, p->position_count + size, w->positions_capacity);
    uint64_t word = 0; /* its lower `held` bits are yet to be written */
    for (size_t i = 0; i < w->gathered_count; i++) {
        word |= (uint64_t)w->gathered[i] << held;
        for (held += width; held >= 8; held -= 8, word >>= 8)
            p->positions[p->position_count++] = (uint8_t)word;
    }
    if (held)
        p->positions[p->position_count++] = (uint8_t)word;
    w->gathered_count = 0;
    return width;
}

static void flush(struct postings_writer *w)
{
    struct parts parts;
    if (w->pending == 0)
        return;
    put_impacts(w);
    split(w, &parts);
    unsigned width = put_positions(w);
    if (w->pending == POSTINGS_BLOCK)
        put_full(w, &parts, width);
    else
        put_tail(w, &parts, width);
    w->made.blocks[w->made.block_count++].last = w->before;
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
    put_list_impacts(w);
    mark_list(w);
    w->frontier_count = 0;
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
}

void postings_writer_position(struct postings_writer *w, uint32_t position)
{
    MEM_GROW(w->gathered, w->gathered_count + 1, w->gathered_capacity);
    w->gathered[w->gathered_count++] = position;
}

/* On the heap, with zero bytes behind. */
static void *copied(const void *from, size_t size, size_t zeros)
{
    uint8_t *copy = mem_alloc(size + zeros);
    if (size)
        memcpy(copy, from, size);
    memset(copy + size, 0, zeros);
    return copy;
}

struct postings postings_writer_finish(struct postings_writer *w)
{
    struct postings *p = &w->made;
    flush(w);
    put_list_impacts(w);
    mark_list(w);
    mark_block(w);
    struct postings made = { .list_count = p->list_count,
        .block_count = p->block_count,
        .byte_count = p->byte_count,
        .position_count = p->position_count };
    made.lists = copied(p->lists, (p->list_count + 1) * sizeof *p->lists, 0);
    made.blocks = copied(p->blocks, (p->block_count + 1) * sizeof *p->blocks, 0);
    made.bytes = copied(p->bytes, p->byte_count, 0);
    made.positions = copied(p->positions, p->position_count, POSITIONS_PADDING);
    p->list_count = p->block_count = p->byte_count = p->position_count = 0;
    return made;
}

void postings_writer_release(struct postings_writer *w)
{
    free(w->gathered);
    postings_release(&w->made);
}
