/*
 * massif.out, as valgrind's massif writes it (valgrind/massif/ms_main.c), → a profile of the bytes
 * in use. A snapshot has a tree only when it is a detailed one: a node is a frame, its children are
 * those that called it; so each node's path to the root is a stack, innermost frame first.
 */
#ifndef PPROF_MASSIF_H
#define PPROF_MASSIF_H

#include "pprof/frame_table.h"
#include "pprof/profile.h"

#include <stddef.h>
#include <stdint.h>

/* Of the detailed snapshots. A program that frees nothing before it ends has no peak that massif
 * marks: then it is the one with the most bytes. */
enum { PP_MASSIF_PEAK = -1, PP_MASSIF_LAST = -2 };

/* What the file says of one snapshot. */
struct pp_massif_snapshot {
    long number;
    uint64_t time;
    uint64_t heap, extra, stacks; /* bytes: asked for; malloc's own beside them; of stacks */
    bool detailed, peak;
};

enum { PP_MASSIF_LINE_MAX = 4096, PP_MASSIF_DEPTH_MAX = PP_FRAMES_MAX };

/* Calls back for each snapshot, in the file's order; a reader that wants no more returns false.
 * False, with a sentence in `why`, when the text is not massif's. */
bool pp_massif_list(const char *text, bool (*each)(void *, const struct pp_massif_snapshot *),
    void *context, char *why, size_t why_size);

/* The detailed snapshot of that number, or the peak, or the last one, as a profile of inuse_space
 * that owns its frames. False, with a sentence in `why`, when there is none; *out is initialized
 * whether it succeeds or not. */
bool pp_massif_read(const char *text, long snapshot, struct pp_profile *out,
    struct pp_massif_snapshot *found, char *why, size_t why_size);

/* A frame as valgrind spells it, "0x10A2: function (file.c:12)" or "0x10A2: ??? (in /lib/x.so)", as
 * a number in the table. A text without an address stands for many places too small to name. */
uintptr_t pp_massif_frame(struct pp_frame_table *table, const char *text);

#endif
