/* CPU profiles from pprof_cpu_start to pprof_cpu_stop: a thread of their own looks for new threads
 * meanwhile. All signals are blocked in it, so it is in no profile. */
#include "pprof/cpu.h"
#include "pprof/proto.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what is below */
static bool started;
static pthread_t scanner;
static sem_t over;

static bool is_over(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PP_CPU_SCAN;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return sem_clockwait(&over, CLOCK_MONOTONIC, &until) == 0;
}

static void *scan(void *context)
{
    while (!is_over())
        pp_cpu_scan();
    return context;
}

static int start_scanner(void)
{
    sigset_t all, old;
    sigfillset(&all);
    sem_init(&over, 0, 0);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int error = pprof_thread_create(&scanner, NULL, "pprof-scan", scan, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return error;
}

static enum pprof_error start(void)
{
    enum pprof_error code = pp_cpu_start();
    if (code != PPROF_OK)
        return code;
    int error = start_scanner();
    if (error == 0) {
        started = true;
        return PPROF_OK;
    }
    struct pp_profile nothing;
    pp_cpu_stop(&nothing);
    pp_profile_release(&nothing);
    errno = error;
    return PPROF_SYSTEM;
}

enum pprof_error pprof_cpu_start(void)
{
    pthread_mutex_lock(&lock);
    enum pprof_error code = start();
    pthread_mutex_unlock(&lock);
    return code;
}

static enum pprof_error stop(struct pp_profile *profile)
{
    if (!started)
        return PPROF_INVALID;
    sem_post(&over);
    pthread_join(scanner, NULL);
    sem_destroy(&over);
    started = false;
    return pp_cpu_stop(profile);
}

enum pprof_error pprof_cpu_stop(const struct pprof_sink *sink)
{
    struct pp_profile profile = { 0 };
    struct pp_buf bytes = { 0 };
    pthread_mutex_lock(&lock);
    enum pprof_error code = stop(&profile);
    pthread_mutex_unlock(&lock);
    if (code == PPROF_OK) {
        pp_proto_write(&bytes, &profile);
        code = pp_buf_send_gzip(&bytes, sink);
    }
    pp_profile_release(&profile);
    return code;
}
