#include "pprof/account.h"

#include "pprof/contention.h"
#include "pprof/cpu.h"
#include "pprof/flame_kept.h"
#include "pprof/signal.h"
#include "pprof/stack.h"
#include "pprof/symbol.h"
#include "pprof/trace.h"

#include <inttypes.h>

struct pprof_account pprof_account_now(void)
{
    struct pp_stacks *stacks = pp_stacks_shared();
    uint64_t cpu_bytes, trace_bytes;
    struct pprof_account a = {
        .stacks = atomic_load(&stacks->count),
        .stacks_dropped = atomic_load(&stacks->dropped),
        .handler_ns = pp_signal_spent(),
        .symbols = pp_symbols_count(),
    };
    pp_cpu_account(&a.cpu_samples, &a.cpu_dropped, &a.cpu_truncated, &cpu_bytes);
    pp_contention_account(&a.block_events, &a.block_dropped);
    pp_trace_account(&a.trace_events, &a.trace_dropped, &trace_bytes);
    a.bytes = trace_bytes + cpu_bytes + pp_stacks_bytes(stacks) + pp_symbols_bytes() +
              pp_flame_kept_bytes();
    return a;
}

void pp_account_json(struct pp_buf *to, const struct pprof_account *account)
{
#define FIELD(name)                                                                                \
    {                                                                                              \
#name, offsetof(struct pprof_account, name)                                                \
    }
    static const struct {
        const char *name;
        size_t offset;
    } fields[] = { FIELD(block_dropped), FIELD(block_events), FIELD(bytes), FIELD(cpu_dropped),
        FIELD(cpu_samples), FIELD(cpu_truncated), FIELD(handler_ns), FIELD(stacks),
        FIELD(stacks_dropped), FIELD(symbols), FIELD(trace_dropped), FIELD(trace_events) };
#undef FIELD
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const void *field = (const char *)account + fields[i].offset;
        pp_buf_printf(
            to, "%s\"%s\": %" PRIu64, i ? ", " : "{", fields[i].name, *(const uint64_t *)field);
    }
    pp_buf_text(to, "}");
}
