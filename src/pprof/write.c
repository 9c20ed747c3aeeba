/* A profile, taken and written in one of its forms. */
#include "pprof/collect.h"
#include "pprof/dump.h"
#include "pprof/proto.h"
#include "pprof/take.h"

static enum pprof_error write_dump(const struct pprof_sink *sink)
{
    struct pp_buf text = { 0 };
    enum pprof_error code = pp_threads_dump(&text);
    if (code == PPROF_OK)
        return pp_buf_send(&text, sink);
    pp_buf_release(&text);
    return code;
}

static enum pprof_error write_proto(const struct pp_profile *profile, const struct pprof_sink *sink)
{
    struct pp_buf bytes = { 0 };
    pp_proto_write(&bytes, profile);
    return pp_buf_send_gzip(&bytes, sink);
}

static enum pprof_error write_text(
    const struct pp_source *source, const struct pp_profile *profile, const struct pprof_sink *sink)
{
    struct pp_buf text = { 0 };
    source->text(&text, profile);
    return pp_buf_send(&text, sink);
}

enum pprof_error pp_write(
    const char *name, double seconds, int debug, bool settle, const struct pprof_sink *sink)
{
    struct pp_profile profile;
    const struct pp_source *source = pp_source_find(name);
    if (debug < 0 || debug > 2 || (debug && source == NULL))
        return PPROF_INVALID;
    if (debug == 2 && source->collect == pp_threads_collect)
        return write_dump(sink);
    enum pprof_error code = pp_take(name, seconds, settle, sink, &profile);
    if (code == PPROF_OK)
        code = debug ? write_text(source, &profile, sink) : write_proto(&profile, sink);
    pp_profile_release(&profile);
    return code;
}

enum pprof_error pprof_write(const char *name, int debug, const struct pprof_sink *sink)
{
    if (pp_source_find(name) == NULL)
        return PPROF_UNKNOWN;
    return pp_write(name, 0, debug, false, sink);
}
