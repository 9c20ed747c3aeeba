#include "base/mem.h"
#include "index/pack.h"
#include "index/postings.h"
#include "index/varint.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static void put(struct postings_writer *w, uint32_t value)
{
    MEM_GROW(w->made.bytes, w->made.byte_count + VARINT_MAX, w->bytes_capacity);
    w->made.byte_count += varint_write(w->made.bytes + w->made.byte_count, value);
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

/* Packs numbers of so many bits each, at most 32: writes up to 8 bytes more than returned. */
static size_t put_bits(uint8_t *to, const uint32_t *numbers, size_t count, unsigned width)
{
    uint8_t *at = to;
    uint64_t word = 0; /* its lower `held` bits are yet to be written: less than 8 */
    unsigned held = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)numbers[i] << held;
        held += width;
        uint64_t bytes = htole64(word);
        memcpy(at, &bytes, sizeof bytes);
        at += held / 8;
        word >>= held / 8 * 8;
        held %= 8;
    }
    if (held)
        *at++ = (uint8_t)word;
    return (size_t)(at - to);
}

/* Writes the gathered positions; the bits of each. */
static unsigned put_positions(struct postings_writer *w)
{
    struct postings *p = &w->made;
    uint32_t any = 0;
    for (size_t i = 0; i < w->gathered_count; i++)
        any |= w->gathered[i];
    unsigned width = any ? 32 - (unsigned)__builtin_clz(any) : 0;
    size_t size = (w->gathered_count * width + 7) / 8 + sizeof(uint64_t);
    MEM_GROW(p->positions, p->position_count + size, w->positions_capacity);
    p->position_count +=
        put_bits(p->positions + p->position_count, w->gathered, w->gathered_count, width);
    w->gathered_count = 0;
    return width;
}

static void flush(struct postings_writer *w)
{
    struct parts parts;
    if (w->pending == 0)
        return;
    split(w, &parts);
    unsigned width = put_positions(w);
    if (w->pending == POSTINGS_BLOCK)
        put_full(w, &parts, width);
    else
        put_tail(w, &parts, width);
    MEM_GROW(w->made.impacts, w->made.block_count + 1, w->impacts_capacity);
    w->made.impacts[w->made.block_count] = w->impact;
    w->made.blocks[w->made.block_count++].last = w->before;
    w->pending = 0;
    w->impact = 0;
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
    w->impact = document->impact > w->impact ? document->impact : w->impact;
    w->made.lists[w->made.list_count - 1].documents++;
}

uint32_t *postings_writer_positions(struct postings_writer *w, size_t count)
{
    MEM_GROW(w->gathered, w->gathered_count + count, w->gathered_capacity);
    w->gathered_count += count;
    return w->gathered + w->gathered_count - count;
}

void postings_writer_position(struct postings_writer *w, uint32_t position)
{
    *postings_writer_positions(w, 1) = position;
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
    mark_list(w);
    mark_block(w);
    struct postings made = { .list_count = p->list_count,
        .block_count = p->block_count,
        .byte_count = p->byte_count,
        .position_count = p->position_count };
    made.lists = copied(p->lists, (p->list_count + 1) * sizeof *p->lists, 0);
    made.blocks = copied(p->blocks, (p->block_count + 1) * sizeof *p->blocks, 0);
    made.impacts = copied(p->impacts, p->block_count * sizeof *p->impacts, 0);
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
