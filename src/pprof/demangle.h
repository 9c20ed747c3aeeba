/* C++ names as people write them, where the C++ runtime is loaded anyway; it is not asked for. */
#ifndef PPROF_DEMANGLE_H
#define PPROF_DEMANGLE_H

#include "pprof/draft.h"

/* "_ZN3foo3barEi" becomes "foo::bar(int)", in the draft; any other name is returned as it is. */
const char *pp_demangle(struct pp_draft *draft, const char *name);

#endif
