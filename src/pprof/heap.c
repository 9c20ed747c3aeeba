#include "pprof/heap.h"

#include "pprof/collect.h"
#include "pprof/heap_massif.h"
#include "pprof/heap_parse.h"
#include "pprof/heap_scale.h"
#include "pprof/heap_trim.h"
#include "pprof/jemalloc.h"
#include "pprof/memstats.h"
#include "pprof/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALLOC_OBJECTS, ALLOC_SPACE, INUSE_OBJECTS, INUSE_SPACE };

/* In Go's order. */
#define HEAP_KIND(kind, by_default)                                                                \
    {                                                                                              \
        .name = kind, .types[ALLOC_OBJECTS] = { "alloc_objects", "count" },                        \
        .types[ALLOC_SPACE] = { "alloc_space", "bytes" },                                          \
        .types[INUSE_OBJECTS] = { "inuse_objects", "count" },                                      \
        .types[INUSE_SPACE] = { "inuse_space", "bytes" }, .type_count = 4,                         \
        .default_type = by_default, .period_type = { "space", "bytes" }, .period = 512 * 1024      \
    }

static const struct pp_kind heap_kind = HEAP_KIND("heap", "inuse_space");
static const struct pp_kind allocs_kind = HEAP_KIND("allocs", "alloc_space");

/* --- what a process without samples is told to do --- */

#define SWITCH_ON                                                                                  \
    "put PPROF_MALLOC_CONF into the program, or start it with "                                    \
    "MALLOC_CONF=prof:true,prof_accum:true,lg_prof_sample:19"

static enum pprof_error check(void)
{
    if (!pp_jemalloc_linked())
        return pp_unsupported(
            "the heap profile is jemalloc's, which this program is not linked with: link it with "
            "-ljemalloc, and put PPROF_MALLOC_CONF into it");
    if (!pp_jemalloc_is_malloc())
        return pp_unsupported(
            "valgrind or a sanitizer has taken malloc's place, so jemalloc sees no allocation: run "
            "the program without it, or have valgrind --tool=massif profile its heap");
    if (!pp_jemalloc_read("config.prof"))
        return pp_unsupported("this jemalloc is built without profiling: take one that is "
                              "configured with --enable-prof");
    if (!pp_jemalloc_read("opt.prof"))
        return pp_unsupported("the heap is not sampled: " SWITCH_ON);
    return PPROF_OK;
}

static enum pprof_error check_accumulating(void)
{
    enum pprof_error code = check();
    if (code == PPROF_OK && !pp_jemalloc_read("opt.prof_accum"))
        return pp_unsupported("freed memory is not counted (prof_accum): " SWITCH_ON);
    return code;
}

/* --- collecting --- */

struct collector {
    struct pp_profile *profile;
    struct pp_heap_trim trim;
};

static void add(void *context, const struct pp_heap_record *record)
{
    struct collector *collector = context;
    int64_t rate = collector->profile->period;
    unsigned first = pp_heap_trim(&collector->trim, record->pcs, record->depth);
    struct pp_heap_sum alloc =
        pp_heap_scale((struct pp_heap_sum) { record->alloc_objects, record->alloc_bytes }, rate);
    struct pp_heap_sum inuse =
        pp_heap_scale((struct pp_heap_sum) { record->inuse_objects, record->inuse_bytes }, rate);
    const int64_t values[] = { alloc.objects, alloc.bytes, inuse.objects, inuse.bytes };
    pp_profile_add(collector->profile, record->pcs + first, record->depth - first, NULL, values);
}

static bool parse(const char *text, size_t len, struct pp_profile *out)
{
    struct collector collector = { .profile = out };
    const struct pp_heap_reader reader = { add, &collector };
    pp_heap_trim_init(&collector.trim);
    bool parsed = pp_heap_parse(text, len, &out->period, &reader);
    pp_heap_trim_release(&collector.trim);
    if (!parsed)
        errno = EBADMSG;
    return parsed;
}

static bool parse_file(int fd, struct pp_profile *out)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return false;
    size_t len = (size_t)about.st_size;
    void *text = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (text == MAP_FAILED)
        return false;
    bool parsed = parse(text, len, out);
    munmap(text, len);
    return parsed;
}

