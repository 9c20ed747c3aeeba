/*
 * struct cell: one published, immutable object, read without a lock.
 *
 * A writer swaps in a new object; readers hold the one they found for as long as
 * a request takes; the old one comes back to the writer when the last reader has
 * left it. Each reader owns a slot, in which it names what it holds, so reading
 * is two loads and a store, never waits, and touches no line that another
 * reader writes. (Hazard pointers: M. Michael, IEEE TPDS 15(6), 2004; with one
 * hazard a reader.) C11 atomics only, so ThreadSanitizer sees every edge, which
 * it does not with liburcu 0.13.
 *
 * Threads: cell_enter and cell_leave from the thread that owns the slot, not
 * nested; cell_swap from one writer at a time. No function is for signal handlers.
 */
#ifndef BASE_CELL_H
#define BASE_CELL_H

#include <stddef.h>

struct cell;

/* `slots`: how many readers there will be. The first object is `initial` (may be NULL). */
struct cell *cell_new(unsigned slots, const void *initial);
/* Frees the cell, not the object in it; no reader may be inside. Nulls *cell. */
void cell_free(struct cell **cell);

/* The current object, held until cell_leave by the same slot. */
const void *cell_enter(struct cell *cell, unsigned slot);
void cell_leave(struct cell *cell, unsigned slot);

/* The current object for the writer itself, who alone can replace it. */
const void *cell_peek(const struct cell *cell);
/* Publishes `next`, waits until no reader holds the object it replaces, and returns that one, which
 * the caller now owns alone. The wait is as long as the longest read; readers never wait. */
const void *cell_swap(struct cell *cell, const void *next);

#endif
