#include "base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    HUGE_PAGE = 2 << 20,
    HUGE_FROM = 4 << 20, /* bytes of what huge pages are asked for */
};

/* Pages of 2 MiB for what is large: its addresses then fit into the TLB, and the kernel is entered
 * once for 512 pages. A hint: without it all works, slower. */
static void advise(void *p, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)p + size) & ~(uintptr_t)(HUGE_PAGE - 1);
    madvise((void *)from, to - from, MADV_HUGEPAGE);
#else
    (void)p;
    (void)size;
#endif
}

static void *checked(void *p, size_t size)
{
    if (p == NULL) {
        fprintf(stderr, "feedscope: out of memory: %zu bytes were refused\n", size);
        abort();
    }
    if (size >= HUGE_FROM)
        advise(p, size);
    return p;
}

/* What overflows becomes more than there can be. */
static size_t product(size_t count, size_t size)
{
    size_t total;
    return __builtin_mul_overflow(count, size, &total) ? PTRDIFF_MAX : total;
}

void *mem_alloc(size_t size)
{
    return checked(malloc(size ? size : 1), size);
}

void *mem_zero(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1), product(count, size));
}

/* As realloc, which would touch the pages before anything can be asked for them. */
static void *move(void *old, size_t size)
{
    size_t held = malloc_usable_size(old);
    void *moved = mem_alloc(size);
    memcpy(moved, old, held < size ? held : size);
    free(old);
    return moved;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    size_t total = product(count, size);
    if (total >= HUGE_FROM && old && malloc_usable_size(old) < total)
        return move(old, total);
    return checked(realloc(old, total ? total : 1), total);
}

char *mem_copy(struct str s)
{
    char *copy = mem_alloc(s.len + 1);
    if (s.len)
        memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return copy;
}

size_t mem_grown(size_t capacity, size_t need)
{
    size_t grown = capacity + capacity / 2 + 8;
    return grown < need ? need : grown;
}