/* jemalloc writes to a path alone; a memfd has one. */
static enum pprof_error dump(struct pp_profile *out)
{
    char path[40];
    int fd = memfd_create("heap", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    bool dumped = fd >= 0 && pp_jemalloc_dump(path) && parse_file(fd, out);
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return dumped ? PPROF_OK : PPROF_SYSTEM;
}

static enum pprof_error collect(struct pp_profile *out, enum pprof_error checked, bool settle)
{
    struct timespec now;
    if (settle)
        pp_heap_settle();
    clock_gettime(CLOCK_REALTIME, &now);
    out->taken = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (checked == PPROF_OK)
        return dump(out);
    return out->kind == &heap_kind && pp_heap_massif(out, INUSE_SPACE) ? PPROF_OK : checked;
}

enum pprof_error pp_heap_collect(struct pp_profile *out, bool settle)
{
    pp_profile_init(out, &heap_kind);
    return collect(out, check(), settle);
}

enum pprof_error pp_allocs_collect(struct pp_profile *out, bool settle)
{
    pp_profile_init(out, &allocs_kind);
    return collect(out, check_accumulating(), settle);
}

size_t pp_heap_count(void)
{
    struct pp_profile profile;
    size_t count = pp_heap_collect(&profile, false) == PPROF_OK ? profile.sample_count : 0;
    pp_profile_release(&profile);
    return count;
}

/* --- text --- */

static struct pp_heap_sum unscaled(
    const struct pp_profile *profile, const struct pp_sample *sample, unsigned objects)
{
    struct pp_heap_sum all = { sample->values[objects], sample->values[objects + 1] };
    return pp_heap_unscale(all, profile->period);
}

struct line {
    struct pp_heap_sum alloc, inuse;
};

static struct line line_of(const struct pp_profile *profile, const struct pp_sample *sample)
{
    return (struct line) { unscaled(profile, sample, ALLOC_OBJECTS),
        unscaled(profile, sample, INUSE_OBJECTS) };
}

static void write_figures(struct pp_buf *to, const char *before, const struct line *line)
{
    pp_buf_printf(to, "%s%" PRId64 ": %" PRId64 " [%" PRId64 ": %" PRId64 "] @", before,
        line->inuse.objects, line->inuse.bytes, line->alloc.objects, line->alloc.bytes);
}

/* Twice the rate: early C++ profilers said so, and Go's readers halve it. */
static void write_head(struct pp_buf *to, const struct pp_profile *profile)
{
    struct line sum = { { 0, 0 }, { 0, 0 } };
    for (size_t i = 0; i < profile->sample_count; i++) {
        struct line line = line_of(profile, &profile->samples[i]);
        sum.alloc.objects += line.alloc.objects;
        sum.alloc.bytes += line.alloc.bytes;
        sum.inuse.objects += line.inuse.objects;
        sum.inuse.bytes += line.inuse.bytes;
    }
    write_figures(to, "heap profile: ", &sum);
    pp_buf_printf(to, " heap/%" PRId64 "\n", profile->period * 2);
}

static void write_sample(struct pp_buf *to, struct pp_symbols *symbols,
    const struct pp_profile *profile, const struct pp_sample *sample)
{
    const uintptr_t *pcs = pp_sample_pcs(profile, sample);
    struct line line = line_of(profile, sample);
    write_figures(to, "", &line);
    pp_text_addresses(to, pcs, sample->depth);
    pp_text_frames(to, symbols, pcs, sample->depth);
}

void pp_heap_text(struct pp_buf *to, const struct pp_profile *profile)
{
    struct pp_memstats stats;
    pp_memstats_read(&stats); /* first, that what follows does not show in it */
    size_t *order = pp_text_order(profile, INUSE_SPACE);
    struct pp_symbols *symbols = pp_profile_symbols(profile);
    to->failed |= order == NULL || symbols == NULL;
    write_head(to, profile);
    for (size_t i = 0; !to->failed && i < profile->sample_count; i++)
        write_sample(to, symbols, profile, &profile->samples[order[i]]);
    pp_symbols_close(&symbols);
    free(order);
    pp_memstats_text(to, &stats);
}
