/* Frames by a module's DWARF, its own or its debug file's. */
#ifndef PPROF_DEBUGINFO_H
#define PPROF_DEBUGINFO_H

#include "pprof/draft.h"

#include <elfutils/libdwfl.h>
#include <stdint.h>

/* What DWARF says of the address: true and all its frames, inlined ones first; or false, and of the
 * one frame that somebody else must name, file and line as far as they are known. The names live as
 * long as the Dwfl. */
bool pp_debuginfo_frames(Dwfl_Module *module, uintptr_t pc, struct pp_draft *draft);

#endif
