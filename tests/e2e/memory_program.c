/*
 * For memory.sh: known amounts, allocated at known places, and a lock that is fought for. Writes
 * into the folder that is its argument:
 *
 *     before      heap, with what allocate_steady keeps and what churn has freed
 *     after       heap, once leak has kept more
 *     after.txt   the same as text, debug=1
 *     allocs      all that was ever allocated
 *     block, mutex, block.txt, mutex.txt
 *
 * "NAME: WHY" on standard error for each that there is not; the status is then 3.
 */
#include "config.h"
#include "pprof/pprof.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef HAVE_JEMALLOC
PPROF_MALLOC_CONF;
#endif

enum { BLOCK = 2 << 20, BLOCKS = 256, WAITS = 5, HELD_US = 20000 };

static void *volatile steady[BLOCKS], *volatile leaked[BLOCKS];
static struct pprof_mutex mutex = PPROF_MUTEX_INITIALIZER("fought");
static _Atomic bool held;

/* Blocks of four times the sampling rate: almost each is sampled, and chance moves no sum by much.
 * Nothing is written to them, so they take no memory. */
#define PLACE __attribute__((noinline, no_icf)) static

PLACE void allocate_steady(void)
{
    for (int i = 0; i < BLOCKS; i++)
        steady[i] = malloc(BLOCK);
}

PLACE void churn(void)
{
    for (int i = 0; i < BLOCKS; i++) {
        void *volatile block = malloc(BLOCK);
        free(block);
    }
}

PLACE void leak(void)
{
    for (int i = 0; i < BLOCKS; i++)
        leaked[i] = malloc(BLOCK);
}

PLACE void *holder(void *unused)
{
    pprof_mutex_lock(&mutex);
    atomic_store(&held, true);
    usleep(HELD_US);
    pprof_mutex_unlock(&mutex);
    atomic_store(&held, false);
    return unused;
}

PLACE void waiter(void)
{
    pprof_mutex_lock(&mutex);
    pprof_mutex_unlock(&mutex);
    atomic_store(&held, false); /* after the call, that it is no jump */
}

static void fight(void)
{
    pthread_t thread;
    for (int i = 0; i < WAITS; i++) {
        if (pthread_create(&thread, NULL, holder, NULL) != 0)
            exit(1);
        while (!atomic_load(&held))
            usleep(100);
        waiter();
        pthread_join(thread, NULL);
    }
}

static int write_profile(const char *folder, const char *file, const char *name, int debug)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const struct pprof_sink sink = { pprof_write_fd, NULL, (void *)(intptr_t)fd };
    enum pprof_error code = pprof_write(name, debug, &sink);
    if (code != PPROF_OK)
        fprintf(stderr, "%s: %s\n", file, pprof_why(code));
    close(fd);
    return code == PPROF_OK ? 0 : 3;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    pprof_start(NULL);
    allocate_steady();
    churn();
    int status = write_profile(argv[1], "before", "heap", 0);
    leak();
    churn();
    status |= write_profile(argv[1], "after", "heap", 0);
    status |= write_profile(argv[1], "after.txt", "heap", 1);
    status |= write_profile(argv[1], "allocs", "allocs", 0);
    fight();
    status |= write_profile(argv[1], "block", "block", 0);
    status |= write_profile(argv[1], "mutex", "mutex", 0);
    status |= write_profile(argv[1], "block.txt", "block", 1);
    status |= write_profile(argv[1], "mutex.txt", "mutex", 1);
    return status;
}
