#include "base/arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
#endif

enum { ALIGNMENT = 16, KEPT_RESIDENT = 4 * 1024 * 1024 };

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

enum error_code arena_init(struct arena *a, size_t capacity, struct error *e)
{
    capacity = round_up(capacity, (size_t)sysconf(_SC_PAGESIZE));
    void *base = mmap(
        NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return error_system(e, "cannot map %zu bytes for an arena", capacity);
    *a = (struct arena) { .base = base, .capacity = capacity };
    POISON(a->base, a->capacity);
    return ERROR_NONE;
}

void arena_release(struct arena *a)
{
    if (a->base == NULL)
        return;
    UNPOISON(a->base, a->capacity);
    munmap(a->base, a->capacity);
    *a = (struct arena) { 0 };
}

void arena_reset(struct arena *a)
{
    if (a->touched > KEPT_RESIDENT)
        madvise(a->base + KEPT_RESIDENT, round_up(a->touched - KEPT_RESIDENT, 4096), MADV_DONTNEED);
    arena_rewind(a, 0);
    a->touched = 0;
    a->failed = false;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t step = round_up(size, ALIGNMENT);
    if (step < size || step > a->capacity - a->used) {
        a->failed = true;
        return NULL;
    }
    char *at = a->base + a->used;
    a->used += step;
    if (a->used > a->touched)
        a->touched = a->used;
    if (a->used > a->high)
        a->high = a->used;
    UNPOISON(at, size);
    return at;
}

bool arena_grow(struct arena *a, void *at, size_t size)
{
    size_t start = (size_t)((char *)at - a->base), before = a->used;
    a->used = start;
    if (arena_alloc(a, size))
        return true;
    a->used = before;
    return false;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        total = SIZE_MAX;
    void *at = arena_alloc(a, total);
    return at ? memset(at, 0, total) : NULL;
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *at = arena_alloc(a, s.len);
    if (at == NULL)
        return (struct str) { NULL, 0 };
    if (s.len)
        memcpy(at, s.at, s.len);
    return str_n(at, s.len);
}

void arena_rewind(struct arena *a, size_t mark)
{
    if (mark >= a->used)
        return;
    POISON(a->base + mark, a->used - mark);
    a->used = mark;
}
