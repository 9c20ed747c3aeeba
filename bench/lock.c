/*
 * The cost of an uncontended pprof_mutex beside pthread's: lock and unlock, in pairs of rounds that
 * follow each other, so that whatever disturbs the machine disturbs both. The medians, and that of
 * the pairs' differences, in nanoseconds a lock and unlock. The argument is the number of pairs.
 */
#include "pprof/pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TURNS = 2000000, PAIRS = 15, PAIRS_MAX = 1000 };

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static struct pprof_mutex named = PPROF_MUTEX_INITIALIZER("bench");

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double round_plain(void)
{
    double begun = now();
    for (int i = 0; i < TURNS; i++) {
        pthread_mutex_lock(&plain);
        pthread_mutex_unlock(&plain);
    }
    return (now() - begun) / TURNS;
}

static double round_named(void)
{
    double begun = now();
    for (int i = 0; i < TURNS; i++) {
        pprof_mutex_lock(&named);
        pprof_mutex_unlock(&named);
    }
    return (now() - begun) / TURNS;
}

/* With one thread alone the C library takes a lock without an atomic instruction: let there be two,
 * as wherever a lock is needed. */
static void *idle(void *unused)
{
    pause();
    return unused;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    static double plains[PAIRS_MAX], nameds[PAIRS_MAX], differences[PAIRS_MAX];
    int pairs = argc > 1 ? atoi(argv[1]) : PAIRS;
    if (pairs < 1 || pairs > PAIRS_MAX) {
        fprintf(stderr, "usage: %s [PAIRS], 1 to %d\n", argv[0], PAIRS_MAX);
        return 2;
    }
    pthread_t thread;
    if (pthread_create(&thread, NULL, idle, NULL) != 0)
        return 1;
    for (int i = 0; i < pairs; i++) {
        plains[i] = round_plain();
        nameds[i] = round_named();
        differences[i] = nameds[i] - plains[i];
    }
    printf("pthread_mutex %.1f ns, pprof_mutex %.1f ns, difference %.1f ns (medians of %d pairs)\n",
        median(plains, pairs), median(nameds, pairs), median(differences, pairs), pairs);
    return 0;
}
