/*
 * Flame graphs: a profile as one self-contained HTML page, which loads nothing. The profile's tree
 * is in it as JSON; flame/ has the script that draws it, the style and the markup.
 */
#ifndef PPROF_FLAME_H
#define PPROF_FLAME_H

#include "pprof/buf.h"
#include "pprof/profile.h"

/* A profile that pages can name: flame_kept.h. */
struct pp_flame_known {
    unsigned id; /* 0: it was not kept */
    const char *name;
    int64_t taken; /* unix nanoseconds */
};

struct pp_flame {
    const char *title;
    const struct pp_profile *profile;
    const struct pp_profile *base; /* NULL; else the frames are coloured by the difference to it */
    unsigned value;                /* which of the profile's values gives the widths */
    unsigned id, base_id;          /* their numbers; 0: none */
    double seconds; /* what it was asked for with, so that the page can ask again; 0: a state */
    bool settle;
    const struct pp_flame_known *known; /* those which it can be compared to */
    size_t known_count;
    const char *nonce; /* of the page's Content-Security-Policy; without a '"' */
};

/* The base must be of the same kind. Without memory `to` is failed. */
void pp_flame_write(struct pp_buf *to, const struct pp_flame *flame);

/* The tree and all that the page says of the profile, as one JSON object. */
void pp_flame_json(struct pp_buf *to, const struct pp_flame *flame);

#endif
