#include "slow/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BEGIN "slow-"
#define END ".trace"
#define DRAFT ".draft" /* follows the name of one that is being written */

static bool begins_and_ends(const char *name, const char *end)
{
    size_t len = strlen(name), tail = strlen(end);
    return strncmp(name, BEGIN, sizeof BEGIN - 1) == 0 && len > tail + sizeof BEGIN &&
           strcmp(name + len - tail, end) == 0;
}

static int is_trace(const struct dirent *entry)
{
    return begins_and_ends(entry->d_name, END);
}

static int is_draft(const struct dirent *entry)
{
    return begins_and_ends(entry->d_name, END DRAFT);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static char *within(const char *folder, const char *name, const char *end)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s%s", folder, name, end) < 0)
        abort();
    return path;
}

static void remove_all_but(
    const char *folder, int (*filter)(const struct dirent *entry), size_t keep)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, filter, by_name);
    for (int i = 0; i < count; i++) {
        char *path = within(folder, entries[i]->d_name, "");
        if ((size_t)(count - i) > keep)
            unlink(path);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

enum error_code folder_prepare(const char *path, struct error *e)
{
    if (mkdir(path, 0750) != 0 && errno != EEXIST)
        return error_system(e, "cannot make the folder %s for traces", path);
    if (access(path, W_OK | X_OK) != 0)
        return error_system(e, "cannot keep traces in %s", path);
    remove_all_but(path, is_draft, 0);
    return ERROR_NONE;
}

static void name_it(char *name, size_t size, uint64_t request)
{
    struct timespec now;
    struct tm utc;
    char date[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(date, sizeof date, "%Y%m%dT%H%M%S", &utc);
    snprintf(
        name, size, BEGIN "%s.%03dZ-%" PRIu64 END, date, (int)(now.tv_nsec / 1000000), request);
}

static void release(struct folder_file *file)
{
    free(file->draft);
    free(file->path);
}

enum error_code folder_create(
    struct folder_file *file, const char *path, uint64_t request, struct error *e)
{
    name_it(file->name, sizeof file->name, request);
    file->path = within(path, file->name, "");
    file->draft = within(path, file->name, DRAFT);
    file->fd = open(file->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (file->fd >= 0)
        return ERROR_NONE;
    error_system(e, "cannot write %s", file->draft);
    release(file);
    return ERROR_SYSTEM;
}

enum error_code folder_close(struct folder_file *file, bool whole, struct error *e)
{
    enum error_code code = ERROR_NONE;
    whole = close(file->fd) == 0 && whole;
    if (whole && rename(file->draft, file->path) != 0)
        code = error_system(e, "cannot name %s", file->path);
    if (!whole || code != ERROR_NONE)
        unlink(file->draft);
    release(file);
    return code;
}

void folder_trim(const char *path, size_t keep)
{
    remove_all_but(path, is_trace, keep);
}
