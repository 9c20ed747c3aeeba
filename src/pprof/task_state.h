/* What the kernel says of a thread: /proc/self/task/TID/{stat,status,schedstat,wchan,syscall}. */
#ifndef PPROF_TASK_STATE_H
#define PPROF_TASK_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct pp_task_state {
    pid_t tid;
    char name[16];
    char state;           /* 'R', 'S', 'D', …: proc(5), stat */
    char where[64];       /* the kernel's function that it sleeps in; "": none, or unreadable */
    const char *call;     /* the system call that it is in, "" if none or not one that waits */
    int64_t cpu;          /* nanoseconds, of which: */
    int64_t user, system; /* to a hundredth of a second */
    uint64_t switches;    /* how often it went to sleep: voluntary_ctxt_switches */
    bool blocks_signal;   /* SIGPROF is in its mask */
};

/* False: it has ended. */
bool pp_task_state_read(struct pp_task_state *state, pid_t tid);
/* "sleeping" and so on. */
const char *pp_task_state_word(char state);

#endif
