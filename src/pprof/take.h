/* Profiles by name, as the pages take them: at once, or over a time. */
#ifndef PPROF_TAKE_H
#define PPROF_TAKE_H

#include "pprof/pprof.h"
#include "pprof/profile.h"

#include <stdbool.h>

/* Takes a profile into `out`, which is initialized whether it succeeds or not. "cpu" (or "profile")
 * is sampled for so many seconds; one of pp_sources is what it is now, or with `seconds` above 0
 * the difference that they make. With `settle`, freed memory is given back first (heap?gc=1). Time
 * passes by the sink's wait; its write is not used. PPROF_CUT: the wait gave up. */
enum pprof_error pp_take(const char *name, double seconds, bool settle,
    const struct pprof_sink *sink, struct pp_profile *out);

/* What pp_take takes, written to the sink: debug 0 is profile.proto, gzipped; 1 and 2 are text, as
 * pprof_write says, and not of cpu: PPROF_INVALID. */
enum pprof_error pp_write(
    const char *name, double seconds, int debug, bool settle, const struct pprof_sink *sink);

/* Lets time pass by the sink's wait, or asleep when it has none. PPROF_CUT when that gives up. */
enum pprof_error pp_wait(const struct pprof_sink *sink, int64_t nanoseconds);

#endif
