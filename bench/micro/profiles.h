/* The profiles of a whole run, each to a file of its own: -cpuprofile and its like. */
#ifndef BENCH_MICRO_PROFILES_H
#define BENCH_MICRO_PROFILES_H

#include <stdbool.h>

/* Names of files; NULL: not wanted. */
struct profiles {
    const char *cpu, *memory, *block, *mutex, *trace;
};

/* Opens all files and starts what is recorded from now on. False, with a line on standard error,
 * when a file cannot be made or a profile not be taken. */
bool profiles_start(const struct profiles *wanted);
/* Writes them. False, with a line on standard error, when one did not come out whole. */
bool profiles_finish(const struct profiles *wanted);

#endif
