/*
 * A search takes nothing from the heap and no lock: this program counts both. Where a sanitizer
 * brings an allocator and locks of its own, there is nothing to count.
 */
#include "index/index.h"
#include "index/snippet.h"
#include "items.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COUNTING 0
#else
#define COUNTING 1
#endif

static unsigned long allocations, locks;

#if COUNTING
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __libc_memalign(alignment, size);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    static int (*next)(pthread_mutex_t *);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "pthread_mutex_lock");
    locks++;
    return next(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    static int (*next)(pthread_mutex_t *);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "pthread_mutex_trylock");
    locks++;
    return next(mutex);
}
#endif

static struct arena arena;
static struct index *filled;

static void setup(void)
{
    static const char *const words[] = { "harbour", "Café", "AT&T", "北京", "storm", "naïve", "Ω" };
    filled = index_new(1);
    for (uint64_t id = 1; id <= 3000; id++) {
        char summary[100];
        snprintf(summary, sizeof summary, "%s meets %s near %s", words[id % 7], words[id % 5],
            words[id % 3]);
        struct item item = item_of(id, 1 + (uint32_t)id % 3, (int64_t)id, words[id % 4], summary);
        index_load(filled, &item);
        if (id % 100 == 0)
            index_load_end(filled);
    }
    struct item again = item_of(7, 1, 7, "storm", "harbour");
    index_add(filled, &again, 1);
}

/* Everything between a typed query and its page. */
static size_t answer(const char *words)
{
    struct query *query;
    struct search_result result;
    struct snippet snippet;
    arena_reset(&arena);
    const struct index_set *set = index_enter(filled, 0);
    if (query_parse(str_from(words), MATCH_ALL, &arena, &query, NULL) != ERROR_NONE)
        return 0;
    struct search_request request = {
        .query = query, .sources = all_sources(), .offset = 0, .limit = 20
    };
    if (search_run(set, &request, &arena, &result, NULL) != ERROR_NONE)
        return 0;
    for (size_t i = 0; i < result.count; i++)
        snippet_make(
            wanted_make(query, &arena), result.hits[i].item->summary, 20, &arena, &snippet);
    size_t total = result.total;
    search_newest(set, all_sources(), 20, &arena, &result, NULL);
    index_leave(filled, 0);
    return total;
}

START_TEST(counters_count)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    unsigned long allocations_before = allocations, locks_before = locks;
    void *volatile memory = malloc(1);
    free(memory);
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    pthread_mutex_trylock(&mutex);
    pthread_mutex_unlock(&mutex);
    /* Check's assertions lock too, so the difference is taken before. */
    unsigned long allocated = allocations - allocations_before, locked = locks - locks_before;
    ck_assert_uint_eq(allocated, COUNTING);
    ck_assert_uint_eq(locked, 2 * COUNTING);
}
END_TEST

START_TEST(searching_takes_no_heap_and_no_lock)
{
    static const char *const queries[] = { "harbour", "cafe storm", "at&t", "北京", "NAÏVE",
        "ω meets", "nowhere", "", "harbour meets near" };
    unsigned long allocations_before = allocations, locks_before = locks;
    size_t totals[9];
    for (size_t i = 0; i < 9; i++)
        totals[i] = answer(queries[i]);
    unsigned long allocated = allocations - allocations_before, locked = locks - locks_before;
    ck_assert_uint_eq(allocated, 0);
    ck_assert_uint_eq(locked, 0);
    for (size_t i = 0; i < 6; i++)
        ck_assert_uint_gt(totals[i], 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { counters_count, searching_takes_no_heap_and_no_lock, NULL };
    arena = arena_of(4 << 20);
    setup();
    int status = suite_run(suite_of("heap", tests));
    index_free(&filled);
    arena_release(&arena);
    return status;
}
