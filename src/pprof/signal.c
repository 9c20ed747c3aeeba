#include "pprof/signal.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t spent;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Ours alone: a timer of this process, or a message from it. */
static struct pp_errand *errand_of(const siginfo_t *info)
{
    bool ours =
        info->si_code == SI_TIMER || (info->si_code == SI_QUEUE && info->si_pid == getpid());
    return ours ? info->si_value.sival_ptr : NULL;
}

static void handle(int number, siginfo_t *info, void *ucontext)
{
    (void)number;
    int saved = errno;
    struct pp_errand *errand = errand_of(info);
    if (errand) {
        uint64_t begun = now();
        atomic_load (&errand->run)(errand, info, ucontext);
        atomic_fetch_add_explicit(&spent, now() - begun, memory_order_relaxed);
    }
    errno = saved;
}

bool pp_signal_install(void)
{
    struct sigaction action = { .sa_sigaction = handle,
        .sa_flags = SA_RESTART | SA_SIGINFO | SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    return sigaction(SIGPROF, &action, NULL) == 0;
}

bool pp_signal_installed(void)
{
    struct sigaction action;
    return sigaction(SIGPROF, NULL, &action) == 0 && (action.sa_flags & SA_SIGINFO) &&
           action.sa_sigaction == handle;
}

bool pp_signal_send(int tid, struct pp_errand *errand)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = SIGPROF;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_ptr = errand;
    return syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, SIGPROF, &info) == 0;
}

uint64_t pp_signal_spent(void)
{
    return atomic_load_explicit(&spent, memory_order_relaxed);
}
