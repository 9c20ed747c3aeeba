#include "pprof/memstats.h"

#include "pprof/jemalloc.h"
#include "pprof/reclaim.h"

#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define FIELD(name, member, about)                                                                 \
    {                                                                                              \
        name, offsetof(struct pp_memstats, member), about                                          \
    }
#define ALL "stats.arenas." PP_JEMALLOC_ALL "."

const struct pp_memstats_field pp_memstats_fields[] = {
    FIELD("Alloc", alloc, "the same as HeapAlloc"),
    FIELD("TotalAlloc", total_alloc,
        "bytes ever allocated, freed ones too, in sizes as malloc rounds them up; 0 without "
        "jemalloc"),
    FIELD("Sys", sys,
        "address space in all: HeapSys, StackSys, MSpanSys, BuckHashSys and OtherSys; most of it "
        "need not be in memory"),
    FIELD("Lookups", lookups, "0: nobody looks pointers up"),
    FIELD("Mallocs", mallocs, "blocks ever allocated; 0 without jemalloc"),
    FIELD("Frees", frees, "blocks ever freed: Mallocs less HeapObjects, and never decreasing"),
    FIELD("HeapAlloc", heap_alloc,
        "bytes in blocks that are not freed, those in threads' caches included: stats.allocated"),
    FIELD("HeapSys", heap_sys, "HeapInuse and HeapIdle"),
    FIELD("HeapIdle", heap_idle,
        "bytes of pages without a block: dirty, muzzy and retained ones: stats.retained, pdirty, "
        "pmuzzy"),
    FIELD("HeapInuse", heap_inuse, "bytes of pages with a block in them: stats.active"),
    FIELD("HeapReleased", heap_released,
        "bytes of HeapIdle whose memory has been given back to the kernel: stats.retained"),
    FIELD("HeapObjects", heap_objects,
        "blocks that are not freed, those in threads' caches included: curregs and curlextents"),
    FIELD("StackInuse", stack_inuse, "the same as StackSys"),
    FIELD("StackSys", stack_sys,
        "address space of stacks: the main thread's, and the default size for each other one"),
    FIELD("MSpanInuse", mspan_inuse, "the same as MSpanSys"),
    FIELD("MSpanSys", mspan_sys, "bytes of the allocator's own tables: base"),
    FIELD("MCacheInuse", mcache_inuse,
        "bytes of freed blocks in threads' caches, part of HeapAlloc: tcache_bytes"),
    FIELD("MCacheSys", mcache_sys, "the same as MCacheInuse; part of HeapSys"),
    FIELD("BuckHashSys", buck_hash_sys,
        "bytes of the heap profile's stacks and of threads' caches' tables: internal"),
    FIELD("GCSys", gc_sys, "0: no garbage collector"),
    FIELD("OtherSys", other_sys, "0: what else is mapped is not counted"),
    FIELD("NextGC", next_gc, "0: memory is reclaimed when the program says so, not at a size"),
    FIELD("LastGC", last_gc, "when memory was last reclaimed in bulk, in unix nanoseconds"),
    FIELD("PauseTotalNs", pause_total_ns,
        "nanoseconds that bulk reclaiming has held somebody up in all"),
    FIELD("NumGC", num_gc, "how often memory was reclaimed in bulk: calls of pprof_reclaimed"),
    FIELD("NumForcedGC", num_forced_gc, "how often heap?gc=1 had freed memory given back"),
};

const size_t pp_memstats_field_count = sizeof pp_memstats_fields / sizeof *pp_memstats_fields;

/* --- jemalloc --- */

/* The names of what is known of a size class: how many classes there are, and of each the blocks'
 * size, how many were ever requested, and how many are not freed. */
struct classes {
    const char *count, *about, *figures; /* names, or what they begin with */
    const char *live;
};

static const struct classes small = { "arenas.nbins", "arenas.bin.", ALL "bins.", ".curregs" };
static const struct classes large = { "arenas.nlextents", "arenas.lextent.", ALL "lextents.",
    ".curlextents" };

static void note_size(struct pp_memstats *s, uint64_t size, uint64_t requests, uint64_t live)
{
    if (s->sizes == PP_SIZES)
        return;
    s->by_size[s->sizes].size = size;
    s->by_size[s->sizes].mallocs = requests;
    s->by_size[s->sizes++].frees = requests > live ? requests - live : 0;
}

