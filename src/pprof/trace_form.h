/* The formats of a trace: each takes the lanes' steps and writes them as they come. */
#ifndef PPROF_TRACE_FORM_H
#define PPROF_TRACE_FORM_H

#include "pprof/buf.h"
#include "pprof/lane.h"
#include "pprof/symbol.h"

struct pp_trace_form {
    /* Its state, and the head of the file into `to`, which it goes on writing into; the trace
     * begins at `start`. NULL without memory. */
    void *(*open)(struct pp_buf *to, int64_t start);
    /* Steps of a lane come in order; lanes are mixed. */
    void (*step)(void *state, const struct pp_lane *lane, const struct pp_step *step);
    /* The heap that is in use, in bytes, at moments that do not go back. */
    void (*heap)(void *state, int64_t when, uint64_t bytes);
    /* The tail of the file; frees the state. */
    void (*close)(void *state);
};

extern const struct pp_trace_form pp_trace_go, pp_trace_chrome;

/* Stacks that a trace refers to, to be written once at its end: a set of their numbers. */
struct pp_stack_set {
    uint64_t *bits;
    size_t words;
};

bool pp_stack_set_init(struct pp_stack_set *set);
void pp_stack_set_release(struct pp_stack_set *set);
void pp_stack_set_add(struct pp_stack_set *set, uint32_t stack);
/* The first in it that is `from` or larger; 0 when there is none. */
uint32_t pp_stack_set_next(const struct pp_stack_set *set, uint32_t from);

/* pp_symbols_at for a stack's frame number `at`: without the inline functions of pprof.h that the
 * leaf begins in. */
size_t pp_stack_frames(
    struct pp_symbols *symbols, uintptr_t pc, unsigned at, const struct pp_frame **frames);

#endif
