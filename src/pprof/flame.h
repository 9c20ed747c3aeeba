/* Flame graphs: a profile as one self-contained HTML page. */
#ifndef PPROF_FLAME_H
#define PPROF_FLAME_H

#include "pprof/buf.h"
#include "pprof/profile.h"

struct pp_flame {
    const char *title;
    const struct pp_profile *profile;
    const struct pp_profile *base; /* NULL; else the frames are coloured by the difference to it */
    unsigned value;                /* which of the profile's values gives the widths */
};

void pp_flame_write(struct pp_buf *to, const struct pp_flame *flame);

#endif
