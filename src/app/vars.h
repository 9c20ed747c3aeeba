/*
 * feedscope's own variables in /debug/vars; times are nanoseconds but for uptime, sizes bytes:
 *
 *   requests       answered on the search socket; responses: the same by class of status
 *   routes         for each route of that socket, and "(none)" for requests that no route took:
 *                  count, and how long they took: p50 p90 p99 p999 max
 *   workers, workers_busy, connections, queue
 *                  search threads, those at work, open connections, and those of them whose peer
 *                  waits for a worker
 *   admin          the same figures of the admin socket
 *   goroutines, threads, resident, uptime (seconds), version
 *
 * index and feeds are ingest's, memstats, pprof and cmdline libpprof's.
 */
#ifndef APP_VARS_H
#define APP_VARS_H

#include "app/app.h"

/* Once; `app` must live as long as variables are asked for. */
void vars_publish(const struct app *app);

#endif
