/*
 * Names of a module's functions without debugging information: out of its symbol tables (.symtab,
 * its own or its debug file's, .dynsym, .gnu_debugdata). An implementation that an IFUNC symbol
 * chose has its name where it has none of its own, as memcpy's in a stripped libc. A stub of the
 * procedure linkage table has the name of what it calls.
 */
#ifndef PPROF_ELF_NAMES_H
#define PPROF_ELF_NAMES_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdint.h>

struct pp_elf_names;

struct pp_elf_name {
    const char *name; /* NULL: the function has none */
    uintptr_t start;  /* where it begins, by the unwinder's tables if it has no name; 0: unknown */
    bool stub;        /* it only jumps to the function of that name, which is another file's */
};

/* NULL without memory, or when the module has no file. Must be released before the Dwfl. */
struct pp_elf_names *pp_elf_names_read(Dwfl_Module *module);
/* Releases, nulls. */
void pp_elf_names_release(struct pp_elf_names **names);
/* The function that covers the address. The name lives as long as the Dwfl. */
struct pp_elf_name pp_elf_names_find(const struct pp_elf_names *names, uintptr_t pc);
/* Load address less file address. */
uintptr_t pp_elf_names_bias(const struct pp_elf_names *names);

#endif
