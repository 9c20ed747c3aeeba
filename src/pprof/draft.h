/* struct pp_draft: the frames of one address while they are gathered. */
#ifndef PPROF_DRAFT_H
#define PPROF_DRAFT_H

#include "pprof/symbol.h"

#include <stdbool.h>

struct pp_draft {
    struct pp_frame frames[PP_INLINED_MAX]; /* innermost first */
    size_t count;
    bool passing; /* holds for now only: no module is there, or not yet */
    size_t text_used;
    char text[PP_INLINED_MAX * 512]; /* the frames' strings that nobody else keeps */
};

void pp_draft_clear(struct pp_draft *draft);
/* A string in the draft, formatted; "" when its room is used up. */
const char *pp_draft_text(struct pp_draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A file's path in the draft, without ".", ".." and doubled slashes; a relative one below `folder`,
 * the compilation's, unless that is NULL. Relative still where that is: in a distribution's. */
const char *pp_draft_path(struct pp_draft *draft, const char *folder, const char *path);

#endif
