#include "pprof/collect.h"

#include "pprof/dump.h"
#include "pprof/heap.h"
#include "pprof/lock.h"

#include <string.h>

/* The sentences are those that pages of net/http/pprof have, said of a process in C. */
const struct pp_source pp_sources[] = {
    { "allocs", "A sampling of all past memory allocations", pp_heap_count, pp_allocs_collect,
        pp_heap_text },
    { "block", "Stacks that led to waiting for locks and condition variables", pp_block_count,
        pp_block_collect, pp_block_text },
    { "goroutine",
        "Stacks of all current threads. Use debug=2 as a query parameter to see each thread's "
        "state",
        pp_threads_count, pp_threads_collect, pp_threads_text },
    { "heap",
        "A sampling of memory allocations of live objects. You can specify the gc GET parameter to "
        "return freed memory before taking the heap sample.",
        pp_heap_count, pp_heap_collect, pp_heap_text },
    { "mutex", "Stacks of holders of contended locks", pp_mutex_count, pp_mutex_collect,
        pp_mutex_text },
    { "threadcreate", "Stacks that led to the creation of threads", pp_threads_count,
        pp_threadcreate_collect, pp_threadcreate_text },
};

const size_t pp_source_count = sizeof pp_sources / sizeof *pp_sources;

const struct pp_source *pp_source_find(const char *name)
{
    if (strcmp(name, "threads") == 0)
        name = "goroutine";
    for (size_t i = 0; i < pp_source_count; i++)
        if (strcmp(pp_sources[i].name, name) == 0)
            return &pp_sources[i];
    return NULL;
}