static void read_classes(struct pp_memstats *s, const struct classes *classes)
{
    unsigned count = (unsigned)pp_jemalloc_read(classes->count);
    for (unsigned i = 0; i < count; i++) {
        uint64_t size = pp_jemalloc_read_at(classes->about, i, ".size");
        uint64_t requests = pp_jemalloc_read_at(classes->figures, i, ".nrequests");
        uint64_t live = pp_jemalloc_read_at(classes->figures, i, classes->live);
        s->mallocs += requests;
        s->heap_objects += live;
        s->total_alloc += requests * size;
        note_size(s, size, requests, live);
    }
}

/* Blocks in a thread's cache count as live before they are requested, so the difference could fall
 * for a moment. */
static uint64_t never_less(uint64_t frees)
{
    static _Atomic uint64_t most;
    uint64_t seen = atomic_load(&most);
    while (seen < frees && !atomic_compare_exchange_weak(&most, &seen, frees))
        ;
    return seen > frees ? seen : frees;
}

static void read_jemalloc(struct pp_memstats *s)
{
    pp_jemalloc_refresh();
    uint64_t page = pp_jemalloc_read("arenas.page");
    read_classes(s, &small);
    read_classes(s, &large);
    s->frees = never_less(s->mallocs > s->heap_objects ? s->mallocs - s->heap_objects : 0);
    s->heap_alloc = pp_jemalloc_read("stats.allocated");
    s->heap_inuse = pp_jemalloc_read("stats.active");
    s->heap_released = pp_jemalloc_read("stats.retained");
    s->heap_idle =
        s->heap_released + page * (pp_jemalloc_read(ALL "pdirty") + pp_jemalloc_read(ALL "pmuzzy"));
    s->heap_sys = s->heap_inuse + s->heap_idle;
    s->mspan_inuse = s->mspan_sys = pp_jemalloc_read(ALL "base");
    s->mcache_inuse = s->mcache_sys = pp_jemalloc_read(ALL "tcache_bytes");
    s->buck_hash_sys = pp_jemalloc_read(ALL "internal");
}

/* --- others --- */

static void read_mallinfo(struct pp_memstats *s)
{
    struct mallinfo2 info = mallinfo2();
    s->heap_alloc = s->heap_inuse = info.uordblks + info.hblkhd;
    s->heap_idle = info.fordblks;
    s->heap_sys = info.arena + info.hblkhd;
}

static unsigned long long find_kilobytes(const char *text, const char *name)
{
    unsigned long long value = 0;
    const char *at = strstr(text, name);
    if (at)
        sscanf(at + strlen(name), "%llu", &value);
    return value;
}

/* From /proc/self/status (proc(5)). */
static void read_process(struct pp_memstats *s)
{
    char text[4096] = "";
    pthread_attr_t attributes;
    size_t size = 0;
    FILE *file = fopen("/proc/self/status", "re");
    if (file == NULL)
        return;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    if (pthread_getattr_default_np(&attributes) == 0) {
        pthread_attr_getstacksize(&attributes, &size);
        pthread_attr_destroy(&attributes);
    }
    uint64_t threads = find_kilobytes(text, "\nThreads:");
    s->resident = find_kilobytes(text, "\nVmRSS:") * 1024;
    s->stack_sys = find_kilobytes(text, "\nVmStk:") * 1024 + (threads ? threads - 1 : 0) * size;
    s->stack_inuse = s->stack_sys;
}

void pp_memstats_read(struct pp_memstats *s)
{
    *s = (struct pp_memstats) { 0 };
    if (pp_jemalloc_is_malloc())
        read_jemalloc(s);
    else
        read_mallinfo(s);
    read_process(s);
    pp_reclaim_read(s);
    s->alloc = s->heap_alloc;
    s->sys = s->heap_sys + s->stack_sys + s->mspan_sys + s->buck_hash_sys + s->other_sys;
}

/* --- writing --- */

static void json_list(struct pp_buf *to, const char *name, const uint64_t *values)
{
    pp_buf_printf(to, ",\"%s\":", name);
    for (size_t i = 0; i < PP_PAUSES; i++)
        pp_buf_printf(to, "%c%" PRIu64, i ? ',' : '[', values[i]);
    pp_buf_text(to, "]");
}

