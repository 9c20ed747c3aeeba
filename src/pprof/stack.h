/*
 * Stacks: captured, and interned once.
 *
 * A stack is an array of addresses, leaf first. Each lies within the instruction that was being
 * executed: the interrupted one itself for a leaf that a signal found, else the call (the return
 * address less one), so an address can be symbolized as it is.
 *
 * Unwinding is glibc's backtrace(), that is libgcc by way of .eh_frame: it passes through libraries
 * without frame pointers, and it takes no lock once it has been warmed (its first call loads
 * libgcc). All functions but the warming, init and release are signal-safe.
 */
#ifndef PPROF_STACK_H
#define PPROF_STACK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PP_STACK_MAX = 128 };

void pp_stack_warm(void);

/* The caller's stack without its `skip` innermost frames (0: the caller's own is the leaf). Returns
 * the depth, at most `max` (<= PP_STACK_MAX). */
unsigned pp_stack_capture(uintptr_t *pcs, unsigned max, unsigned skip);

/* In a signal handler: the stack that was interrupted, whose ucontext_t is given. *truncated when
 * it is deeper than `max`. */
unsigned pp_stack_interrupted(const void *ucontext, uintptr_t *pcs, unsigned max, bool *truncated);

/*
 * A table of stacks: a number for each different one. Lock-free; memory is mapped once, touched as
 * it fills, and never given back before release.
 */
struct pp_stacks {
    _Atomic uint32_t *slots;
    uintptr_t *words; /* at a stack's number: hash and depth, then its addresses */
    size_t slot_count, word_count;
    _Atomic size_t used, count, dropped;
};

/* Room for `stacks` (rounded up to a power of two) of `words` addresses in all. False: no memory.
 */
bool pp_stacks_init(struct pp_stacks *table, size_t stacks, size_t words);
void pp_stacks_release(struct pp_stacks *table);
/* Its number, never 0; 0 when there is no room left, which is counted. */
uint32_t pp_stacks_add(struct pp_stacks *table, const uintptr_t *pcs, unsigned depth);
/* The stack of a number that add returned; depth 0 for number 0. */
unsigned pp_stacks_get(const struct pp_stacks *table, uint32_t number, const uintptr_t **pcs);
size_t pp_stacks_bytes(const struct pp_stacks *table);

/* The process's table, for what is kept for good (locks, thread creation, trace events). Mapped by
 * pprof_start, or else by the first use in a thread's normal course. */
struct pp_stacks *pp_stacks_shared(void);

#endif
