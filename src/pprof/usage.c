/* What the calling thread has used. */
#include "pprof/jemalloc.h"
#include "pprof/pprof.h"
#include "pprof/thread.h"

/* jemalloc's own count, which lives as long as the thread. */
static const uint64_t *allocated_count(void)
{
    static const uint64_t none;
    static __attribute__((tls_model("initial-exec"))) _Thread_local const uint64_t *count;
    if (count == NULL)
        count = pp_jemalloc_is_malloc() ? pp_jemalloc_thread_allocated() : NULL;
    if (count == NULL)
        count = &none;
    return count;
}

struct pprof_usage pprof_usage_now(void)
{
    struct pp_thread *thread = pp_thread_known();
    struct timespec cpu;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return (struct pprof_usage) { (int64_t)cpu.tv_sec * 1000000000 + cpu.tv_nsec,
        *allocated_count(),
        thread ? atomic_load_explicit(&thread->lock_wait, memory_order_relaxed) : 0 };
}
