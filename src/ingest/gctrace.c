#include "ingest/gctrace.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

static int64_t started; /* clock_monotonic(); 0: no lines are wanted */

/* Two digits or so, as Go's: "0.012", "0.42", "1.9", "31". */
static struct span {
    char text[24];
} span(int64_t nanoseconds)
{
    struct span span;
    double ms = (double)nanoseconds / 1e6;
    int digits = ms >= 10 ? 0 : ms >= 1 ? 1 : ms >= 0.1 ? 2 : 3;
    snprintf(span.text, sizeof span.text, "%.*f", digits, ms);
    return span;
}

static double megabytes(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

static double age(void)
{
    return (double)(clock_monotonic() - started) / 1e9;
}

static void settled(void *context, const struct pprof_settling *s)
{
    (void)context;
    dprintf(STDERR_FILENO, "scvg %llu @%.3fs: %s ms clock, %.1f->%.1f MB, %.1f->%.1f MB resident\n",
        (unsigned long long)s->after.settles, age(), span(s->duration).text,
        megabytes(s->before.live), megabytes(s->after.live), megabytes(s->before.resident),
        megabytes(s->after.resident));
}

void gctrace_start(void)
{
    started = clock_monotonic();
    pprof_watch_settling(settled, NULL);
}

bool gctrace_on(void)
{
    return started != 0;
}

void gctrace_published(const struct gctrace_publication *p)
{
    const struct index_publication *index = p->index;
    double share = 100 * (double)p->spent_ever / 1e9 / age();
    dprintf(STDERR_FILENO,
        "gc %llu @%.3fs %.0f%%: %s+%s+%s ms clock, %.1f->%.1f->%.1f MB, %.1f MB resident, "
        "index %llu: %zu items, %zu segments, %zu merged\n",
        (unsigned long long)p->number, age(), share, span(p->spent[INDEX_BUILDING]).text,
        span(p->spent[INDEX_WAITING]).text, span(p->spent[INDEX_FREEING]).text,
        megabytes(p->before.live), megabytes(p->built.live), megabytes(p->after.live),
        megabytes(p->after.resident), (unsigned long long)index->generation, index->items,
        index->segments, index->merged);
}
