#include "pprof/trace_form.h"

#include "pprof/stack.h"

#include <stdlib.h>
#include <string.h>

bool pp_stack_set_init(struct pp_stack_set *set)
{
    set->words = pp_stacks_shared()->word_count / 64 + 1;
    set->bits = calloc(set->words, sizeof *set->bits);
    return set->bits != NULL;
}

void pp_stack_set_release(struct pp_stack_set *set)
{
    free(set->bits);
}

void pp_stack_set_add(struct pp_stack_set *set, uint32_t stack)
{
    if (stack / 64 < set->words)
        set->bits[stack / 64] |= (uint64_t)1 << stack % 64;
}

uint32_t pp_stack_set_next(const struct pp_stack_set *set, uint32_t from)
{
    for (size_t at = from / 64; at < set->words; at++) {
        uint64_t left = at == from / 64 ? set->bits[at] & ~(uint64_t)0 << from % 64 : set->bits[at];
        if (left)
            return (uint32_t)(at * 64 + (unsigned)__builtin_ctzll(left));
    }
    return 0;
}

size_t pp_stack_frames(
    struct pp_symbols *symbols, uintptr_t pc, unsigned at, const struct pp_frame **frames)
{
    size_t count = pp_symbols_at(symbols, pc, frames);
    while (at == 0 && count > 1 && strncmp((*frames)->function, "pprof_", 6) == 0) {
        ++*frames;
        count--;
    }
    return count;
}
