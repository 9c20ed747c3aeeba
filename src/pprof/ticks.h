/*
 * The clock of trace events: read a dozen times a request, so as cheap as there is. Where the
 * processor's time stamp counter runs at one rate on all cores (CPUID 80000007h, EDX bit 8; AMD64
 * Architecture Programmer's Manual, volume 3, appendix E.4.7) and the kernel keeps its own time by
 * it, ticks are that counter's; else nanoseconds of CLOCK_MONOTONIC.
 */
#ifndef PPROF_TICKS_H
#define PPROF_TICKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/* Set by pp_ticks_start, before which ticks mean nothing. */
extern _Atomic bool pp_ticks_by_counter;
extern _Atomic uint64_t pp_ticks_first;

/* Once, before the first event: chooses the clock. A second call does nothing. */
void pp_ticks_start(void);

/* Nanoseconds of CLOCK_MONOTONIC. Signal-safe. */
static inline int64_t pp_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline uint64_t pp_ticks_raw(void)
{
#if defined(__x86_64__)
    if (atomic_load_explicit(&pp_ticks_by_counter, memory_order_relaxed))
        return __rdtsc();
#endif
    return (uint64_t)pp_time();
}

/* Since pp_ticks_start. Signal-safe. */
static inline uint64_t pp_ticks(void)
{
    return pp_ticks_raw() - atomic_load_explicit(&pp_ticks_first, memory_order_relaxed);
}

/* Ticks ↔ time, by the rate since the start and one moment at which both were read. Of one scale,
 * later ticks never have an earlier time. */
struct pp_scale {
    uint64_t ticks;
    int64_t time;
    double length; /* nanoseconds of a tick */
};

/* After pp_ticks_start; in its first microseconds the rate is a rough guess. Signal-safe. */
struct pp_scale pp_scale_read(void);
/* The same, but then waits until the rate is known. */
struct pp_scale pp_scale_now(void);
int64_t pp_scale_time(const struct pp_scale *scale, uint64_t ticks);
/* 0 for times before pp_ticks_start. */
uint64_t pp_scale_ticks(const struct pp_scale *scale, int64_t time);

#endif
