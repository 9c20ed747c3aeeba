/* What has to be done before anything else, and what the library says of itself. */
#include "pprof/pprof.h"
#include "pprof/signal.h"
#include "pprof/stack.h"
#include "pprof/thread.h"
#include "pprof/trace.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

enum { RING_DEFAULT = 4 * 1024 * 1024 };

enum pprof_error pprof_start(const struct pprof_options *options)
{
    static const struct pprof_options defaults;
    static _Atomic bool started;
    options = options ? options : &defaults;
    if (atomic_exchange(&started, true))
        return PPROF_OK;
    pp_stack_warm();
    pp_stacks_shared();
    if (pp_thread_self() == NULL || !pp_signal_install())
        return PPROF_SYSTEM;
    pp_trace_configure(
        options->trace_ring ? options->trace_ring : RING_DEFAULT, !options->recorder_off);
    return PPROF_OK;
}

int pprof_write_fd(void *context, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len) {
        ssize_t done = write((int)(intptr_t)context, at, len);
        if (done < 0 && errno != EINTR)
            return -1;
        at += done > 0 ? done : 0;
        len -= done > 0 ? (size_t)done : 0;
    }
    return 0;
}
