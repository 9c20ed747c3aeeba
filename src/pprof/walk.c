#include "pprof/walk.h"

#include "pprof/stack.h"

#include <dlfcn.h>
#include <pthread.h>

static void find_limit(struct pp_ring *ring)
{
    pthread_attr_t attributes;
    void *low = NULL;
    size_t size = 0;
    ring->stack_limit = 2 * sizeof(uintptr_t); /* below every frame: unknown */
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0)
        ring->stack_limit = (uintptr_t)low + size;
    pthread_attr_destroy(&attributes);
}

/* A frame is two words: the caller's frame and the address to return to. */
__attribute__((no_sanitize("address", "thread", "undefined"))) static unsigned walk(
    uintptr_t frame, uintptr_t limit, uintptr_t *pcs, uint64_t *hash)
{
    unsigned depth = 0;
    uint64_t sum = 0x9E3779B97F4A7C15u;
    while (depth < PP_WALK_MAX && frame % sizeof frame == 0 && frame <= limit - 2 * sizeof frame) {
        const uintptr_t *at = (const uintptr_t *)frame; // cppcheck-suppress intToPointerCast
        if (at[1] == 0)
            break;
        pcs[depth++] = at[1] - 1;
        sum = (sum ^ at[1]) * 0xFF51AFD7ED558CCDu;
        sum ^= sum >> 32;
        if (at[0] <= frame)
            break;
        frame = at[0];
    }
    *hash = sum;
    return depth;
}

/* So many of them are addresses within a loaded object. */
static unsigned count_code(const uintptr_t *pcs, unsigned depth)
{
    struct dl_find_object object;
    unsigned good = 0;
    while (good < depth && _dl_find_object((void *)pcs[good], &object) == 0)
        good++;
    return good;
}

uint32_t pp_walk(struct pp_ring *ring, const void *frame)
{
    uintptr_t pcs[PP_WALK_MAX];
    uint64_t hash;
    if (ring->stack_limit == 0)
        find_limit(ring);
    unsigned depth = walk((uintptr_t)frame, ring->stack_limit, pcs, &hash);
    size_t at = hash % PP_RING_STACKS;
    if (ring->stacks[at].hash != hash) {
        ring->stacks[at].number = pp_stacks_add(pp_stacks_shared(), pcs, count_code(pcs, depth));
        ring->stacks[at].hash = hash;
    }
    return ring->stacks[at].number;
}
