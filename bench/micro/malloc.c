/* Counts what each thread allocates: malloc and its kin are jemalloc's own entry points here, so
 * that a benchmark's heap profile is jemalloc's as ever. free is jemalloc's. Under a sanitizer,
 * which has put its own in their place, nothing is counted. */
#include "bench.h"

#include <errno.h>
#include <stdbool.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
struct bench_allocations bench_allocations_now(void)
{
    return (struct bench_allocations) { 0 };
}
#else
#include <jemalloc/jemalloc.h>

static _Thread_local struct bench_allocations allocated;

struct bench_allocations bench_allocations_now(void)
{
    return allocated;
}

static void *counted(size_t size, int flags)
{
    allocated.count++;
    allocated.bytes += size;
    void *made = mallocx(size ? size : 1, flags);
    if (made == NULL)
        errno = ENOMEM;
    return made;
}

void *malloc(size_t size)
{
    return counted(size, 0);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return counted(bytes, MALLOCX_ZERO);
}

void *realloc(void *old, size_t size)
{
    if (old == NULL || size == 0) {
        void *made = old ? NULL : counted(size, 0);
        if (old)
            dallocx(old, 0);
        return made;
    }
    allocated.count++;
    allocated.bytes += size;
    void *made = rallocx(old, size, 0);
    if (made == NULL)
        errno = ENOMEM;
    return made;
}

static bool is_alignment(size_t alignment)
{
    return alignment && (alignment & (alignment - 1)) == 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (!is_alignment(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return counted(size, MALLOCX_ALIGN(alignment));
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (!is_alignment(alignment) || alignment % sizeof(void *) != 0)
        return EINVAL;
    void *made = counted(size, MALLOCX_ALIGN(alignment));
    if (made == NULL)
        return ENOMEM;
    *out = made;
    return 0;
}
#endif
