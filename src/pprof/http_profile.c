/* The pages that hold a profile or a trace. */
#include "pprof/collect.h"
#include "pprof/http.h"
#include "pprof/take.h"

#include <stdio.h>

static const char binary[] = "application/octet-stream", text[] = "text/plain; charset=utf-8";

/* The head alone is not worth waiting for. */
static double span(const struct pp_request *request, double seconds)
{
    return request->head_only ? 1e-9 : seconds;
}

void pp_cpu_serve(struct pp_request *request)
{
    double seconds = 30;
    if (!pp_param_seconds(request, "seconds", &seconds))
        return;
    pp_reply_as(request, binary, "profile");
    pp_reply_end(request, pp_write("cpu", span(request, seconds), 0, false, &request->sink),
        "Could not enable CPU profiling: cpu profiling already in use");
}

static void serve_difference(struct pp_request *request, double seconds, bool settle)
{
    char file_name[64];
    snprintf(file_name, sizeof file_name, "%s-delta", request->name);
    pp_reply_as(request, binary, file_name);
    pp_reply_end(request,
        pp_write(request->name, span(request, seconds), 0, settle, &request->sink),
        "failed to collect profile");
}

static void serve_state(struct pp_request *request, int debug, bool settle)
{
    pp_reply_as(request, debug ? text : binary, debug ? NULL : request->name);
    pp_reply_end(request, pp_write(request->name, 0, debug, settle, &request->sink),
        "failed to collect profile");
}

void pp_named_serve(struct pp_request *request)
{
    double seconds = 0;
    int debug = 0, settle = 0;
    if (pp_source_find(request->name) == NULL)
        pp_reply_error(request, 404, "Unknown profile");
    else if (!pp_param_seconds(request, "seconds", &seconds) ||
             !pp_param_number(request, "debug", 0, 2, &debug) ||
             !pp_param_number(request, "gc", 0, 1, &settle))
        return;
    else if (seconds > 0 && debug)
        pp_reply_error(request, 400, "seconds and debug params are incompatible");
    else if (seconds > 0)
        serve_difference(request, seconds, settle);
    else
        serve_state(request, debug, settle);
}

void pp_trace_serve(struct pp_request *request)
{
    static const char *const formats[] = { "go", "chrome", NULL };
    static const char *const types[] = { binary, "application/json" };
    static const char *const file_names[] = { "trace", "trace.json" };
    double seconds = 0, last = 0;
    unsigned format = PPROF_TRACE_GO;
    if (!pp_param_seconds(request, "seconds", &seconds) ||
        !pp_param_seconds(request, "last", &last) ||
        !pp_param_word(request, "format", formats, &format))
        return;
    if (seconds > 0 && last > 0) {
        pp_reply_error(request, 400, "seconds and last params are incompatible");
        return;
    }
    pp_reply_as(request, types[format], file_names[format]);
    pp_reply_end(request,
        last > 0 ? pprof_trace_last(last, format, &request->sink)
                 : pprof_trace(span(request, seconds > 0 ? seconds : 1), format, &request->sink),
        "Could not enable tracing: tracing is already enabled");
}
