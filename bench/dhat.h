/* dhat.out, the JSON that valgrind's dhat writes (valgrind/dhat/docs, "dhatFileVersion" 2), as a
 * heap profile of all four kinds. */
#ifndef BENCH_DHAT_H
#define BENCH_DHAT_H

#include "pprof/profile.h"

/* Is it dhat's, by its first key? */
bool dhat_is(const char *text);
/* alloc_objects and alloc_space are of the whole run; inuse_* of the peak, or else of the end. The
 * profile owns its frames, and is initialized whether this succeeds or not. False, with a sentence
 * in `why`, when the text is no JSON of dhat's heap mode. */
bool dhat_read(const char *text, bool at_peak, struct pp_profile *out, char *why, size_t why_size);

#endif
