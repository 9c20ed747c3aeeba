/*
 * Names of a module's functions without debugging information: out of its symbol tables (.symtab,
 * its own or its debug file's, .dynsym, .gnu_debugdata). An implementation that an IFUNC symbol
 * chose has its name where it has none of its own, as memcpy's in a stripped libc.
 */
#ifndef PPROF_ELF_NAMES_H
#define PPROF_ELF_NAMES_H

#include <elfutils/libdwfl.h>
#include <stdint.h>

struct pp_elf_names;

/* NULL without memory, or when the module has no file. Must be released before the Dwfl. */
struct pp_elf_names *pp_elf_names_read(Dwfl_Module *module);
/* Releases, nulls. */
void pp_elf_names_release(struct pp_elf_names **names);
/* The name of the function that covers the address, and where that begins; NULL: it has no name,
 * and *start is where the unwinder's tables say that it begins, or 0. */
const char *pp_elf_names_find(const struct pp_elf_names *names, uintptr_t pc, uintptr_t *start);
/* Load address less file address. */
uintptr_t pp_elf_names_bias(const struct pp_elf_names *names);

#endif
