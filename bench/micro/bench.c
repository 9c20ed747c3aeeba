#include "bench.h"

#include "base/clock.h"
#include "base/mem.h"
#include "instructions.h"
#include "pprof/pprof.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPERATIONS_MAX = 1000000000 };

/* --- the clock --- */

static struct bench_allocations allocated_since(struct bench_allocations before)
{
    struct bench_allocations now = bench_allocations_now();
    return (struct bench_allocations) { now.count - before.count, now.bytes - before.bytes };
}

static void add(struct bench_allocations *to, struct bench_allocations more)
{
    to->count += more.count;
    to->bytes += more.bytes;
}

void bench_start(struct bench *b)
{
    if (b->begun)
        return;
    b->allocated_before = bench_allocations_now();
    b->begun = clock_monotonic();
    instructions_start();
}

void bench_stop(struct bench *b)
{
    if (b->begun == 0)
        return;
    instructions_stop();
    b->elapsed += clock_monotonic() - b->begun;
    add(&b->allocated, allocated_since(b->allocated_before));
    b->begun = 0;
}

void bench_reset(struct bench *b)
{
    b->elapsed = 0;
    b->allocated = (struct bench_allocations) { 0 };
    if (b->begun) {
        b->begun = 0;
        instructions_forget();
        bench_start(b);
    }
}

/* --- what it reports --- */

void bench_bytes(struct bench *b, uint64_t bytes)
{
    b->bytes = bytes;
}

void bench_report(struct bench *b, const char *unit, double value)
{
    if (b->metric_count < BENCH_METRICS_MAX)
        b->metrics[b->metric_count++] = (struct bench_metric) { unit, value };
}

/* --- several threads --- */

struct share {
    void (*work)(void *context, unsigned thread, uint64_t count);
    void *context;
    unsigned thread;
    uint64_t count;
    struct bench_allocations allocated;
    pthread_t id;
};

static void *work_share(void *of)
{
    struct share *share = of;
    share->work(share->context, share->thread, share->count);
    share->allocated = bench_allocations_now();
    return NULL;
}

void bench_parallel(
    struct bench *b, void (*work)(void *context, unsigned thread, uint64_t count), void *context)
{
    struct share *shares = mem_zero(b->threads, sizeof *shares);
    for (unsigned i = 0; i < b->threads; i++) {
        uint64_t before = b->n * i / b->threads, after = b->n * (i + 1) / b->threads;
        shares[i] = (struct share) {
            .work = work, .context = context, .thread = i, .count = after - before
        };
        if (pprof_thread_create(&shares[i].id, NULL, "bench", work_share, &shares[i]) != 0)
            exit((fputs("feedscope-bench: no thread can be made\n", stderr), 2));
    }
    for (unsigned i = 0; i < b->threads; i++) {
        pthread_join(shares[i].id, NULL);
        add(&b->allocated, shares[i].allocated);
    }
    free(shares);
}

/* --- running --- */

static void run_once(
    struct bench *b, const struct benchmark *benchmark, uint64_t n, unsigned threads)
{
    *b = (struct bench) { .n = n, .argument = benchmark->argument, .threads = threads };
    uint64_t task = pprof_task_begin(benchmark->name);
    bench_start(b);
    benchmark->body(b);
    bench_stop(b);
    pprof_task_end(task);
}

/* As many as fill the time at the pace so far and a fifth more; not more than a hundred times as
 * many as before, for the pace of few may be far off. */
static uint64_t next_count(const struct bench *b, int64_t goal)
{
    double pace = (double)(b->elapsed > 0 ? b->elapsed : 1) / (double)b->n;
    double wanted = (double)goal / pace * 1.2, most = (double)b->n * 100;
    uint64_t n = (uint64_t)(wanted < most ? wanted : most);
    n = n > b->n ? n : b->n + 1;
    return n < OPERATIONS_MAX ? n : OPERATIONS_MAX;
}

/* Under callgrind: once for what only a first run does (what benchmarks keep, symbols found, caches
 * filled), then counted, and written down as "Benchmark… n". */
static void run_counted(
    struct bench *b, const struct benchmark *benchmark, uint64_t n, unsigned threads)
{
    char what[BENCH_NAME_MAX + 48];
    run_once(b, benchmark, n, threads);
    instructions_wanted(true);
    run_once(b, benchmark, n, threads);
    instructions_wanted(false);
    snprintf(what, sizeof what, "Benchmark%s-%u %" PRIu64, benchmark->name, b->threads, n);
    instructions_write(what);
}

void bench_run(
    struct bench *b, const struct benchmark *benchmark, struct bench_time time, unsigned threads)
{
    if (time.operations && instructions_possible()) {
        run_counted(b, benchmark, time.operations, threads);
        return;
    }
    run_once(b, benchmark, time.operations ? time.operations : 1, threads);
    while (time.operations == 0 && b->elapsed < time.nanoseconds && b->n < OPERATIONS_MAX)
        run_once(b, benchmark, next_count(b, time.nanoseconds), threads);
}

/* --- printing --- */

/* Ten significant places or so, as Go does it: benchstat takes any. */
static void print_value(double value, const char *unit)
{
    int places = value >= 100 || value == 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4;
    printf("\t%*.*f %s", 10 + (places ? places + 1 : 0), places, value, unit);
}

void bench_print(
    const struct bench *b, const struct benchmark *benchmark, int width, int allocations)
{
    char name[BENCH_NAME_MAX + 24];
    double n = (double)b->n;
    snprintf(name, sizeof name, "Benchmark%s-%u", benchmark->name, b->threads);
    printf("%-*s\t%10" PRIu64, width + 12, name, b->n);
    print_value((double)b->elapsed / n, "ns/op");
    if (b->bytes && b->elapsed > 0)
        printf("\t%8.2f MB/s", (double)b->bytes * n / 1e6 / ((double)b->elapsed / 1e9));
    for (unsigned i = 0; i < b->metric_count; i++)
        print_value(b->metrics[i].value, b->metrics[i].unit);
    if (allocations)
        printf("\t%8" PRIu64 " B/op\t%8" PRIu64 " allocs/op", b->allocated.bytes / b->n,
            b->allocated.count / b->n);
    putchar('\n');
    fflush(stdout);
}
