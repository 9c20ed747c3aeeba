#include "pprof/ticks.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

_Atomic bool pp_ticks_by_counter;
_Atomic uint64_t pp_ticks_first;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int64_t begun;

static bool counter_is_steady(void)
{
#if defined(__x86_64__)
    unsigned a, b, c, d;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8);
#else
    return false;
#endif
}

/* The kernel watches the counter, and changes to another clock where it finds it wanting. */
static bool kernel_trusts_counter(void)
{
    static const char *const by_counter[] = { "tsc\n", "kvm-clock\n",
        "hyperv_clocksource_tsc_page\n" };
    char name[64];
    int fd = open(
        "/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, name, sizeof name - 1);
    if (fd >= 0)
        close(fd);
    name[len > 0 ? len : 0] = '\0';
    for (size_t i = 0; i < sizeof by_counter / sizeof *by_counter; i++)
        if (strcmp(name, by_counter[i]) == 0)
            return true;
    return false;
}

static struct pp_scale read_both(void)
{
    return (struct pp_scale) { pp_ticks(), pp_time(), 1 };
}

static void start(void)
{
    atomic_store(&pp_ticks_by_counter, counter_is_steady() && kernel_trusts_counter());
    atomic_store(&pp_ticks_first, pp_ticks_raw());
    begun = pp_time();
}

void pp_ticks_start(void)
{
    pthread_once(&once, start);
}

struct pp_scale pp_scale_read(void)
{
    struct pp_scale now = read_both();
    if (pp_ticks_by_counter && now.ticks > 0 && now.time > begun)
        now.length = (double)(now.time - begun) / (double)now.ticks;
    return now;
}

enum { SETTLED = 1000000 }; /* nanoseconds after which the rate is known to some 1 in 10,000 */

struct pp_scale pp_scale_now(void)
{
    const struct timespec pause = { .tv_nsec = SETTLED };
    pp_ticks_start();
    if (pp_ticks_by_counter && pp_time() - begun < SETTLED)
        nanosleep(&pause, NULL);
    return pp_scale_read();
}

int64_t pp_scale_time(const struct pp_scale *scale, uint64_t ticks)
{
    return scale->time + (int64_t)((double)(int64_t)(ticks - scale->ticks) * scale->length);
}

uint64_t pp_scale_ticks(const struct pp_scale *scale, int64_t time)
{
    double since = (double)scale->ticks + (double)(time - scale->time) / scale->length;
    return since > 0
               ? scale->ticks + (uint64_t)(int64_t)((double)(time - scale->time) / scale->length)
               : 0;
}
