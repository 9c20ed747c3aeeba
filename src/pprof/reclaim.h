/* Memory reclaimed in bulk, as the program tells by pprof_reclaimed: what stands for Go's garbage
 * collections in its figures. */
#ifndef PPROF_RECLAIM_H
#define PPROF_RECLAIM_H

#include "pprof/memstats.h"

/* Fills in num_gc, num_forced_gc, last_gc, pause_total_ns, pause_ns, pause_end, gc_cpu_fraction. */
void pp_reclaim_read(struct pp_memstats *stats);
/* Counts a settling that somebody asked for: NumForcedGC. */
void pp_reclaim_forced(void);

#endif
