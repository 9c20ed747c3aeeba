#include "pprof/debug_file.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static bool has_crc(int fd, GElf_Word crc)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
        return false;
    size_t len = (size_t)st.st_size;
    void *at = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return false;
    bool same = crc32_z(crc32_z(0, NULL, 0), at, len) == crc;
    munmap(at, len);
    return same;
}

/* Tries one path, which it takes over: an open file, and the path as *found, or -1. */
static int try(char *path, GElf_Word crc, char **found)
{
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0 && !has_crc(fd, crc)) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        *found = path;
    else
        free(path);
    return fd;
}

static int find_link(const char *file, const char *link, GElf_Word crc, char **found)
{
    static const struct {
        const char *root, *below;
    } places[] = { { "", "" }, { "", ".debug/" }, { "/usr/lib/debug", "" } };
    const char *slash = strrchr(file, '/');
    int fd = -1;
    for (size_t i = 0; slash && fd < 0 && i < sizeof places / sizeof *places; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s%.*s/%s%s", places[i].root, (int)(slash - file), file,
                places[i].below, link) < 0)
            path = NULL;
        fd = try(path, crc, found);
    }
    return fd;
}

int pp_debug_file_find(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
    const char *file, const char *link, GElf_Word crc, char **found)
{
    int fd = dwfl_build_id_find_debuginfo(module, userdata, name, base, file, link, crc, found);
    return fd < 0 && file && link ? find_link(file, link, crc, found) : fd;
}
