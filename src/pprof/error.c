/* Errors in words. Apart from the table of profiles, so that what refuses does not need them all.
 */
#include "pprof/collect.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static __attribute__((tls_model("initial-exec"))) _Thread_local char reason[256];

enum pprof_error pp_unsupported(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    return PPROF_UNSUPPORTED;
}

const char *pprof_why(enum pprof_error code)
{
    switch (code) {
    case PPROF_OK:
        return "done";
    case PPROF_BUSY:
        return "one is being taken already";
    case PPROF_UNKNOWN:
        return "there is no profile of that name";
    case PPROF_UNSUPPORTED:
        return reason;
    case PPROF_INVALID:
        return "an argument is out of range";
    case PPROF_CUT:
        return "the reader has gone";
    case PPROF_SYSTEM:
        break;
    }
    return strerror(errno);
}
