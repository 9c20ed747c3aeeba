/* Functions of a test that an address can be told to lie in: each stands in a section of its own,
 * to which the linker gives bounds (ld(1), --start-stop). */
#ifndef TESTS_UNIT_PPROF_BOUNDS_H
#define TESTS_UNIT_PPROF_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

/* Before the definition of a static function of that name. */
#define BOUNDED(name)                                                                              \
    extern const char __start_in_##name[], __stop_in_##name[];                                     \
    __attribute__((noinline, section("in_" #name)))

struct bounds {
    const char *start, *stop;
};

#define BOUNDS(name) ((struct bounds) { __start_in_##name, __stop_in_##name })

static inline bool is_within(uintptr_t pc, struct bounds bounds)
{
    return pc >= (uintptr_t)bounds.start && pc < (uintptr_t)bounds.stop;
}

static inline bool passes_through(const uintptr_t *pcs, unsigned depth, struct bounds bounds)
{
    for (unsigned i = 0; i < depth; i++)
        if (is_within(pcs[i], bounds))
            return true;
    return false;
}

#endif
