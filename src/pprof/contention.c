#include "pprof/contention.h"

#include "pprof/pprof.h"

#include <stdatomic.h>

enum { TABLE = 4096, FULL = TABLE / 4 * 3, RATE = 10000 };

static _Atomic int64_t rate = RATE;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pp_contention table[TABLE]; /* a waiter of 0: free */
static size_t used;
static uint64_t events, dropped;

void pprof_set_block_rate(int64_t nanoseconds)
{
    atomic_store_explicit(&rate, nanoseconds > 0 ? nanoseconds : 0, memory_order_relaxed);
}

/* xorshift64 (Marsaglia 2003), of the thread's own. */
static uint64_t draw(void)
{
    static __attribute__((tls_model("initial-exec"))) _Thread_local uint64_t state;
    if (state == 0)
        state = (uintptr_t)&state * 0x9E3779B97F4A7C15u | 1;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

int64_t pp_contention_least(void)
{
    int64_t now = atomic_load_explicit(&rate, memory_order_relaxed);
    return now ? 1 + (int64_t)(draw() % (uint64_t)now) : 0;
}

static bool is_same(
    const struct pp_contention *c, const char *name, uint32_t waiter, uint32_t holder)
{
    return c->waiter == waiter && c->holder == holder && c->name == name;
}

/* NULL: no room. */
static struct pp_contention *find(const char *name, uint32_t waiter, uint32_t holder)
{
    uint64_t hash = ((uint64_t)waiter << 32 | holder) * 0x9E3779B97F4A7C15u;
    for (size_t at = hash >> 40;; at++) {
        struct pp_contention *c = &table[at % TABLE];
        if (is_same(c, name, waiter, holder))
            return c;
        if (c->waiter == 0) {
            if (used == FULL)
                return NULL;
            used++;
            *c = (struct pp_contention) { name, waiter, holder, 0, 0 };
            return c;
        }
    }
}

/* A wait shorter than the rate stands for those that were not recorded (Go's saveblockevent). */
void pp_contention_add(const char *name, uint32_t waiter, uint32_t holder, int64_t nanoseconds)
{
    double least = (double)atomic_load_explicit(&rate, memory_order_relaxed);
    double delay = nanoseconds > 0 ? (double)nanoseconds : 1;
    double weight = delay < least ? least / delay : 1;
    pthread_mutex_lock(&lock);
    struct pp_contention *c = waiter ? find(name, waiter, holder) : NULL;
    if (c) {
        c->count += weight;
        c->delay += weight * delay;
        events++;
    } else {
        dropped++;
    }
    pthread_mutex_unlock(&lock);
}

void pp_contention_each(
    void (*visit)(void *context, const struct pp_contention *contention), void *context)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < TABLE; i++)
        if (table[i].waiter)
            visit(context, &table[i]);
    pthread_mutex_unlock(&lock);
}

void pp_contention_account(uint64_t *recorded, uint64_t *lost)
{
    pthread_mutex_lock(&lock);
    *recorded = events;
    *lost = dropped;
    pthread_mutex_unlock(&lock);
}
