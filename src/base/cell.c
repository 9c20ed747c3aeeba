#include "base/cell.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { CACHE_LINE = 64 };

struct slot {
    alignas(CACHE_LINE) const void *_Atomic held;
};

struct cell {
    const void *_Atomic current;
    unsigned count;
    struct slot *slots;
};

struct cell *cell_new(unsigned count, const void *initial)
{
    struct cell *cell = mem_zero(1, sizeof *cell);
    cell->slots = aligned_alloc(CACHE_LINE, sizeof(struct slot) * (count ? count : 1));
    if (cell->slots == NULL)
        abort();
    for (unsigned i = 0; i < count; i++)
        atomic_init(&cell->slots[i].held, NULL);
    cell->count = count;
    atomic_init(&cell->current, initial);
    return cell;
}

void cell_free(struct cell **cell)
{
    if (*cell == NULL)
        return;
    free((*cell)->slots);
    free(*cell);
    *cell = NULL;
}

const void *cell_enter(struct cell *cell, unsigned slot)
{
    const void *found;
    do {
        found = atomic_load(&cell->current);
        atomic_store(&cell->slots[slot].held, found);
        /* The writer may have swapped between the two: what is held must be what is current. */
    } while (found != atomic_load(&cell->current));
    return found;
}

void cell_leave(struct cell *cell, unsigned slot)
{
    atomic_store_explicit(&cell->slots[slot].held, NULL, memory_order_release);
}

const void *cell_peek(const struct cell *cell)
{
    return atomic_load(&((struct cell *)cell)->current);
}

const void *cell_swap(struct cell *cell, const void *next)
{
    const void *old = atomic_exchange(&cell->current, next);
    const struct timespec pause = { .tv_nsec = 100000 };
    for (unsigned i = 0; old && i < cell->count; i++)
        while (atomic_load(&cell->slots[i].held) == old)
            nanosleep(&pause, NULL);
    return old;
}
