#include "index/postings.h"

#include "index/pack.h"
#include "index/varint.h"

#include <stdlib.h>

enum { WIDTHS = 4 }; /* bytes */

void postings_release(struct postings *p)
{
    free(p->lists);
    free(p->blocks);
    free(p->impacts);
    free(p->bytes);
    free(p->positions);
    *p = (struct postings) { 0 };
}

size_t postings_bytes(const struct postings *p)
{
    return (p->list_count + 1) * sizeof *p->lists + (p->block_count + 1) * sizeof *p->blocks +
           p->block_count * sizeof *p->impacts + p->byte_count + p->position_count;
}

/* --- blocks --- */

static void enter_block(struct postings_cursor *c, uint32_t block)
{
    c->block = block;
    c->count = block + 1 < c->block_end ? POSTINGS_BLOCK : c->tail;
    c->index = 0;
}

static const uint8_t *block_end(const struct postings_cursor *c)
{
    return c->of->bytes + c->of->blocks[c->block + 1].at;
}

uint16_t postings_list_impact(const struct postings *p, uint32_t list)
{
    uint16_t most = 0;
    for (uint32_t block = p->lists[list].block; block < p->lists[list + 1].block; block++)
        most = p->impacts[block] > most ? p->impacts[block] : most;
    return most;
}

static bool is_packed(const struct postings_cursor *c)
{
    return c->count == POSTINGS_BLOCK;
}

/* Reads the packed part that begins at *at, and moves *at behind it. What does not lie within the
 * block is 0. */
static void read_part(
    const struct postings_cursor *c, const uint8_t **at, unsigned bits, uint32_t *to)
{
    const uint8_t *end = block_end(c);
    if (bits <= PACK_BITS_MAX && *at <= end && pack_size(bits) <= (size_t)(end - *at)) {
        pack_read(to, *at, bits);
        *at += pack_size(bits);
    } else {
        memset(to, 0, c->count * sizeof *to);
        *at = end;
    }
}

static uint32_t read_small(const uint8_t **at, const uint8_t *end)
{
    return *at < end && **at < 0x80 ? *(*at)++ : varint_read(at, end);
}

