/*
 * Debugging information in a file of its own: by build id below /usr/lib/debug/.build-id, or by the
 * .gnu_debuglink of the module's file, where GDB looks ("Debugging Information in Separate Files").
 * On this machine only: libdwfl's own search would go on to ask servers (DEBUGINFOD_URLS), and a
 * profile would wait for the network.
 */
#ifndef PPROF_DEBUG_FILE_H
#define PPROF_DEBUG_FILE_H

#include <elfutils/libdwfl.h>

/* A Dwfl_Callbacks' find_debuginfo. */
int pp_debug_file_find(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
    const char *file, const char *link, GElf_Word crc, char **found);

#endif
