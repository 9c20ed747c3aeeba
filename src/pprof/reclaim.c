#include "pprof/reclaim.h"

#include "pprof/pprof.h"

#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    uint64_t count, forced, total, last;
    uint64_t pause[PP_PAUSES], end[PP_PAUSES]; /* as Go's: the latest at (count + 255) % 256 */
} reclaims;

static uint64_t now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void pprof_reclaimed(int64_t nanoseconds)
{
    uint64_t pause = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;
    uint64_t end = now(CLOCK_REALTIME);
    pthread_mutex_lock(&lock);
    size_t at = reclaims.count++ % PP_PAUSES;
    reclaims.pause[at] = pause;
    reclaims.end[at] = reclaims.last = end;
    reclaims.total += pause;
    pthread_mutex_unlock(&lock);
}

void pp_reclaim_forced(void)
{
    pthread_mutex_lock(&lock);
    reclaims.forced++;
    pthread_mutex_unlock(&lock);
}

void pp_reclaim_read(struct pp_memstats *stats)
{
    pthread_mutex_lock(&lock);
    stats->num_gc = reclaims.count;
    stats->num_forced_gc = reclaims.forced;
    stats->last_gc = reclaims.last;
    stats->pause_total_ns = reclaims.total;
    memcpy(stats->pause_ns, reclaims.pause, sizeof reclaims.pause);
    memcpy(stats->pause_end, reclaims.end, sizeof reclaims.end);
    pthread_mutex_unlock(&lock);
    uint64_t used = now(CLOCK_PROCESS_CPUTIME_ID);
    double fraction = used ? (double)stats->pause_total_ns / (double)used : 0;
    stats->gc_cpu_fraction = fraction < 1 ? fraction : 1;
}
