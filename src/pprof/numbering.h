/* struct pp_numbering: numbers from 1 on for pairs of words, in the order in which they are met. */
#ifndef PPROF_NUMBERING_H
#define PPROF_NUMBERING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pp_numbered;

struct pp_numbering { /* a zeroed one is empty */
    struct pp_numbered *slots;
    size_t slot_count, count;
    bool failed; /* there was no memory; numbers are 0 from then on */
};

void pp_numbering_release(struct pp_numbering *numbering);
/* The pair's number; *met is false when it is a new one. */
uint64_t pp_numbering_of(struct pp_numbering *numbering, uint64_t a, uint64_t b, bool *met);

#endif
