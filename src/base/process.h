/* What the kernel says of this process. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>

/* What cannot be read is 0. */
struct process {
    int64_t cpu;           /* nanoseconds, user and system, of all threads */
    int64_t started;       /* unix nanoseconds; the same at every reading */
    uint64_t resident;     /* bytes in memory */
    uint64_t virtual_size; /* bytes of address space */
    uint64_t threads;
    uint64_t open_fds;
    uint64_t max_fds; /* the soft limit; UINT64_MAX: none */
};

/* Reads a few files of /proc; any thread may. */
struct process process_read(void);

#endif
