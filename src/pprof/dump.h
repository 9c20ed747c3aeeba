/* The threads' stacks, taken in each thread by a signal: goroutine, threadcreate, the dump. */
#ifndef PPROF_DUMP_H
#define PPROF_DUMP_H

#include "pprof/buf.h"
#include "pprof/profile.h"

size_t pp_threads_count(void);
enum pprof_error pp_threads_collect(struct pp_profile *out, bool settle);
void pp_threads_text(struct pp_buf *to, const struct pp_profile *profile);
/* debug=2: each thread's name, id, state, what it waits for and how long, CPU, labels, stack. */
enum pprof_error pp_threads_dump(struct pp_buf *to);
/* {"key":"text", …}, by key. */
void pp_dump_labels(struct pp_buf *to, const struct pp_label *labels, unsigned count);

enum pprof_error pp_threadcreate_collect(struct pp_profile *out, bool settle);
void pp_threadcreate_text(struct pp_buf *to, const struct pp_profile *profile);

#endif
