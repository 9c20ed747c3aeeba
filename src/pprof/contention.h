/* Waits for locks and condition variables that were recorded: who waited, who held, for what, how
 * often and how long in all. Kept for good, in a table of bounded size. */
#ifndef PPROF_CONTENTION_H
#define PPROF_CONTENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Those of the same two stacks and name are one. */
struct pp_contention {
    const char *name;
    uint32_t waiter, holder; /* stacks of pp_stacks_shared; holder 0: a condition, or unknown */
    double count;            /* with those that sampling left out */
    double delay;            /* nanoseconds */
};

/* How long a wait that begins now must last to be recorded: evenly spread below the rate, so that a
 * wait of a tenth of the rate is recorded once in ten. 0: none is to be recorded. */
int64_t pp_contention_least(void);
/* Records a wait that lasted at least as long as pp_contention_least said. */
void pp_contention_add(const char *name, uint32_t waiter, uint32_t holder, int64_t nanoseconds);

/* Calls `visit` for each, under a lock that pp_contention_add takes. */
void pp_contention_each(
    void (*visit)(void *context, const struct pp_contention *contention), void *context);
/* Waits recorded, and those for which the table had no room. */
void pp_contention_account(uint64_t *events, uint64_t *dropped);

#endif
