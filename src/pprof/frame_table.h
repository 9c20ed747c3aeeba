/*
 * struct pp_frame_table: the frames of a profile that another program wrote. Such a profile's
 * addresses are frames' numbers, from 1 up; addresses of this process have no table.
 */
#ifndef PPROF_FRAME_TABLE_H
#define PPROF_FRAME_TABLE_H

#include "pprof/numbering.h"
#include "pprof/symbol.h"

enum { PP_FRAMES_MAX = 256 }; /* of a stack */

struct pp_frame_table {
    struct pp_frame *frames; /* by number - 1; their strings are the table's */
    size_t count, capacity;
    struct pp_numbering known; /* by what two hashes make of function, file and line */
    struct pp_numbering texts;
    char *program;  /* whose they are; NULL: not known */
    char **strings; /* by number - 1, in `texts` */
    size_t string_capacity;
    bool failed; /* without memory; numbers are 0 from then on */
};

struct pp_frame_table *pp_frame_table_new(void); /* NULL without memory */
void pp_frame_table_free(struct pp_frame_table **table);
/* The number of that frame, which is copied when it is new. `file` may be empty. */
uintptr_t pp_frame_table_add(
    struct pp_frame_table *table, const char *function, const char *file, int line);

#endif
