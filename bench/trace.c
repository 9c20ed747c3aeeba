/*
 * What the flight recorder costs: nanoseconds of CPU for each of its events, on and off, and for
 * those of one search, as feedscope records it, at a depth of ten frames. The best of so many
 * rounds, which other programs disturb least: bench/trace [ROUNDS].
 */
#include "pprof/pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TIMES = 100000, DEPTH = 10 };

static void regions(void)
{
    pprof_region_begin("region");
    pprof_region_end("region");
}

static void tasks(void)
{
    pprof_task_end(pprof_task_begin("task"));
}

static void waits(void)
{
    pprof_wait_begin(PPROF_WAIT_NET, "wait");
    pprof_wait_end();
}

static void logs(void)
{
    pprof_log("category", "message");
}

static void search(void)
{
    static const char *const phases[] = { "parse form", "query", "render", "write" };
    pprof_wait_end();
    uint64_t task = pprof_task_begin("GET /search");
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
        pprof_region_begin(phases[i]);
        pprof_region_end(phases[i]);
    }
    pprof_task_end(task);
    pprof_wait_begin(PPROF_WAIT_NET, "connections");
}

static const struct measured {
    const char *name;
    unsigned events;
    void (*run)(void);
} measured[] = { { "a region", 2, regions }, { "a task", 2, tasks }, { "a wait", 2, waits },
    { "a log", 1, logs }, { "a search", 12, search } };

static int64_t cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static __attribute__((noinline)) int64_t run_at(unsigned depth, void (*run)(void))
{
    int64_t spent;
    if (depth) {
        spent = run_at(depth - 1, run);
    } else {
        int64_t begun = cpu_now();
        for (int i = 0; i < TIMES; i++)
            run();
        spent = cpu_now() - begun;
    }
    __asm__ volatile("" : "+r"(spent)); /* no tail call: each depth has its frame */
    return spent;
}

static double best_of(int rounds, void (*run)(void))
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < rounds; i++) {
        int64_t spent = run_at(DEPTH, run);
        best = spent < best ? spent : best;
    }
    return (double)best / TIMES;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 20;
    double off[sizeof measured / sizeof *measured];
    pprof_start(&(struct pprof_options) { .recorder_off = true });
    printf("%-10s %8s %8s %8s\n", "", "events", "ns off", "ns on");
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        off[i] = best_of(rounds, measured[i].run);
    pprof_set_trace_ring(16 * 1024 * 1024);
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        printf("%-10s %8u %8.1f %8.1f\n", measured[i].name, measured[i].events, off[i],
            best_of(rounds, measured[i].run));
    return 0;
}
