#include "pprof/stack.h"

#include <execinfo.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

enum {
    /* Frames of our own, and of a sanitizer's wrapper of backtrace(), below those asked for. */
    CAPTURE_FRAMES = 2,
    HANDLER_FRAMES = 16,     /* at the most */
    SHARED_STACKS = 1 << 16, /* of the process's table */
    SHARED_WORDS = 1 << 20,
};

void pp_stack_warm(void)
{
    void *frames[4];
    backtrace(frames, 4);
}

/* --- capturing --- */

/* Which of the innermost frames is at the address; `count` when none is. */
static int find(void *const *frames, int count, uintptr_t address)
{
    for (int i = 0; i < count && i < HANDLER_FRAMES; i++)
        if ((uintptr_t)frames[i] == address)
            return i;
    return count;
}

/* Copies calls, of which frames hold the return addresses. */
static unsigned copy(uintptr_t *pcs, unsigned max, void *const *frames, int count)
{
    unsigned depth = 0;
    while ((int)depth < count && depth < max) {
        pcs[depth] = (uintptr_t)frames[depth] - 1;
        depth++;
    }
    return depth;
}

__attribute__((noinline)) unsigned pp_stack_capture(uintptr_t *pcs, unsigned max, unsigned skip)
{
    void *frames[PP_STACK_MAX + HANDLER_FRAMES];
    unsigned room = PP_STACK_MAX + HANDLER_FRAMES, want = max + skip + CAPTURE_FRAMES;
    int got = backtrace(frames, (int)(want < room ? want : room));
    void *caller = __builtin_extract_return_addr(__builtin_return_address(0));
    int first = find(frames, got, (uintptr_t)caller) + (int)skip;
    return first < got ? copy(pcs, max, frames + first, got - first) : 0;
}

static uintptr_t interrupted_pc(const void *ucontext)
{
#if defined(__x86_64__)
    return (uintptr_t)((const ucontext_t *)ucontext)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)((const ucontext_t *)ucontext)->uc_mcontext.pc;
#else
#error "where does this machine's ucontext_t keep the program counter?"
#endif
}

unsigned pp_stack_interrupted(const void *ucontext, uintptr_t *pcs, unsigned max, bool *truncated)
{
    void *frames[PP_STACK_MAX + HANDLER_FRAMES];
    uintptr_t leaf = interrupted_pc(ucontext);
    int got = backtrace(frames, (int)(max + HANDLER_FRAMES));
    int callers = find(frames, got, leaf) + 1;
    pcs[0] = leaf; /* even where the unwinder did not find its way out of the handler */
    *truncated = got - callers > (int)max - 1;
    return 1 + (callers < got ? copy(pcs + 1, max - 1, frames + callers, got - callers) : 0);
}

/* --- interning --- */

static size_t power_of_two(size_t least)
{
    size_t n = 64;
    while (n < least)
        n *= 2;
    return n;
}

static void *map(size_t bytes)
{
    void *at = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

bool pp_stacks_init(struct pp_stacks *table, size_t stacks, size_t words)
{
    *table = (struct pp_stacks) { .slot_count = power_of_two(stacks * 2), .word_count = words };
    table->slots = map(table->slot_count * sizeof *table->slots);
    table->words = map(words * sizeof *table->words);
    atomic_init(&table->used, 1); /* number 0 is no stack */
    if (table->slots && table->words)
        return true;
    pp_stacks_release(table);
    return false;
}

void pp_stacks_release(struct pp_stacks *table)
{
    if (table->slots)
        munmap((void *)table->slots, table->slot_count * sizeof *table->slots);
    if (table->words)
        munmap(table->words, table->word_count * sizeof *table->words);
    *table = (struct pp_stacks) { 0 };
}

/* A head word is the hash's upper bits and the depth. */
enum { DEPTH_BITS = 8 };
_Static_assert(PP_STACK_MAX < 1 << DEPTH_BITS, "a depth fits into the head word");

static uintptr_t head_of(const uintptr_t *pcs, unsigned depth)
{
    uint64_t hash = 0x9E3779B97F4A7C15u;
    for (unsigned i = 0; i < depth; i++) {
        hash = (hash ^ pcs[i]) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    }
    return (uintptr_t)hash << DEPTH_BITS | depth;
}

static bool is_stack(
    const struct pp_stacks *table, uint32_t number, uintptr_t head, const uintptr_t *pcs)
{
    const uintptr_t *at = table->words + number;
    unsigned depth = head & ((1u << DEPTH_BITS) - 1);
    return at[0] == head && memcmp(at + 1, pcs, depth * sizeof *pcs) == 0;
}

static uint32_t append(
    struct pp_stacks *table, uintptr_t head, const uintptr_t *pcs, unsigned depth)
{
    size_t at = atomic_load_explicit(&table->used, memory_order_relaxed);
    do {
        if (at + depth + 1 > table->word_count)
            return 0;
    } while (!atomic_compare_exchange_weak(&table->used, &at, at + depth + 1));
    table->words[at] = head;
    memcpy(table->words + at + 1, pcs, depth * sizeof *pcs);
    return (uint32_t)at;
}

/* Puts `number` into the slot unless another thread was quicker; returns whose number stands there.
 */
static uint32_t claim(_Atomic uint32_t *slot, uint32_t number)
{
    uint32_t found = 0;
    return atomic_compare_exchange_strong(slot, &found, number) ? number : found;
}

static uint32_t drop(struct pp_stacks *table)
{
    atomic_fetch_add_explicit(&table->dropped, 1, memory_order_relaxed);
    return 0;
}

uint32_t pp_stacks_add(struct pp_stacks *table, const uintptr_t *pcs, unsigned depth)
{
    if (depth == 0 || table->slots == NULL)
        return 0;
    uintptr_t head = head_of(pcs, depth);
    size_t mask = table->slot_count - 1, at = (head >> DEPTH_BITS) & mask;
    uint32_t own = 0; /* a copy that was made, perhaps in vain */
    for (size_t tried = 0; tried < table->slot_count; tried++, at = (at + 1) & mask) {
        uint32_t found = atomic_load_explicit(&table->slots[at], memory_order_acquire);
        if (found == 0) {
            if (own == 0 && (own = append(table, head, pcs, depth)) == 0)
                return drop(table);
            found = claim(&table->slots[at], own);
            if (found == own)
                atomic_fetch_add_explicit(&table->count, 1, memory_order_relaxed);
        }
        if (found == own || is_stack(table, found, head, pcs))
            return found;
    }
    return drop(table);
}

unsigned pp_stacks_get(const struct pp_stacks *table, uint32_t number, const uintptr_t **pcs)
{
    if (number == 0)
        return 0;
    *pcs = table->words + number + 1;
    return table->words[number] & ((1u << DEPTH_BITS) - 1);
}

size_t pp_stacks_bytes(const struct pp_stacks *table)
{
    return table->slot_count * sizeof *table->slots +
           atomic_load((_Atomic size_t *)&table->used) * sizeof *table->words;
}

static struct pp_stacks shared;

static void make_shared(void)
{
    pp_stacks_init(&shared, SHARED_STACKS, SHARED_WORDS);
}

struct pp_stacks *pp_stacks_shared(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_shared);
    return &shared;
}
