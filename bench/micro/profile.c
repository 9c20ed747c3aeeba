/* What taking profiles costs who takes them. */
#include "bench.h"
#include "pprof/pprof.h"
#include "pprof/symbol.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

static int count_bytes(void *context, const void *bytes, size_t len)
{
    (void)bytes;
    *(size_t *)context += len;
    return 0;
}

static void bench_write(struct bench *b, const char *name, int debug)
{
    size_t bytes = 0;
    const struct pprof_sink sink = { count_bytes, NULL, &bytes };
    sample_index(10000); /* something that the heap's profile has to say */
    if (pprof_write(name, debug, &sink) != PPROF_OK)
        exit((fprintf(stderr, "feedscope-bench: no %s profile here\n", name), 1));
    bytes = 0;
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++)
        pprof_write(name, debug, &sink);
    bench_report(b, "profile-B/op", (double)bytes / (double)b->n);
}

static void bench_heap(struct bench *b)
{
    bench_write(b, "heap", (int)b->argument);
}

static void bench_threads(struct bench *b)
{
    bench_write(b, "goroutine", (int)b->argument);
}

/* Names that are not known yet: another address each time. */
static void bench_symbolize(struct bench *b)
{
    struct pp_symbols *symbols = pp_symbols_open();
    const struct pp_frame *frames;
    uintptr_t first = (uintptr_t)bench_symbolize & ~(uintptr_t)0xFFFF;
    bench_reset(b);
    for (uint64_t i = 0; i < b->n; i++)
        bench_use((void *)pp_symbols_at(symbols, first + i % 0x10000, &frames));
    bench_stop(b);
    pp_symbols_close(&symbols);
}

static const struct benchmark benchmarks[] = {
    { "Profile/heap", bench_heap, 0 },
    { "Profile/heap_text", bench_heap, 1 },
    { "Profile/threads", bench_threads, 0 },
    { "Symbolize", bench_symbolize, 0 },
};
const struct bench_table bench_profile = { benchmarks, sizeof benchmarks / sizeof *benchmarks };
