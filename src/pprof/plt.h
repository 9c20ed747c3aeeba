/*
 * Stubs by which a file calls functions of others (the procedure linkage table), with the names of
 * those. Read from the code itself, which every linker lays out in its own way: a stub jumps by a
 * word of memory, and that word's relocation names the function. x86-64's (System V ABI, AMD64
 * supplement, 5.2); elsewhere there are none.
 */
#ifndef PPROF_PLT_H
#define PPROF_PLT_H

#include <gelf.h>
#include <stddef.h>

struct pp_plt_stub {
    GElf_Addr start; /* the file's */
    size_t size;
    const char *name; /* of the function called; lives as long as the Elf */
};

/* A vector of them, to be freed; NULL: there are none, or no memory. */
struct pp_plt_stub *pp_plt_read(Elf *elf, size_t *count);

#endif
