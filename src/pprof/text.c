#include "pprof/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { TAB = 8 };

/* Go prints return addresses here and readers take one off each: what remains is ours again. They
 * refuse the whole text for a stack without an address, so an unknown one is 0. */
void pp_text_addresses(struct pp_buf *to, const uintptr_t *pcs, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        pp_buf_printf(to, " 0x%" PRIxPTR, pcs[i] + 1);
    pp_buf_text(to, depth ? "\n" : " 0x1\n");
}

/* --- frames, laid out as Go's text/tabwriter does with cells of tabs --- */

/* The lines of one stack, or their measure. */
struct block {
    struct pp_buf *to;
    size_t widths[2]; /* of the widest address and the widest name */
};

static void pad(struct pp_buf *to, size_t from, size_t widest)
{
    for (size_t at = from / TAB, end = widest / TAB; at <= end; at++)
        pp_buf_text(to, "\t");
}

static void measure(struct block *block, size_t cell, size_t width)
{
    if (width > block->widths[cell])
        block->widths[cell] = width;
}

static void describe(
    struct block *block, uintptr_t pc, const struct pp_frame *frame, struct pp_buf *cells)
{
    cells->len = 0;
    pp_buf_printf(cells, "0x%" PRIxPTR, pc);
    size_t address = cells->len;
    pp_buf_text(cells, frame->function);
    if (frame->start)
        pp_buf_printf(cells, "+0x%" PRIxPTR, pc - frame->start);
    if (cells->failed)
        return;
    if (block->to == NULL) {
        measure(block, 0, address);
        measure(block, 1, *frame->file ? cells->len - address : 0);
        return;
    }
    pp_buf_text(block->to, "#\t");
    pp_buf_add(block->to, cells->at, address);
    pad(block->to, address, block->widths[0]);
    pp_buf_add(block->to, cells->at + address, cells->len - address);
    if (*frame->file) {
        pad(block->to, cells->len - address, block->widths[1]);
        pp_buf_printf(block->to, "%s:%d", frame->file, frame->line);
    }
    pp_buf_text(block->to, "\n");
}

static void describe_all(struct block *block, struct pp_symbols *symbols, const uintptr_t *pcs,
    unsigned depth, struct pp_buf *cells)
{
    for (unsigned i = 0; i < depth; i++) {
        const struct pp_frame *frames;
        size_t count = pp_symbols_at(symbols, pcs[i], &frames);
        for (size_t f = 0; f < count; f++)
            describe(block, pcs[i], &frames[f], cells);
    }
}

void pp_text_frames(
    struct pp_buf *to, struct pp_symbols *symbols, const uintptr_t *pcs, unsigned depth)
{
    struct block block = { 0 };
    struct pp_buf cells = { 0 };
    describe_all(&block, symbols, pcs, depth, &cells);
    block.to = to;
    describe_all(&block, symbols, pcs, depth, &cells);
    pp_buf_text(to, "\n");
    to->failed |= cells.failed;
    pp_buf_release(&cells);
}

/* --- order --- */

struct ordering {
    const struct pp_sample *samples;
    unsigned by;
};

static int compare(const void *left, const void *right, void *context)
{
    const struct ordering *ordering = context;
    size_t l = *(const size_t *)left, r = *(const size_t *)right;
    int64_t a = ordering->samples[l].values[ordering->by];
    int64_t b = ordering->samples[r].values[ordering->by];
    if (a != b)
        return a < b ? 1 : -1;
    return l < r ? -1 : l > r;
}

size_t *pp_text_order(const struct pp_profile *profile, unsigned by)
{
    struct ordering ordering = { profile->samples, by };
    size_t *order = malloc((profile->sample_count + 1) * sizeof *order);
    for (size_t i = 0; order && i < profile->sample_count; i++)
        order[i] = i;
    if (order)
        qsort_r(order, profile->sample_count, sizeof *order, compare, &ordering);
    return order;
}
