/*
 * struct arena: a request's memory, taken in one piece and given back in one.
 *
 * The region is mapped once with a fixed capacity; only pages that are touched
 * become resident. Allocation is a pointer bump. When the capacity is passed,
 * arena_alloc returns NULL and the arena stays failed until it is reset, so
 * that a long computation may check arena_failed() once, at its end (the idea
 * of Varnish's workspaces). One arena belongs to one thread.
 *
 * Under AddressSanitizer what is not allocated is poisoned.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena {
    char *base;
    size_t capacity;
    size_t used;
    size_t high;    /* most ever used since arena_init, in bytes */
    size_t touched; /* most used since arena_reset */
    bool failed;
};

/* Maps `capacity` bytes, rounded up to whole pages. ERROR_SYSTEM when the kernel refuses. */
enum error_code arena_init(struct arena *a, size_t capacity, struct error *e);
/* Unmaps. Safe on a zeroed arena, and twice. */
void arena_release(struct arena *a);
/* Forgets all allocations. Pages past the first 4 MiB that were touched go back to the kernel, so
 * one huge request does not stay resident. */
void arena_reset(struct arena *a);

/* Aligned to 16 bytes, not zeroed. NULL when there is no room left. */
void *arena_alloc(struct arena *a, size_t size);
/* Makes the latest allocation, `at`, longer where it lies. False when there is no room left. */
bool arena_grow(struct arena *a, void *at, size_t size);
/* Zeroed, count × size checked for overflow. */
void *arena_zero(struct arena *a, size_t count, size_t size);
/* A copy of s in the arena; { NULL, 0 } when there is no room. */
struct str arena_copy(struct arena *a, struct str s);

static inline bool arena_failed(const struct arena *a)
{
    return a->failed;
}

/* A place to return to: everything allocated since arena_mark is forgotten by arena_rewind. */
static inline size_t arena_mark(const struct arena *a)
{
    return a->used;
}
void arena_rewind(struct arena *a, size_t mark);

#endif
