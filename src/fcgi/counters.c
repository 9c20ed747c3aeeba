#include "fcgi/counters.h"

#include "base/mem.h"

#include <stdlib.h>

void counters_init(struct counters *counters, size_t routes)
{
    counters->latencies = routes + 1;
    counters->latency = mem_zero(counters->latencies, sizeof *counters->latency);
}

void counters_release(struct counters *counters)
{
    for (size_t i = 0; i < counters->latencies; i++)
        free(atomic_load_explicit(&counters->latency[i], memory_order_relaxed));
    free(counters->latency);
    counters->latency = NULL;
    counters->latencies = 0;
}

static uint64_t get(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit((_Atomic uint64_t *)counter, memory_order_relaxed);
}

static void add(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter, get(counter) + n, memory_order_relaxed);
}

void counters_accepted(struct counters *counters)
{
    add(&counters->accepted, 1);
}

void counters_busy(struct counters *counters, bool busy)
{
    atomic_store_explicit(&counters->busy, busy, memory_order_relaxed);
}

void counters_answer(struct counters *counters, int status, uint64_t bytes)
{
    add(&counters->requests, 1);
    add(&counters->status[status / 100 % 6], 1);
    add(&counters->bytes_out, bytes);
}

void counters_took(struct counters *counters, size_t route, uint64_t nanoseconds)
{
    struct histogram *h = atomic_load_explicit(&counters->latency[route], memory_order_relaxed);
    if (h == NULL) {
        h = mem_zero(1, sizeof *h);
        /* Who reads the address reads zeros there, or what was recorded since. */
        atomic_store_explicit(&counters->latency[route], h, memory_order_release);
    }
    histogram_record(h, nanoseconds);
}

void counters_add_latency(const struct counters *counters, size_t route, struct histogram_sum *sum)
{
    const struct histogram *h =
        atomic_load_explicit(&counters->latency[route], memory_order_acquire);
    if (h)
        histogram_add(sum, h);
}

void counters_add(const struct counters *counters, struct server_stats *sum)
{
    sum->requests += get(&counters->requests);
    sum->connections_accepted += get(&counters->accepted);
    sum->bytes_out += get(&counters->bytes_out);
    sum->busy_workers +=
        atomic_load_explicit((_Atomic bool *)&counters->busy, memory_order_relaxed);
    for (size_t hundred = 0; hundred < 6; hundred++)
        sum->status[hundred] += get(&counters->status[hundred]);
}
