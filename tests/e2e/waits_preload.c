/*
 * Preloaded into feedscope by waits.sh, so that what takes long in large archives alone does so in
 * a small one, for as long as the script wants. In the folder that WAITS names:
 *
 *   load-held   while it is there, who loads the archive waits for the first row
 *   hurry       while it is there, the monotonic clock leaps ahead whenever a search looks at it
 */
#include <dlfcn.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LEAP_SECONDS = 2, LOOK_MICROSECONDS = 5000 };

static _Atomic int64_t ahead; /* seconds; the clock never goes back */

static bool there_is(const char *name)
{
    char path[4096];
    const char *folder = getenv("WAITS");
    if (folder == NULL)
        return false;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static bool thread_is(const char *beginning)
{
    char name[16];
    return pthread_getname_np(pthread_self(), name, sizeof name) == 0 &&
           strncmp(name, beginning, strlen(beginning)) == 0;
}

int sqlite3_step(sqlite3_stmt *statement)
{
    int (*real)(sqlite3_stmt *) = NULL;
    const char *sql = sqlite3_sql(statement);
    *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_step");
    while (sql && strstr(sql, "WHERE id BETWEEN") && there_is("load-held"))
        usleep(LOOK_MICROSECONDS);
    return real(statement);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static _Atomic(void *) known;
    int (*real)(clockid_t, struct timespec *) = NULL;
    if (known == NULL)
        known = dlsym(RTLD_NEXT, "clock_gettime");
    *(void **)&real = known;
    int status = real(clock, now);
    if (clock == CLOCK_MONOTONIC && thread_is("search-") && there_is("hurry"))
        ahead += LEAP_SECONDS;
    if (clock == CLOCK_MONOTONIC)
        now->tv_sec += ahead;
    return status;
}