/* A document's gap, times 4, and two bits more: it may need 34. */
static uint64_t read_head(const uint8_t **at, const uint8_t *end)
{
    uint64_t value = 0;
    for (unsigned shift = 0; *at < end && shift < 7 * VARINT_MAX; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

/* A block that is not full is read whole at once. */
static void read_tail(struct postings_cursor *c, const uint8_t *at)
{
    const uint8_t *end = block_end(c);
    for (uint32_t i = 0; i < c->count; i++) {
        uint64_t head = read_head(&at, end);
        c->documents[i] = (uint32_t)(head >> 2);
        c->title[i] = head & 1;
        c->counts[i] = 0;
        if (head & 2) {
            c->counts[i] = read_small(&at, end);
            c->title[i] = read_small(&at, end);
        }
    }
}

static void decode(struct postings_cursor *c)
{
    static const uint8_t none[WIDTHS];
    const struct postings_block *block = &c->of->blocks[c->block];
    const uint8_t *at = c->of->bytes + block->at, *end = block_end(c);
    uint32_t widths = is_packed(c) ? WIDTHS : 1;
    c->widths_at = at + widths <= end ? at : none;
    at = at + widths <= end ? at + widths : end;
    c->counted = !is_packed(c);
    c->placed = false;
    if (is_packed(c))
        read_part(c, &at, c->widths_at[1], c->documents);
    else
        read_tail(c, at);
    pack_add_up(c->documents, c->count, c->block == c->first ? POSTINGS_END : block[-1].last);
    for (uint32_t i = c->count; i % POSTINGS_STEP; i++)
        c->documents[i] = POSTINGS_END;
    c->counts_at = at;
}

void postings_read_counts(struct postings_cursor *c)
{
    const uint8_t *at = c->counts_at;
    if (c->counted)
        return;
    read_part(c, &at, c->widths_at[2], c->counts);
    read_part(c, &at, c->widths_at[3], c->title);
    c->counted = true;
}

/* --- documents --- */

void postings_enter(struct postings_cursor *c, uint32_t block)
{
    if (block == c->block_end) {
        c->document = POSTINGS_END;
        return;
    }
    enter_block(c, block);
    decode(c);
    c->document = c->documents[0];
}

void postings_attach(struct postings_cursor *c, const struct postings *of, uint32_t list)
{
    const struct postings_list *l = &of->lists[list];
    c->of = of;
    c->first = l->block;
    c->block_end = l[1].block;
    c->tail = l->documents - (c->block_end - l->block - 1) * POSTINGS_BLOCK;
    c->block = c->first;
    c->count = 0;
    c->document = 0;
}

void postings_open(struct postings_cursor *c, const struct postings *of, uint32_t list)
{
    postings_attach(c, of, list);
    postings_enter(c, c->first);
}

void postings_next(struct postings_cursor *c)
{
    if (c->document == POSTINGS_END)
        return;
    if (++c->index < c->count)
        c->document = c->documents[c->index];
    else
        postings_enter(c, c->block + 1);
}

/* The first block from `low` on whose last document is at least `document`, or block_end: by steps
 * that double, then by halving. */
static uint32_t find_block(const struct postings_cursor *c, uint32_t low, uint32_t document)
{
    const struct postings_block *blocks = c->of->blocks;
    uint32_t step = 1;
    while (low + step < c->block_end && blocks[low + step - 1].last < document) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < c->block_end ? low + step : c->block_end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (blocks[middle].last < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t postings_block_of(const struct postings_cursor *c, uint32_t from, uint32_t document)
{
    if (c->document == POSTINGS_END)
        return UINT32_MAX;
    if (from < c->block || from >= c->block_end)
        from = c->block;
    uint32_t block = find_block(c, from, document);
    return block < c->block_end ? block : UINT32_MAX;
}

/* Where in the block the first document is that is not before `document`: one is. Near ones are
 * reached by steps, far ones by halving. */
static uint32_t find_index(const struct postings_cursor *c, uint32_t document)
{
    enum { STEPS = 4 };
    uint32_t low = c->index, high = c->count - 1;
    for (unsigned step = 0; step < STEPS; step++, low++)
        if (low >= high || c->documents[low] >= document)
            return low;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (c->documents[middle] < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void postings_advance(struct postings_cursor *c, uint32_t document)
{
    if (c->document >= document)
        return;
    if (c->of->blocks[c->block].last < document) {
        postings_enter(c, find_block(c, c->block + 1, document));
        if (c->document >= document)
            return;
    }
    c->index = find_index(c, document);
    c->document = c->documents[c->index];
}

/* How many of a step's documents come before `document`. */
static unsigned before_in_step(const uint32_t *documents, uint32_t document)
{
    unsigned before = 0;
    for (unsigned i = 0; i < POSTINGS_STEP; i++)
        before += documents[i] < document;
    return before;
}

unsigned postings_common(const struct postings_cursor *c, const uint32_t *documents, unsigned count,
    uint8_t *which, uint8_t *where)
{
    unsigned common = 0, step = 0;
    for (unsigned i = 0; i < count; i++) {
        while (step + POSTINGS_STEP < c->count &&
               c->documents[step + POSTINGS_STEP - 1] < documents[i])
            step += POSTINGS_STEP;
        unsigned at = step + before_in_step(c->documents + step, documents[i]);
        which[common] = (uint8_t)i;
        where[common] = (uint8_t)at;
        common += at < c->count && c->documents[at] == documents[i];
    }
    return common;
}

void postings_counts(struct postings_cursor *c, uint32_t *title, uint32_t *summary)
{
    postings_read_counts(c);
    *title = c->title[c->index];
    *summary = c->counts[c->index] + 1 - *title;
}

/* --- positions --- */

static void place(struct postings_cursor *c)
{
    uint32_t start = 0;
    postings_read_counts(c);
    for (uint32_t i = 0; i < c->count; i++) {
        c->starts[i] = start;
        start += c->counts[i] + 1;
    }
    c->placed = true;
}

struct position_list postings_positions(struct postings_cursor *c)
{
    const struct postings_block *block = &c->of->blocks[c->block];
    if (!c->placed)
        place(c);
    uint32_t width = c->widths_at[0], count = c->counts[c->index] + 1;
    uint64_t start = (uint64_t)c->starts[c->index] * width;
    uint64_t room = (uint64_t)(block[1].positions_at - block->positions_at) * 8;
    if (width > 32 || start + (uint64_t)count * width > room)
        return (struct position_list) { NULL, 0, 0, 1 };
    return (struct position_list) { c->of->positions + block->positions_at, start, count, width };
}
