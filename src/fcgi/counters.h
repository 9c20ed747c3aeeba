/* What a worker counts. It alone writes them, without a lock or an atomic read-modify-write; any
 * thread may read them meanwhile. Zeroed, they are those of a worker without routes. */
#ifndef FCGI_COUNTERS_H
#define FCGI_COUNTERS_H

#include "base/histogram.h"
#include "fcgi/serve.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct counters {
    _Atomic uint64_t requests, accepted, bytes_out, status[6];
    _Atomic bool busy;
    /* Nanoseconds, one a route and one for requests that none took. 9 KiB each, so it is there only
     * once a request came that way; NULL until then. */
    struct histogram *_Atomic *latency;
    size_t latencies; /* how many of them */
};

/* Of a server whose router has so many routes. */
void counters_init(struct counters *counters, size_t routes);
void counters_release(struct counters *counters);

void counters_accepted(struct counters *counters);
void counters_busy(struct counters *counters, bool busy);
/* An answer of that status and so many bytes of body, before they are sent. */
void counters_answer(struct counters *counters, int status, uint64_t bytes);

/* How long a request of that route took. */
void counters_took(struct counters *counters, size_t route, uint64_t nanoseconds);

/* Adds all but connections_open and workers to `sum`. */
void counters_add(const struct counters *counters, struct server_stats *sum);
/* Adds the latencies of that route. */
void counters_add_latency(const struct counters *counters, size_t route, struct histogram_sum *sum);

#endif
