/* Benchmarks' results as `go test -bench` prints them and benchstat reads them
 * (golang.org/design/14313-benchmark-format): each line's values under their benchmark and unit. */
#ifndef BENCH_COMPARE_SAMPLES_H
#define BENCH_COMPARE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What one benchmark measured in one unit, a value for each of its lines. */
struct sample {
    char *name; /* without "Benchmark" */
    char *unit;
    double *values;
    size_t count, capacity;
};

/* In the order in which they first came. Zeroed, it is empty. */
struct samples {
    struct sample *at;
    size_t count, capacity;
};

/* Adds all of a file; lines that are no results are passed over. False when it has none. */
bool samples_read(struct samples *to, FILE *file);
struct sample *samples_find(const struct samples *samples, const char *name, const char *unit);
void samples_release(struct samples *samples);

#endif
