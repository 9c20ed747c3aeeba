/*
 * The profiles that flame pages have shown lately, by number, so that a later one can be compared
 * to them: at most 16, and 16 MiB of them in all; the oldest goes first.
 */
#ifndef PPROF_FLAME_KEPT_H
#define PPROF_FLAME_KEPT_H

#include "pprof/flame.h"

enum { PP_FLAME_KEPT_MAX = 16, PP_FLAME_KEPT_BYTES = 16 << 20 };

/* Keeps a copy. Its number, counted from 1; 0 when it is too large, or without memory. */
unsigned pp_flame_keep(const struct pp_profile *profile);
/* A copy for the caller to release; `out` is initialized only when there is one. */
bool pp_flame_kept(unsigned id, struct pp_profile *out);
/* Those of that kind, or of all kinds when `name` is NULL, oldest first; room for
 * PP_FLAME_KEPT_MAX. How many there are. */
size_t pp_flame_kept_list(const char *name, struct pp_flame_known *to);
/* What they take, for the profiler's account. */
size_t pp_flame_kept_bytes(void);

#endif
