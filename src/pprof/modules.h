/*
 * struct pp_modules: the program and its libraries as libdwfl sees them, opened to resolve
 * addresses and closed soon, since what debugging information takes in memory is large. A module's
 * file is opened, and its symbols are read, at the first address in it. One thread's at a time.
 */
#ifndef PPROF_MODULES_H
#define PPROF_MODULES_H

#include "pprof/draft.h"

#include <stdbool.h>
#include <stdint.h>

struct pp_modules;

/* What the dynamic linker has loaded and unloaded so far (dl_iterate_phdr(3)). */
struct pp_loaded {
    unsigned long long added, removed;
};

struct pp_loaded pp_loaded_now(void);

/* Those that are loaded now. NULL without memory or /proc. */
struct pp_modules *pp_modules_open(void);
/* Closes, nulls. */
void pp_modules_close(struct pp_modules **modules);
/* Whether they are still those that are loaded. */
bool pp_modules_current(const struct pp_modules *modules);
/* Fills the draft with the address's frames, at least one. Its strings live as long as the draft
 * and the modules both do. Any address will do. NULL modules: none are known. */
void pp_modules_resolve(struct pp_modules *modules, uintptr_t pc, struct pp_draft *draft);

#endif
