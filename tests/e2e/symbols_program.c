/* For symbols.sh: waits for its input's end, then writes a profile of one stack, whose functions
 * are known, to its output. With the argument "ask" it looks for its debugging information as
 * libdwfl does unless told otherwise. */
#include "pprof/proto.h"
#include "pprof/stack.h"

#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int work_shown(void);
int work_chosen(void);

static struct pp_profile profile;

static inline __attribute__((always_inline)) unsigned work_inlined(uintptr_t *pcs)
{
    unsigned depth = pp_stack_capture(pcs, PP_STACK_MAX, 0); /* line of work_inlined */
    __asm__ volatile("" ::: "memory");
    return depth;
}

static __attribute__((noinline)) int work_hidden(void)
{
    static const int64_t values[] = { 1, 10000000 };
    static const struct pp_labels labels = { 2,
        { { "route", "/search", 0 }, { "request", NULL, 7 } } };
    uintptr_t pcs[PP_STACK_MAX];
    unsigned depth = work_inlined(pcs); /* line of work_hidden */
    pp_profile_add(&profile, pcs, depth, &labels, values);
    return (int)depth;
}

__attribute__((noinline)) int work_shown(void)
{
    return work_hidden() + 1; /* line of work_shown */
}

static int implementation(void)
{
    return work_shown() + 1; /* line of implementation */
}

typedef int function(void);

/* Runs before any sanitizer does. */
static __attribute__((no_sanitize("address", "thread", "undefined"))) function *choose(void)
{
    return implementation;
}

__attribute__((ifunc("choose"))) int work_chosen(void);

/* What libdwfl does of its own: it asks the servers of DEBUGINFOD_URLS. */
static int ask_servers(void)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
    };
    Dwarf_Addr bias;
    Dwfl *dwfl = dwfl_begin(&callbacks);
    dwfl_linux_proc_report(dwfl, getpid());
    dwfl_report_end(dwfl, NULL, NULL);
    dwfl_module_getdwarf(dwfl_addrmodule(dwfl, (uintptr_t)work_shown), &bias);
    dwfl_end(dwfl);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "ask") == 0)
        return ask_servers();
    static const struct pp_kind kind = {
        .name = "cpu",
        .types = { { "samples", "count" }, { "cpu", "nanoseconds" } },
        .type_count = 2,
        .period_type = { "cpu", "nanoseconds" },
        .period = 10000000,
    };
    const struct pprof_sink output = { .write = pprof_write_fd, .context = (void *)1 };
    struct pp_buf message = { 0 };
    while (getchar() != EOF)
        ;
    pp_stack_warm();
    pp_profile_init(&profile, &kind);
    pp_profile_comment(&profile, "depth %d", work_chosen());
    pp_proto_write(&message, &profile);
    pp_profile_release(&profile);
    return pp_buf_send_gzip(&message, &output) != PPROF_OK;
}
