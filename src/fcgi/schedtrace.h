/*
 * FEEDSCOPE_DEBUG=schedtrace=N: every N milliseconds a line on stderr of what a server's workers
 * do, after that of Go's GODEBUG:
 *
 *   SCHED 1009ms: workers=2 idle=1 busy=1 threads=9 connections=8 queue=0 [123 125]
 *
 * the time since the start; workers, those without a request and those that answer one; threads of
 * the process; open connections; those of them whose peer has sent what no worker has read yet; and
 * how many requests each worker has answered since the line before.
 */
#ifndef FCGI_SCHEDTRACE_H
#define FCGI_SCHEDTRACE_H

#include "base/error.h"
#include "fcgi/serve.h"

struct schedtrace;

/* Starts the thread that writes them. The server must outlive it. */
enum error_code schedtrace_start(
    struct schedtrace **out, const struct server *server, unsigned milliseconds, struct error *e);
/* Ends it, frees, nulls; NULL inside is fine. */
void schedtrace_stop(struct schedtrace **trace);

#endif
