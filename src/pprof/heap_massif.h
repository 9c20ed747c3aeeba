/* The heap profile of a process that runs under valgrind's massif: its own snapshot, exact. */
#ifndef PPROF_HEAP_MASSIF_H
#define PPROF_HEAP_MASSIF_H

#include "pprof/profile.h"

/* Has massif take a detailed snapshot now, by its monitor command of that name (Valgrind manual,
 * "Massif Monitor Commands"), and adds the bytes in use to `out` as the value of that place; the
 * others are 0. False, with `out` as it was, where no massif is. */
bool pp_heap_massif(struct pp_profile *out, unsigned value);

#endif
