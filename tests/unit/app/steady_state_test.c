/*
 * On the way of a search nothing is allocated, nothing is locked and no file is touched: the C
 * library's entry points are replaced by ones that count. Sanitizers replace them too, so there
 * this test skips itself.
 */
#include "../suite.h"
#include "pprof/pprof.h"
#include "site.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
int main(void)
{
    puts("1..0 # SKIP a sanitizer has replaced the allocator already");
    return 0;
}
#else

static _Thread_local bool counting;
static _Thread_local unsigned allocations, locks, calls;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    allocations += counting;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations += counting;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations += counting;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    allocations += counting;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    allocations += counting;
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : ENOMEM;
}

/* Calls the next definition, found once. */
#define NEXT(result, name, ...)                                                                    \
    static result (*next_##name)(__VA_ARGS__);                                                     \
    if (next_##name == NULL)                                                                       \
    *(void **)&next_##name = dlsym(RTLD_NEXT, #name)

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    NEXT(int, pthread_mutex_lock, pthread_mutex_t *);
    locks += counting;
    return next_pthread_mutex_lock(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    NEXT(int, pthread_mutex_trylock, pthread_mutex_t *);
    locks += counting;
    return next_pthread_mutex_trylock(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    NEXT(int, pthread_rwlock_rdlock, pthread_rwlock_t *);
    locks += counting;
    return next_pthread_rwlock_rdlock(lock);
}

ssize_t read(int fd, void *to, size_t len)
{
    NEXT(ssize_t, read, int, void *, size_t);
    calls += counting;
    return next_read(fd, to, len);
}

ssize_t write(int fd, const void *from, size_t len)
{
    NEXT(ssize_t, write, int, const void *, size_t);
    calls += counting;
    return next_write(fd, from, len);
}

static struct site site;

static const char *const urls[] = { "/search", "/search?term=budget",
    "/search?term=budget+report&cnn=on&page=2", "/search?term=budget&first=on&bbc=on",
    "/search?term=absent+words", "/search?term=report&page=999", "/search?term=%E6%94%BF%E6%B2%BB",
    "/search?term=caf%C3%A9", "/search?term=%22%3C%3E", "/search.json?term=budget+report&n=50",
    "/search.json?cursor=d-697def20-60", "/search.json?cursor=x",
    "/search.json?term=budget&sort=date&first=on", "/search.rss?term=budget",
    "/search.atom?term=budget&nyt=on&cnn=on&n=5", "/search?format=atom&cursor=x",
    "/opensearch.xml" };
enum { URLS = sizeof urls / sizeof *urls };

static void setup(void)
{
    site_open(&site);
    for (unsigned i = 0; i < 300; i++) {
        char title[64];
        snprintf(title, sizeof title, "Budget report number %u: café 政治", i);
        site_story(&site, i % 3 + 1, title, "The council meets to talk of the Budget.");
    }
    site.states[0].health = FEED_FAILING;
}

static void teardown(void)
{
    site_close(&site);
}

static void serve_all(const char *method)
{
    for (size_t i = 0; i < URLS; i++)
        site_serve(&site, &app_search_router, method, urls[i], NULL);
}

static void measure(void)
{
    pprof_start(NULL); /* the flight recorder runs */
    serve_all("GET");  /* libraries set themselves up at their first use */
    allocations = locks = calls = 0;
    counting = true;
    serve_all("GET");
    serve_all("POST");
    serve_all("HEAD");
    counting = false;
}

START_TEST(counters_count)
{
    counting = true;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    void *volatile memory = malloc(1);
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    pthread_mutex_trylock(&mutex);
    pthread_mutex_unlock(&mutex);
    counting = false;
    free(memory);
    ck_assert_uint_eq(allocations, 1);
    ck_assert_uint_eq(locks, 2);
}
END_TEST

START_TEST(search_allocates_nothing)
{
    measure();
    ck_assert_uint_eq(allocations, 0);
}
END_TEST

START_TEST(search_locks_nothing)
{
    measure();
    ck_assert_uint_eq(locks, 0);
}
END_TEST

START_TEST(search_reads_and_writes_nothing)
{
    measure();
    ck_assert_uint_eq(calls, 0);
}
END_TEST

START_TEST(arena_stays_within_bounds)
{
    measure();
    ck_assert(!arena_failed(&site.arena));
    ck_assert(!site.response.body.overflowed);
    /* What a page takes beside the response's own buffers. */
    ck_assert_uint_lt(site.arena.high, RESPONSE_BODY_MAX + (1 << 20));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { counters_count, search_allocates_nothing, search_locks_nothing,
        search_reads_and_writes_nothing, arena_stays_within_bounds, NULL };
    return suite_run(suite_with("steady_state", tests, setup, teardown));
}
#endif
