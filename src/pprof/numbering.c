#include "pprof/numbering.h"

#include <stdlib.h>

struct pp_numbered {
    uint64_t a, b, number; /* number 0: the slot is free */
};

void pp_numbering_release(struct pp_numbering *numbering)
{
    free(numbering->slots);
    *numbering = (struct pp_numbering) { 0 };
}

static size_t hash(uint64_t a, uint64_t b)
{
    uint64_t mixed = (a * 0x9E3779B97F4A7C15u ^ b) * 0xFF51AFD7ED558CCDu;
    return (size_t)(mixed ^ mixed >> 32);
}

static struct pp_numbered *slot_of(const struct pp_numbering *numbering, uint64_t a, uint64_t b)
{
    size_t mask = numbering->slot_count - 1, at = hash(a, b) & mask;
    while (
        numbering->slots[at].number && (numbering->slots[at].a != a || numbering->slots[at].b != b))
        at = (at + 1) & mask;
    return &numbering->slots[at];
}

static bool roomy(struct pp_numbering *numbering)
{
    if (numbering->count * 2 < numbering->slot_count)
        return true;
    struct pp_numbering grown = *numbering;
    grown.slot_count = numbering->slot_count ? numbering->slot_count * 2 : 256;
    grown.slots = numbering->failed ? NULL : calloc(grown.slot_count, sizeof *grown.slots);
    if (grown.slots == NULL) {
        numbering->failed = true;
        return false;
    }
    for (size_t i = 0; i < numbering->slot_count; i++) {
        const struct pp_numbered *slot = &numbering->slots[i];
        if (slot->number)
            *slot_of(&grown, slot->a, slot->b) = *slot;
    }
    free(numbering->slots);
    *numbering = grown;
    return true;
}

uint64_t pp_numbering_of(struct pp_numbering *numbering, uint64_t a, uint64_t b, bool *met)
{
    *met = true;
    if (!roomy(numbering))
        return 0;
    struct pp_numbered *slot = slot_of(numbering, a, b);
    if (slot->number == 0) {
        *slot = (struct pp_numbered) { a, b, ++numbering->count };
        *met = false;
    }
    return slot->number;
}
