#include "pprof/task_state.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILE_MAX = 4096 };

/* The file's beginning, terminated; empty when it cannot be read. */
static bool read_file(pid_t tid, const char *name, char text[FILE_MAX])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/%s", (int)tid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, FILE_MAX - 1);
    if (fd >= 0)
        close(fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* "TID (name) S …" with utime and stime in fields 14 and 15; a name may hold anything. */
static bool read_stat(struct pp_task_state *state, char *text)
{
    char *name = strchr(text, '('), *end = strrchr(text, ')');
    unsigned long user, system;
    if (name == NULL || end == NULL ||
        sscanf(end, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &state->state, &user,
            &system) != 3)
        return false;
    *end = '\0';
    snprintf(state->name, sizeof state->name, "%.15s", name + 1);
    int64_t tick = INT64_C(1000000000) / sysconf(_SC_CLK_TCK);
    state->user = (int64_t)user * tick;
    state->system = (int64_t)system * tick;
    return true;
}

static unsigned long long field(const char *text, const char *name, int base)
{
    const char *at = strstr(text, name);
    return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

static void read_status(struct pp_task_state *state, const char *text)
{
    state->switches = field(text, "\nvoluntary_ctxt_switches:", 10);
    state->blocks_signal = field(text, "\nSigBlk:", 16) >> (SIGPROF - 1) & 1;
}

/* Of the calls that wait for something. */
static const char *call_name(long number)
{
    static const struct {
        long number;
        const char *name;
    } calls[] = {
#define CALL(name) { SYS_##name, #name }
        CALL(accept),
        CALL(accept4),
        CALL(clock_nanosleep),
        CALL(connect),
        CALL(epoll_pwait),
        CALL(fcntl),
        CALL(fdatasync),
        CALL(flock),
        CALL(fsync),
        CALL(futex),
        CALL(io_getevents),
        CALL(nanosleep),
        CALL(openat),
        CALL(ppoll),
        CALL(pread64),
        CALL(pselect6),
        CALL(pwrite64),
        CALL(read),
        CALL(readv),
        CALL(recvfrom),
        CALL(recvmsg),
        CALL(rt_sigsuspend),
        CALL(rt_sigtimedwait),
        CALL(sendmsg),
        CALL(sendto),
        CALL(splice),
        CALL(wait4),
        CALL(waitid),
        CALL(write),
        CALL(writev),
#ifdef SYS_epoll_wait /* the older calls, which newer machines do not have */
        CALL(epoll_wait),
        CALL(open),
        CALL(pause),
        CALL(poll),
        CALL(select),
#endif
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number == number)
            return calls[i].name;
    return "";
}

/* "NUMBER arguments…", or "running", or "-1 …" outside of any call. */
static const char *read_call(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    return end == text ? "" : call_name(number);
}

bool pp_task_state_read(struct pp_task_state *state, pid_t tid)
{
    char text[FILE_MAX];
    *state = (struct pp_task_state) { .tid = tid, .call = "" };
    if (!read_file(tid, "stat", text) || !read_stat(state, text))
        return false;
    if (read_file(tid, "wchan", text) && strcmp(text, "0") != 0)
        snprintf(state->where, sizeof state->where, "%.63s", text);
    if (read_file(tid, "syscall", text))
        state->call = read_call(text);
    if (read_file(tid, "status", text))
        read_status(state, text);
    state->cpu =
        read_file(tid, "schedstat", text) ? strtoll(text, NULL, 10) : state->user + state->system;
    return true;
}

const char *pp_task_state_word(char state)
{
    switch (state) {
    case 'R':
        return "running";
    case 'S':
        return "sleeping";
    case 'D':
        return "disk sleep";
    case 'T':
    case 't':
        return "stopped";
    case 'Z':
    case 'X':
        return "dead";
    case 'I':
        return "idle";
    default:
        return "unknown";
    }
}
