/*
 * Heap memory for what lives long. A request uses its arena instead.
 *
 * These never return NULL: a process that cannot have the memory it needs says
 * so on stderr and aborts. Sizes that come from outside are bounded before they
 * get here. Any thread may call them, no signal handler may.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/str.h"

#include <stddef.h>

void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
/* Zeroed, and checked for overflow of count × size. */
void *mem_zero(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
/* A terminated copy, to be freed by the caller with free(). */
char *mem_copy(struct str s) __attribute__((malloc, returns_nonnull));

/* Makes room for `need` elements in a vector that is three fields of its owner: pointer, count in
 * use, capacity. Growth is by half, so appending n elements costs O(n). */
#define MEM_GROW(vector, need, capacity)                                                           \
    do {                                                                                           \
        if ((need) > (capacity)) {                                                                 \
            (capacity) = mem_grown((capacity), (need));                                            \
            (vector) = mem_resize((vector), (capacity), sizeof *(vector));                         \
        }                                                                                          \
    } while (0)

/* The capacity MEM_GROW grows to. */
size_t mem_grown(size_t capacity, size_t need);

#endif
