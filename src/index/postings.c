#include "index/postings.h"

#include "index/varint.h"

#include <stdlib.h>

enum { TITLE_BITS = 2, TITLE_MORE = 3 };

void postings_release(struct postings *p)
{
    free(p->lists);
    free(p->blocks);
    free(p->bytes);
    free(p->positions);
    *p = (struct postings) { 0 };
}

size_t postings_bytes(const struct postings *p)
{
    return (p->list_count + 1) * sizeof *p->lists + (p->block_count + 1) * sizeof *p->blocks +
           p->byte_count + p->position_count;
}

/* --- blocks --- */

static void enter_block(struct postings_cursor *c, uint32_t block)
{
    c->block = block;
    c->count = block + 1 < c->block_end ? POSTINGS_BLOCK : c->tail;
    c->index = 0;
    c->counts_at = NULL;
}

void postings_open_blocks(struct postings_cursor *c, const struct postings *of, uint32_t list)
{
    const struct postings_list *l = &of->lists[list];
    c->of = of;
    c->first = l->block;
    c->block = l->block - 1; /* before the first, so that the next is the first */
    c->block_end = l[1].block;
    c->tail = l->documents - (c->block_end - l->block - 1) * POSTINGS_BLOCK;
    c->count = 0;
}

bool postings_next_block(struct postings_cursor *c)
{
    if (c->block + 1 == c->block_end)
        return false;
    enter_block(c, c->block + 1);
    return true;
}

static const uint8_t *block_end(const struct postings_cursor *c)
{
    return c->of->bytes + c->of->blocks[c->block + 1].at;
}

unsigned postings_impacts(
    const struct postings_cursor *c, struct impact impacts[static POSTINGS_IMPACTS])
{
    const uint8_t *at = c->of->bytes + c->of->blocks[c->block].at, *end = block_end(c);
    unsigned count = 0;
    if (at == end || *at >= end - at)
        return 0;
    end = at + 1 + *at;
    at++;
    while (at < end && count < POSTINGS_IMPACTS) {
        impacts[count].weight = varint_read(&at, end);
        impacts[count++].length = varint_read(&at, end);
    }
    return count;
}

void postings_decode(struct postings_cursor *c)
{
    const struct postings_block *block = &c->of->blocks[c->block];
    const uint8_t *at = c->of->bytes + block->at, *end = block_end(c);
    if (at < end)
        at += *at < end - at ? 1 + *at : 1;
    uint32_t document = c->block == c->first ? POSTINGS_END : block[-1].last;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t gap = at < end && *at < 0x80 ? *at++ : varint_read(&at, end);
        c->documents[i] = document += gap + 1;
    }
    c->counts_at = at;
    c->counted = false;
    c->positions_at = c->of->positions + block->positions_at;
    c->positioned = 0;
}

static void decode_counts(struct postings_cursor *c)
{
    const uint8_t *at = c->counts_at, *end = block_end(c);
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t both = at < end && *at < 0x80 ? *at++ : varint_read(&at, end);
        c->summary[i] = both >> TITLE_BITS;
        c->title[i] = both & TITLE_MORE;
        if (c->title[i] == TITLE_MORE)
            c->title[i] += varint_read(&at, end);
    }
    c->counted = true;
}

/* --- documents --- */

static void enter_documents(struct postings_cursor *c, uint32_t block)
{
    if (block == c->block_end) {
        c->document = POSTINGS_END;
        return;
    }
    enter_block(c, block);
    postings_decode(c);
    c->document = c->documents[0];
}

void postings_open(struct postings_cursor *c, const struct postings *of, uint32_t list)
{
    postings_open_blocks(c, of, list);
    enter_documents(c, c->first);
}

void postings_next(struct postings_cursor *c)
{
    if (c->document == POSTINGS_END)
        return;
    if (++c->index < c->count)
        c->document = c->documents[c->index];
    else
        enter_documents(c, c->block + 1);
}

/* The first block after the current one whose last document is at least `document`: by steps that
 * double, then by halving. */
static uint32_t find_block(const struct postings_cursor *c, uint32_t document)
{
    const struct postings_block *blocks = c->of->blocks;
    uint32_t low = c->block + 1, step = 1;
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

void postings_advance(struct postings_cursor *c, uint32_t document)
{
    if (c->document >= document)
        return;
    if (c->of->blocks[c->block].last < document) {
        enter_documents(c, find_block(c, document));
        if (c->document >= document)
            return;
    }
    uint32_t i = c->index;
    while (i + 1 < c->count && c->documents[i] < document)
        i++;
    c->index = i;
    c->document = c->documents[i];
}

void postings_counts(struct postings_cursor *c, uint32_t *title, uint32_t *summary)
{
    if (!c->counted)
        decode_counts(c);
    *title = c->title[c->index];
    *summary = c->summary[c->index];
}

/* --- positions --- */

struct position_reader postings_positions(struct postings_cursor *c)
{
    const uint8_t *end = c->of->positions + c->of->blocks[c->block + 1].positions_at;
    if (!c->counted)
        decode_counts(c);
    size_t passed = 0;
    for (; c->positioned < c->index; c->positioned++)
        passed += (size_t)c->title[c->positioned] + c->summary[c->positioned];
    c->positions_at = varint_skip(c->positions_at, end, passed);
    return (struct position_reader) {
        .at = c->positions_at,
        .end = end,
        .left = c->title[c->index] + c->summary[c->index],
    };
}

bool position_next(struct position_reader *r)
{
    if (r->left == 0)
        return false;
    r->left--;
    r->position += varint_read(&r->at, r->end);
    return true;
}
