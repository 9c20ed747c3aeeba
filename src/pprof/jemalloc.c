#include "pprof/jemalloc.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern int mallctl(const char *name, void *old, size_t *old_len, void *new, size_t new_len)
    __attribute__((weak));

bool pp_jemalloc_linked(void)
{
    return mallctl != NULL;
}

uint64_t pp_jemalloc_read(const char *name)
{
    union {
        bool flag;
        unsigned number;
        uint64_t wide;
    } value = { .wide = 0 };
    /* jemalloc refuses a length that is not the value's own. */
    static const size_t lengths[] = { sizeof value.wide, sizeof value.number, sizeof value.flag };
    for (size_t i = 0; mallctl && i < sizeof lengths / sizeof *lengths; i++) {
        size_t len = lengths[i];
        if (mallctl(name, &value, &len, NULL, 0) == 0)
            return len == sizeof value.wide     ? value.wide
                   : len == sizeof value.number ? value.number
                                                : value.flag;
    }
    return 0;
}

uint64_t pp_jemalloc_read_at(const char *before, unsigned number, const char *after)
{
    char name[96];
    snprintf(name, sizeof name, "%s%u%s", before, number, after);
    return pp_jemalloc_read(name);
}

void pp_jemalloc_refresh(void)
{
    uint64_t epoch = 1;
    if (mallctl)
        mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
}

bool pp_jemalloc_dump(const char *path)
{
    errno = mallctl ? mallctl("prof.dump", NULL, NULL, &path, sizeof path) : ENOSYS;
    return errno == 0;
}

void pp_jemalloc_settle(void)
{
    if (mallctl == NULL)
        return;
    mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
    mallctl("arena." PP_JEMALLOC_ALL ".purge", NULL, NULL, NULL, 0);
}

const uint64_t *pp_jemalloc_thread_allocated(void)
{
    uint64_t *at = NULL;
    size_t len = sizeof at;
    if (mallctl == NULL || mallctl("thread.allocatedp", &at, &len, NULL, 0) != 0)
        return NULL;
    return at;
}

uintptr_t pp_jemalloc_address(void)
{
    return (uintptr_t)mallctl;
}

/* Valgrind and sanitizers redirect malloc and leave mallctl: jemalloc's count then stands still. */
static bool count_moves(void)
{
    const volatile uint64_t *allocated = pp_jemalloc_thread_allocated();
    if (allocated == NULL)
        return false;
    uint64_t before = *allocated;
    void *volatile block = malloc(1);
    bool moved = *allocated != before;
    free(block);
    return moved;
}

bool pp_jemalloc_is_malloc(void)
{
    enum { UNKNOWN, YES, NO };
    static _Atomic int known;
    if (atomic_load_explicit(&known, memory_order_relaxed) == UNKNOWN)
        atomic_store_explicit(&known, count_moves() ? YES : NO, memory_order_relaxed);
    return atomic_load_explicit(&known, memory_order_relaxed) == YES;
}
