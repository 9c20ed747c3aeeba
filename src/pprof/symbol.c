#include "pprof/symbol.h"

#include "pprof/modules.h"
#include "pprof/symbol_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Room for about 100,000 addresses: several times what a program of feedscope's size has that are
 * ever sampled. */
enum { CACHE_LIMIT = 12 << 20 };

/* A cache that sessions share. One that is full, or whose addresses may have come to mean something
 * else, is replaced, and goes with the last session that began with it. */
struct cache {
    struct pp_symbol_table table;
    struct pp_loaded loaded;
    unsigned sessions;
    bool full;
};

struct pp_symbols {
    struct cache *cache;
    struct pp_symbol_table own; /* what the cache has no room for, or should not keep */
    bool uses_modules;
    struct pp_draft draft;
    const struct pp_frame *table; /* of pp_symbols_open_table, which has none of the above */
    size_t table_count;
};

/* Guards all that follows, every cache, and every session's table. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct cache *current;
static struct pp_modules *modules;
static unsigned modules_users; /* sessions that have resolved something and are not yet closed */

/* Of the current cache, for those who must not wait while somebody resolves. */
static _Atomic size_t account_count, account_bytes;

/* --- the cache --- */

static void account_current(void)
{
    atomic_store(&account_count, current ? current->table.slot_used : 0);
    atomic_store(&account_bytes, current ? current->table.bytes : 0);
}

static void release_cache(struct cache *cache)
{
    pp_symbol_table_release(&cache->table);
    free(cache);
}

static void retire_current(void)
{
    if (current && current->sessions == 0)
        release_cache(current);
    current = NULL;
}

/* What was removed may have left its addresses to another; what was added took unused ones. */
static struct cache *take_cache(void)
{
    struct pp_loaded now = pp_loaded_now();
    if (current && (current->full || current->loaded.removed != now.removed))
        retire_current();
    if (current == NULL) {
        current = calloc(1, sizeof *current);
        if (current == NULL)
            return NULL;
        current->loaded = now;
        pp_symbol_table_init(&current->table, CACHE_LIMIT);
    }
    current->sessions++;
    account_current();
    return current;
}

static void leave_cache(struct cache *cache)
{
    if (--cache->sessions == 0 && cache != current)
        release_cache(cache);
}

/* --- sessions --- */

struct pp_symbols *pp_symbols_open(void)
{
    struct pp_symbols *symbols = calloc(1, sizeof *symbols);
    if (symbols == NULL)
        return NULL;
    pthread_mutex_lock(&mutex);
    symbols->cache = take_cache();
    pthread_mutex_unlock(&mutex);
    pp_symbol_table_init(&symbols->own, SIZE_MAX);
    if (symbols->cache == NULL) {
        free(symbols);
        symbols = NULL;
    }
    return symbols;
}

struct pp_symbols *pp_symbols_open_table(const struct pp_frame *frames, size_t count)
{
    static const struct pp_frame none = { .function = "?", .file = "" };
    struct pp_symbols *symbols = calloc(1, sizeof *symbols);
    if (symbols == NULL)
        return NULL;
    symbols->table = count ? frames : &none;
    symbols->table_count = count;
    return symbols;
}

static void leave(struct pp_symbols *symbols)
{
    pthread_mutex_lock(&mutex);
    leave_cache(symbols->cache);
    if (symbols->uses_modules && --modules_users == 0)
        pp_modules_close(&modules);
    pthread_mutex_unlock(&mutex);
    pp_symbol_table_release(&symbols->own);
}

void pp_symbols_close(struct pp_symbols **symbols)
{
    if (*symbols && (*symbols)->table == NULL)
        leave(*symbols);
    free(*symbols);
    *symbols = NULL;
}

/* --- resolving --- */

static struct pp_modules *take_modules(struct pp_symbols *symbols)
{
    if (!symbols->uses_modules)
        modules_users++;
    symbols->uses_modules = true;
    if (modules && !pp_modules_current(modules))
        pp_modules_close(&modules);
    if (modules == NULL)
        modules = pp_modules_open();
    return modules;
}

/* Into the cache if it may be, else into the session's own table. */
static bool keep(struct pp_symbols *symbols, uintptr_t pc)
{
    const struct pp_draft *draft = &symbols->draft;
    struct cache *cache = symbols->cache;
    if (!draft->passing && !cache->full) {
        if (pp_symbol_table_add(&cache->table, pc, draft->frames, draft->count))
            return true;
        cache->full = true;
    }
    return pp_symbol_table_add(&symbols->own, pc, draft->frames, draft->count);
}

static size_t find(const struct pp_symbols *symbols, uintptr_t pc, const struct pp_frame **frames)
{
    size_t count = pp_symbol_table_find(&symbols->cache->table, pc, frames);
    return count ? count : pp_symbol_table_find(&symbols->own, pc, frames);
}

/* Without memory to keep it, an address has a frame all the same. */
static size_t give_up(const struct pp_frame **frames)
{
    static const struct pp_frame unknown = { .function = "(no memory)", .file = "" };
    *frames = &unknown;
    return 1;
}

static size_t look_up(
    const struct pp_symbols *symbols, uintptr_t number, const struct pp_frame **frames)
{
    if (number == 0 || number > symbols->table_count)
        return give_up(frames);
    *frames = &symbols->table[number - 1];
    return 1;
}

size_t pp_symbols_at(struct pp_symbols *symbols, uintptr_t pc, const struct pp_frame **frames)
{
    if (symbols->table)
        return look_up(symbols, pc, frames);
    pthread_mutex_lock(&mutex);
    size_t count = find(symbols, pc, frames);
    if (count == 0) {
        pp_modules_resolve(take_modules(symbols), pc, &symbols->draft);
        count = keep(symbols, pc) ? find(symbols, pc, frames) : give_up(frames);
        account_current();
    }
    pthread_mutex_unlock(&mutex);
    return count;
}

/* --- accounts --- */

size_t pp_symbols_count(void)
{
    return atomic_load(&account_count);
}

size_t pp_symbols_bytes(void)
{
    return atomic_load(&account_bytes);
}
