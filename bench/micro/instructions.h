/* Instructions, counted by valgrind's callgrind (started with --instr-atstart=no) between a
 * benchmark's start and stop, so that its preparation is left out. Outside callgrind these cost a
 * few instructions and do nothing. (The requests: valgrind/callgrind.h.) */
#ifndef BENCH_MICRO_INSTRUCTIONS_H
#define BENCH_MICRO_INSTRUCTIONS_H

#include <stdbool.h>

/* Whether this program runs under valgrind. */
bool instructions_possible(void);
/* From now on the next three count; before that they do nothing. */
void instructions_wanted(bool wanted);
void instructions_start(void);
void instructions_stop(void);
void instructions_forget(void);
/* Has callgrind write a file of what was counted, in which `what` stands as the reason. */
void instructions_write(const char *what);

#endif
