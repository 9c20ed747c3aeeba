/*
 * Benchmarks as `go test -bench` runs them: a body is called with n, which grows until n operations
 * take as long as was asked for, and the line printed is the one benchstat reads.
 *
 *     static void bench_fold(struct bench *b)
 *     {
 *         struct corpus *corpus = make_corpus();      // not measured:
 *         bench_reset(b);
 *         for (uint64_t i = 0; i < b->n; i++)
 *             fold(corpus);
 *     }
 *
 * The clock runs when the body is called. Allocations are counted in the thread of the body, and in
 * those of bench_parallel. (The source of how n grows: Go's package testing, benchmark.go.)
 */
#ifndef BENCH_MICRO_BENCH_H
#define BENCH_MICRO_BENCH_H

#include <stddef.h>
#include <stdint.h>

enum { BENCH_METRICS_MAX = 4, BENCH_NAME_MAX = 64 };

struct bench_metric {
    const char *unit;
    double value;
};

struct bench_allocations {
    uint64_t count, bytes;
};

struct bench {
    uint64_t n;       /* operations to do */
    int64_t argument; /* of the benchmark, as its table says */
    unsigned threads; /* of bench_parallel, as -cpu says */
    /* The rest is bench.c's. */
    uint64_t bytes; /* processed an operation */
    int64_t begun, elapsed;
    struct bench_allocations allocated_before, allocated;
    struct bench_metric metrics[BENCH_METRICS_MAX];
    unsigned metric_count;
};

typedef void bench_body(struct bench *b);

struct benchmark {
    const char *name; /* without "Benchmark"; "Name/part" for one of several */
    bench_body *body;
    int64_t argument;
};

/* A table of them; bench_tables names all, NULL at its end. */
struct bench_table {
    const struct benchmark *benchmarks;
    size_t count;
};

extern const struct bench_table bench_feed, bench_text, bench_index, bench_page, bench_profile;

/* Forgets the time and the allocations so far: what came before was preparation. */
void bench_reset(struct bench *b);
/* Time between the two does not count. */
void bench_stop(struct bench *b);
void bench_start(struct bench *b);
/* Bytes that one operation processes: MB/s is printed. */
void bench_bytes(struct bench *b, uint64_t bytes);
/* A figure of the benchmark's own; `unit` is kept by address, as "items/op". A fifth is dropped. */
void bench_report(struct bench *b, const char *unit, double value);
/* Shares n operations among b->threads threads, each told its number and how many it is to do. */
void bench_parallel(
    struct bench *b, void (*work)(void *context, unsigned thread, uint64_t count), void *context);

/* Keeps the compiler from leaving out what computed the value. */
static inline void bench_use(const void *value)
{
    __asm__ volatile("" : : "g"(value) : "memory");
}

/* The calling thread's, since it began; malloc.c counts. */
struct bench_allocations bench_allocations_now(void);

/* How to run, and what came out. */
struct bench_time {
    int64_t nanoseconds; /* run for so long at least, or: */
    uint64_t operations; /* 0, or exactly so many */
};

/* Runs it with growing n; *b is its last run. */
void bench_run(
    struct bench *b, const struct benchmark *benchmark, struct bench_time time, unsigned threads);
/* "BenchmarkName-2 \t n \t ns/op …" on standard output; `width` of the longest name. */
void bench_print(
    const struct bench *b, const struct benchmark *benchmark, int width, int allocations);

#endif
