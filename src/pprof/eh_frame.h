/*
 * Where functions begin and end, by the unwinder's tables: every function that can be unwound has
 * an entry, named or not, in stripped files too. The table is .eh_frame_hdr (Linux Standard Base
 * Core 5.0, 10.6.2), in the encoding that linkers give it; others are as if there were none.
 */
#ifndef PPROF_EH_FRAME_H
#define PPROF_EH_FRAME_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>

struct pp_eh_section {
    const unsigned char *at; /* in the file's image, as long as the Elf is open */
    size_t len;
    GElf_Addr address;
};

struct pp_eh_frame {
    struct pp_eh_section header, frames;
};

/* False when the file has none. */
bool pp_eh_frame_open(struct pp_eh_frame *eh, Elf *elf);
/* The range [*start, *end) that covers the address; addresses are the file's. */
bool pp_eh_frame_find(const struct pp_eh_frame *eh, GElf_Addr pc, GElf_Addr *start, GElf_Addr *end);

#endif
