/* The named profiles: one table (collect.c) says what there are and who collects each. */
#ifndef PPROF_COLLECT_H
#define PPROF_COLLECT_H

#include "pprof/buf.h"
#include "pprof/profile.h"

struct pp_source {
    const char *name;
    const char *about; /* a sentence for the index page */
    /* How many records it has now: the index page's Count. */
    size_t (*count)(void);
    /* Fills `out`, which it initializes whether it succeeds or not. With `settle`, first gives back
     * what can be given back (heap?gc=1); others ignore it. */
    enum pprof_error (*collect)(struct pp_profile *out, bool settle);
    /* Writes the profile as Go's debug=1 text. */
    void (*text)(struct pp_buf *to, const struct pp_profile *profile);
};

extern const struct pp_source pp_sources[];
extern const size_t pp_source_count;

/* By its name, or "threads" for goroutine; NULL: there is none. */
const struct pp_source *pp_source_find(const char *name);

/* Says why this thread's request is PPROF_UNSUPPORTED, for pprof_why; returns that code. */
enum pprof_error pp_unsupported(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
