#include "pprof/names.h"

#include <stdatomic.h>
#include <stddef.h>

enum { SLOT_BITS = 12, SLOTS = 1 << SLOT_BITS };

static const char *_Atomic slots[SLOTS];

static uint32_t slot_of(const char *name)
{
    return (uint32_t)((uint64_t)(uintptr_t)name * 0x9E3779B97F4A7C15u >> (64 - SLOT_BITS));
}

uint32_t pp_name_number(const char *name)
{
    uint32_t at = slot_of(name);
    for (uint32_t tried = 0; tried < SLOTS; tried++, at = (at + 1) % SLOTS) {
        const char *found = atomic_load_explicit(&slots[at], memory_order_relaxed);
        if (found == NULL && atomic_compare_exchange_strong(&slots[at], &found, name))
            return at + 1;
        if (found == name)
            return at + 1;
    }
    return 0;
}

const char *pp_name(uint32_t number)
{
    const char *name = number == 0 || number > SLOTS ? NULL : atomic_load(&slots[number - 1]);
    return name ? name : "(more)";
}
