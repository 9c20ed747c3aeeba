#include "pprof/take.h"

#include "pprof/collect.h"
#include "pprof/cpu.h"

#include <errno.h>
#include <string.h>

static const struct pp_kind nothing = { .name = "nothing" };

static int64_t in_nanoseconds(double seconds)
{
    return (int64_t)(seconds * 1e9);
}

enum pprof_error pp_wait(const struct pprof_sink *sink, int64_t nanoseconds)
{
    struct timespec left = { nanoseconds / 1000000000, nanoseconds % 1000000000 };
    if (sink->wait)
        return sink->wait(sink->context, nanoseconds) == 0 ? PPROF_OK : PPROF_CUT;
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
    return PPROF_OK;
}

static enum pprof_error take_cpu(
    int64_t nanoseconds, const struct pprof_sink *sink, struct pp_profile *out)
{
    enum pprof_error code = pp_cpu_start();
    if (code != PPROF_OK) {
        pp_profile_init(out, &nothing);
        return code;
    }
    enum pprof_error waited = pp_cpu_wait(sink, nanoseconds);
    code = pp_cpu_stop(out);
    return waited == PPROF_OK ? code : waited;
}

/* Leaves in `out`, which is the later of the two, what has come since the earlier. */
static void subtract(struct pp_profile *out, const struct pp_profile *before)
{
    pp_profile_merge(out, before, -1);
    pp_profile_drop_zeros(out);
    out->duration = out->taken - before->taken;
}

static enum pprof_error take_difference(const struct pp_source *source, int64_t nanoseconds,
    bool settle, const struct pprof_sink *sink, struct pp_profile *out)
{
    struct pp_profile before;
    enum pprof_error code = source->collect(&before, settle);
    if (code == PPROF_OK)
        code = pp_wait(sink, nanoseconds);
    if (code == PPROF_OK)
        code = source->collect(out, settle);
    else
        pp_profile_init(out, before.kind);
    if (code == PPROF_OK)
        subtract(out, &before);
    pp_profile_release(&before);
    return code;
}

static enum pprof_error take(const char *name, int64_t nanoseconds, bool settle,
    const struct pprof_sink *sink, struct pp_profile *out)
{
    const struct pp_source *source = pp_source_find(name);
    if (strcmp(name, "cpu") == 0 || strcmp(name, "profile") == 0)
        return take_cpu(nanoseconds, sink, out);
    if (source == NULL) {
        pp_profile_init(out, &nothing);
        return PPROF_UNKNOWN;
    }
    if (nanoseconds > 0)
        return take_difference(source, nanoseconds, settle, sink, out);
    return source->collect(out, settle);
}

enum pprof_error pp_take(const char *name, double seconds, bool settle,
    const struct pprof_sink *sink, struct pp_profile *out)
{
    enum pprof_error code = take(name, in_nanoseconds(seconds), settle, sink, out);
    if (code != PPROF_OK || !out->failed)
        return code;
    errno = ENOMEM;
    return PPROF_SYSTEM;
}
