#include "base/process.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SECOND = 1000000000 };

static int64_t now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

static uint64_t count_descriptors(void)
{
    uint64_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL)
        return 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count - 1; /* the folder's own */
}

static uint64_t most_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur;
}

/* Fields 20, 22, 23 and 24 of proc(5)'s stat: after the name, whose parentheses may hold any. */
struct stat_fields {
    unsigned long long threads, start_ticks, virtual_size, resident_pages;
};

static struct stat_fields read_stat(void)
{
    char text[1024] = "";
    struct stat_fields f = { 0 };
    FILE *file = fopen("/proc/self/stat", "re");
    if (file == NULL)
        return f;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    const char *at = strrchr(text, ')');
    int found = at == NULL ? 0
                           : sscanf(at + 1,
                                 " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                                 "%*s %llu %*s %llu %llu %llu",
                                 &f.threads, &f.start_ticks, &f.virtual_size, &f.resident_pages);
    return found == 4 ? f : (struct stat_fields) { 0 };
}

static int64_t started;

/* Once: the wall clock may be set while we run. The ticks count from the machine's start. */
static void find_start(void)
{
    int64_t ticks = (int64_t)read_stat().start_ticks;
    started = now(CLOCK_REALTIME) - now(CLOCK_BOOTTIME) + ticks * (SECOND / sysconf(_SC_CLK_TCK));
}

struct process process_read(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_start);
    struct stat_fields f = read_stat();
    return (struct process) {
        .cpu = now(CLOCK_PROCESS_CPUTIME_ID),
        .started = started,
        .resident = f.resident_pages * (uint64_t)sysconf(_SC_PAGESIZE),
        .virtual_size = f.virtual_size,
        .threads = f.threads,
        .open_fds = count_descriptors(),
        .max_fds = most_descriptors(),
    };
}
