/*
 * A request on a kept connection takes no lock: pthread_mutex_lock and its like are replaced by
 * ones that count, whichever of the server's threads and libraries calls them. ThreadSanitizer
 * replaces them itself.
 */
#include "../suite.h"
#include "fixture.h"
#include "pprof/pprof.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#if defined(__SANITIZE_THREAD__)
int main(void)
{
    puts("1..0 # SKIP a sanitizer has replaced the locks already");
    return 0;
}
#else

static _Atomic unsigned locks;
static _Thread_local bool client_side; /* Check takes locks of its own for each assertion */

/* Not the client's, and not the watcher's, who looks at the connections twice a second. */
static bool is_counted(void)
{
    char name[16];
    return !client_side && pthread_getname_np(pthread_self(), name, sizeof name) == 0 &&
           strstr(name, "-watch") == NULL;
}

static int (*next_mutex_lock)(pthread_mutex_t *);
static int (*next_mutex_trylock)(pthread_mutex_t *);
static int (*next_rdlock)(pthread_rwlock_t *);
static int (*next_wrlock)(pthread_rwlock_t *);

__attribute__((constructor)) static void find_next(void)
{
    *(void **)&next_mutex_lock = dlsym(RTLD_NEXT, "pthread_mutex_lock");
    *(void **)&next_mutex_trylock = dlsym(RTLD_NEXT, "pthread_mutex_trylock");
    *(void **)&next_rdlock = dlsym(RTLD_NEXT, "pthread_rwlock_rdlock");
    *(void **)&next_wrlock = dlsym(RTLD_NEXT, "pthread_rwlock_wrlock");
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    atomic_fetch_add(&locks, is_counted());
    return next_mutex_lock ? next_mutex_lock(mutex) : 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex) /* the first thing that pprof_mutex_lock tries */
{
    atomic_fetch_add(&locks, is_counted());
    return next_mutex_trylock ? next_mutex_trylock(mutex) : 0;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    atomic_fetch_add(&locks, is_counted());
    return next_rdlock ? next_rdlock(lock) : 0;
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    atomic_fetch_add(&locks, is_counted());
    return next_wrlock ? next_wrlock(lock) : 0;
}

static struct client clients[4];

static void call_each(unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        ck_assert_int_eq(client_status(&clients[i % 4], &(struct call) { .path = "/hello" }), 200);
}

START_TEST(request_on_a_kept_connection_takes_no_lock)
{
    client_side = true;
    ck_assert_int_eq(pprof_start(NULL), PPROF_OK); /* the flight recorder runs */
    fixture_setup();
    fixture_start(2);
    for (unsigned i = 0; i < 4; i++)
        clients[i] = fixture_client();
    call_each(1000); /* on a busy machine, a worker's thread may begin late */
    unsigned before = atomic_load(&locks);
    ck_assert_uint_gt(before, 0); /* connections came, so the counter counts */
    call_each(2000);
    ck_assert_uint_eq(atomic_load(&locks), before);
    for (unsigned i = 0; i < 4; i++)
        client_close(&clients[i]);
    fixture_teardown();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { request_on_a_kept_connection_takes_no_lock, NULL };
    return suite_run(suite_of("lock", tests));
}
#endif
