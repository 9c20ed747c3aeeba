/*
 * jemalloc, where the program is linked with it: the only file that knows mallctl, by weak symbols,
 * so that the library links and runs without. Names are those of jemalloc(3), "MALLCTL NAMESPACE".
 */
#ifndef PPROF_JEMALLOC_H
#define PPROF_JEMALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "stats.arenas.N…" with this N is the sum over all arenas, MALLCTL_ARENAS_ALL. */
#define PP_JEMALLOC_ALL "4096"

/* jemalloc is linked in. */
bool pp_jemalloc_linked(void);
/* malloc is jemalloc's: false too where valgrind or a sanitizer has taken its place. The first call
 * allocates, to see whose malloc that is. */
bool pp_jemalloc_is_malloc(void);

/* The value of that name, a bool, an unsigned, a size_t or a uint64_t; 0 where there is none. */
uint64_t pp_jemalloc_read(const char *name);
/* The value of a name with a number between the two, as "arenas.bin." 3 ".size". */
uint64_t pp_jemalloc_read_at(const char *before, unsigned number, const char *after);
/* Makes all that is read from now on as of now. */
void pp_jemalloc_refresh(void);

/* Writes the heap profile to a file of that path. False: it could not, errno says why. */
bool pp_jemalloc_dump(const char *path);
/* Gives freed memory back to the kernel: the calling thread's cache, then all unused pages. */
void pp_jemalloc_settle(void);
/* Bytes the calling thread has ever allocated; it counts on by itself. NULL: unknown. */
const uint64_t *pp_jemalloc_thread_allocated(void);
/* An address in jemalloc's own code; 0 when it is not linked in. */
uintptr_t pp_jemalloc_address(void);

#endif
