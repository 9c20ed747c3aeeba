/* Contention: what the locks of pprof.h record. */
#ifndef PPROF_LOCK_H
#define PPROF_LOCK_H

#include "pprof/buf.h"
#include "pprof/profile.h"

size_t pp_block_count(void);
size_t pp_mutex_count(void);
enum pprof_error pp_block_collect(struct pp_profile *out, bool settle);
enum pprof_error pp_mutex_collect(struct pp_profile *out, bool settle);
void pp_block_text(struct pp_buf *to, const struct pp_profile *profile);
void pp_mutex_text(struct pp_buf *to, const struct pp_profile *profile);

#endif
