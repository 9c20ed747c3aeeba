#include "pprof/heap_massif.h"

#include "pprof/massif.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

/* Whether valgrind's tool knew the command. */
static bool command_massif(const char *path)
{
#ifdef RUNNING_ON_VALGRIND
    char command[80];
    if (!RUNNING_ON_VALGRIND)
        return false;
    snprintf(command, sizeof command, "detailed_snapshot %s", path);
    return VALGRIND_MONITOR_COMMAND(command) == 0;
#else
    (void)path;
    return false;
#endif
}

/* The whole file, terminated, to be freed. */
static char *read_all(int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || about.st_size == 0)
        return NULL;
    char *text = calloc(1, (size_t)about.st_size + 1);
    ssize_t len = text ? pread(fd, text, (size_t)about.st_size, 0) : -1;
    if (len == about.st_size)
        return text;
    free(text);
    return NULL;
}

/* What is written to a path, a memfd has one. */
static char *take_snapshot(void)
{
    char path[40];
    int fd = memfd_create("massif", MFD_CLOEXEC);
    if (fd < 0)
        return NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    char *text = command_massif(path) ? read_all(fd) : NULL;
    close(fd);
    return text;
}

/* Hands over the frames, and each stack with its bytes as one of several values. */
static void move(struct pp_profile *to, struct pp_profile *from, unsigned value)
{
    to->table = from->table;
    from->table = NULL;
    for (size_t i = 0; i < from->sample_count; i++) {
        int64_t values[PP_VALUES_MAX] = { 0 };
        values[value] = from->samples[i].values[0];
        pp_profile_add(
            to, pp_sample_pcs(from, &from->samples[i]), from->samples[i].depth, NULL, values);
    }
    to->failed |= from->failed;
}

bool pp_heap_massif(struct pp_profile *out, unsigned value)
{
    struct pp_profile read;
    struct pp_massif_snapshot snapshot;
    char why[256], *text = take_snapshot();
    if (text == NULL)
        return false;
    bool is_read = pp_massif_read(text, PP_MASSIF_LAST, &read, &snapshot, why, sizeof why);
    if (is_read) {
        move(out, &read, value);
        out->period = 1;
        pp_profile_comment(out,
            "massif's own snapshot, exact, not sampled: %" PRIu64 " bytes in use; it counts no "
            "objects, and nothing that has been freed",
            snapshot.heap);
    }
    pp_profile_release(&read);
    free(text);
    return is_read;
}