static void json_sizes(struct pp_buf *to, const struct pp_memstats *s)
{
    pp_buf_text(to, ",\"BySize\":[");
    for (unsigned i = 0; i < s->sizes; i++)
        pp_buf_printf(to, "%s{\"Size\":%" PRIu64 ",\"Mallocs\":%" PRIu64 ",\"Frees\":%" PRIu64 "}",
            i ? "," : "", s->by_size[i].size, s->by_size[i].mallocs, s->by_size[i].frees);
    pp_buf_text(to, "]");
}

static uint64_t value_of(const struct pp_memstats *s, const struct pp_memstats_field *field)
{
    return *(const uint64_t *)(const void *)((const char *)s + field->offset);
}

void pp_memstats_json(struct pp_buf *to, const struct pp_memstats *s)
{
    for (size_t i = 0; i < pp_memstats_field_count; i++)
        pp_buf_printf(to, "%c\"%s\":%" PRIu64, i ? ',' : '{', pp_memstats_fields[i].name,
            value_of(s, &pp_memstats_fields[i]));
    json_list(to, "PauseNs", s->pause_ns);
    json_list(to, "PauseEnd", s->pause_end);
    pp_buf_text(to, ",\"GCCPUFraction\":");
    pp_buf_json_number(to, s->gc_cpu_fraction);
    pp_buf_text(to, ",\"EnableGC\":true,\"DebugGC\":false");
    json_sizes(to, s);
    pp_buf_text(to, "}");
}

static void text_list(struct pp_buf *to, const char *name, const uint64_t *values)
{
    pp_buf_printf(to, "# %s = ", name);
    for (size_t i = 0; i < PP_PAUSES; i++)
        pp_buf_printf(to, "%c%" PRIu64, i ? ' ' : '[', values[i]);
    pp_buf_text(to, "]\n");
}

static void text_line(struct pp_buf *to, const char *name, uint64_t value)
{
    pp_buf_printf(to, "# %s = %" PRIu64 "\n", name, value);
}

static void text_pair(struct pp_buf *to, const char *name, uint64_t inuse, uint64_t sys)
{
    pp_buf_printf(to, "# %s = %" PRIu64 " / %" PRIu64 "\n", name, inuse, sys);
}

static void text_heap(struct pp_buf *to, const struct pp_memstats *s)
{
    text_line(to, "Alloc", s->alloc);
    text_line(to, "TotalAlloc", s->total_alloc);
    text_line(to, "Sys", s->sys);
    text_line(to, "Lookups", s->lookups);
    text_line(to, "Mallocs", s->mallocs);
    text_line(to, "Frees", s->frees);
    text_line(to, "HeapAlloc", s->heap_alloc);
    text_line(to, "HeapSys", s->heap_sys);
    text_line(to, "HeapIdle", s->heap_idle);
    text_line(to, "HeapInuse", s->heap_inuse);
    text_line(to, "HeapReleased", s->heap_released);
    text_line(to, "HeapObjects", s->heap_objects);
}

static uint64_t max_resident(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

/* The lines and their order are those of writeHeapInternal in Go's runtime/pprof. */
void pp_memstats_text(struct pp_buf *to, const struct pp_memstats *s)
{
    pp_buf_text(to, "\n# runtime.MemStats\n");
    text_heap(to, s);
    text_pair(to, "Stack", s->stack_inuse, s->stack_sys);
    text_pair(to, "MSpan", s->mspan_inuse, s->mspan_sys);
    text_pair(to, "MCache", s->mcache_inuse, s->mcache_sys);
    text_line(to, "BuckHashSys", s->buck_hash_sys);
    text_line(to, "GCSys", s->gc_sys);
    text_line(to, "OtherSys", s->other_sys);
    text_line(to, "NextGC", s->next_gc);
    text_line(to, "LastGC", s->last_gc);
    text_list(to, "PauseNs", s->pause_ns);
    text_list(to, "PauseEnd", s->pause_end);
    text_line(to, "NumGC", s->num_gc);
    text_line(to, "NumForcedGC", s->num_forced_gc);
    pp_buf_printf(to, "# GCCPUFraction = %.9g\n", s->gc_cpu_fraction);
    pp_buf_text(to, "# DebugGC = false\n");
    text_line(to, "MaxRSS", max_resident());
}
