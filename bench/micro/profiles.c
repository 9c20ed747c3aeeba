#include "profiles.h"

#include "pprof/pprof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int cpu_file = -1, memory_file = -1, block_file = -1, mutex_file = -1, trace_file = -1;

static bool create(const char *name, int *fd)
{
    if (name == NULL)
        return true;
    *fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (*fd < 0)
        fprintf(stderr, "feedscope-bench: %s: %s\n", name, strerror(errno));
    return *fd >= 0;
}

static struct pprof_sink sink_of(int fd)
{
    return (struct pprof_sink) { pprof_write_fd, NULL, (void *)(intptr_t)fd };
}

static bool check(const char *name, enum pprof_error error)
{
    if (error != PPROF_OK)
        fprintf(stderr, "feedscope-bench: %s: %s\n", name,
            error == PPROF_SYSTEM ? strerror(errno) : pprof_why(error));
    return error == PPROF_OK;
}

bool profiles_start(const struct profiles *wanted)
{
    if (!create(wanted->cpu, &cpu_file) || !create(wanted->memory, &memory_file) ||
        !create(wanted->block, &block_file) || !create(wanted->mutex, &mutex_file) ||
        !create(wanted->trace, &trace_file))
        return false;
    struct pprof_sink trace = sink_of(trace_file);
    return (!wanted->cpu || check(wanted->cpu, pprof_cpu_start())) &&
           (!wanted->trace || check(wanted->trace, pprof_trace_start(PPROF_TRACE_GO, &trace)));
}

static bool write_profile(const char *name, const char *profile, int fd)
{
    struct pprof_sink sink = sink_of(fd);
    return name == NULL || check(name, pprof_write(profile, 0, &sink));
}

bool profiles_finish(const struct profiles *wanted)
{
    struct pprof_sink cpu = sink_of(cpu_file);
    bool traced = !wanted->trace || check(wanted->trace, pprof_trace_stop());
    bool sampled = !wanted->cpu || check(wanted->cpu, pprof_cpu_stop(&cpu));
    bool memory = write_profile(wanted->memory, "allocs", memory_file);
    bool block = write_profile(wanted->block, "block", block_file);
    bool mutex = write_profile(wanted->mutex, "mutex", mutex_file);
    return traced && sampled && memory && block && mutex;
}
