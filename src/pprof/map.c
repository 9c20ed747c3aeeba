#include "pprof/map.h"

#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pp_maps_release(struct pp_maps *maps)
{
    for (size_t i = 0; i < maps->count; i++)
        free(maps->map[i].file);
    free(maps->map);
    *maps = (struct pp_maps) { 0 };
}

const struct pp_map *pp_maps_find(const struct pp_maps *maps, uintptr_t pc)
{
    for (size_t i = 0; i < maps->count; i++)
        if (pc >= maps->map[i].start && pc < maps->map[i].limit)
            return &maps->map[i];
    return NULL;
}

/* --- /proc/self/maps (proc_pid_maps(5)) --- */

static bool continues(const struct pp_map *last, const struct pp_map *map)
{
    return last->limit == map->start && strcmp(last->file, map->file) == 0 &&
           last->offset + (last->limit - last->start) == map->offset;
}

/* Takes over map->file. */
static bool append(struct pp_maps *maps, struct pp_map *map)
{
    struct pp_map *last = maps->count ? &maps->map[maps->count - 1] : NULL;
    if (last && continues(last, map)) {
        last->limit = map->limit;
        free(map->file);
        return true;
    }
    struct pp_map *grown = realloc(maps->map, (maps->count + 1) * sizeof *grown);
    if (grown == NULL || map->file == NULL) {
        free(map->file);
        maps->map = grown ? grown : maps->map;
        return false;
    }
    maps->map = grown;
    maps->map[maps->count++] = *map;
    return true;
}

static char *file_name(char *path)
{
    static const char deleted[] = " (deleted)";
    path[strcspn(path, "\n")] = '\0';
    size_t len = strlen(path), tail = sizeof deleted - 1;
    if (len > tail && strcmp(path + len - tail, deleted) == 0)
        path[len - tail] = '\0';
    return strdup(*path ? path : "[anon]");
}

/* False without memory. A line that is not of code that can run here is passed over: the vsyscall
 * page lies in the kernel's half and only traps. */
static bool append_line(struct pp_maps *maps, char *line)
{
    struct pp_map map = { 0 };
    char mode[5];
    int path = 0;
    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %" SCNx64 " %*s %*s %n", &map.start, &map.limit,
            mode, &map.offset, &path) != 4 ||
        path == 0 || mode[2] != 'x' || strstr(line, "[vsyscall]"))
        return true;
    map.file = file_name(line + path);
    if (map.file == NULL)
        return false;
    return append(maps, &map);
}

static bool read_lines(struct pp_maps *maps)
{
    FILE *file = fopen("/proc/self/maps", "re");
    char *line = NULL;
    size_t capacity = 0;
    bool fine = file != NULL;
    while (fine && getline(&line, &capacity, file) > 0)
        fine = append_line(maps, line);
    free(line);
    if (file)
        fclose(file);
    return fine;
}

/* --- what the dynamic linker knows --- */

static size_t padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

static void write_hex(struct pp_map *map, const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len && 2 * i + 2 < sizeof map->build_id; i++)
        snprintf(map->build_id + 2 * i, 3, "%02x", bytes[i]);
}

/* The notes of elf(5), from `at` to `end`. */
static void read_notes(struct pp_map *map, const unsigned char *at, const unsigned char *end)
{
    ElfW(Nhdr) note;
    while ((size_t)(end - at) > sizeof note) {
        memcpy(&note, at, sizeof note);
        size_t name = padded(note.n_namesz), text = padded(note.n_descsz);
        at += sizeof note;
        if ((size_t)(end - at) < name + text)
            return;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(at, "GNU", 4) == 0)
            write_hex(map, at + name, note.n_descsz);
        at += name + text;
    }
}

static bool is_loaded(const struct dl_phdr_info *module, const ElfW(Phdr) * part)
{
    for (unsigned i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *load = &module->dlpi_phdr[i];
        if (load->p_type == PT_LOAD && part->p_vaddr >= load->p_vaddr &&
            part->p_vaddr + part->p_filesz <= load->p_vaddr + load->p_filesz)
            return true;
    }
    return false;
}

static void read_build_id(struct pp_map *map, const struct dl_phdr_info *module)
{
    for (unsigned i = 0; i < module->dlpi_phnum && !*map->build_id; i++) {
        const ElfW(Phdr) *segment = &module->dlpi_phdr[i];
        uintptr_t at = (uintptr_t)module->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_NOTE && is_loaded(module, segment))
            read_notes(
                map, (const unsigned char *)at, (const unsigned char *)(at + segment->p_filesz));
    }
}

struct search {
    struct pp_maps *maps;
    size_t program; /* the mapping of the first module, which is the program itself */
    bool first;
};

static int visit_module(struct dl_phdr_info *module, size_t size, void *context)
{
    struct search *search = context;
    (void)size;
    for (unsigned i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &module->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
            continue;
        struct pp_map *map = (struct pp_map *)pp_maps_find(
            search->maps, (uintptr_t)module->dlpi_addr + segment->p_vaddr);
        if (map && search->first)
            search->program = (size_t)(map - search->maps->map);
        if (map)
            read_build_id(map, module);
    }
    search->first = false;
    return 0;
}

static void move_to_front(struct pp_maps *maps, size_t index)
{
    struct pp_map map = maps->map[index];
    memmove(maps->map + 1, maps->map, index * sizeof map);
    maps->map[0] = map;
}

bool pp_maps_read(struct pp_maps *maps)
{
    *maps = (struct pp_maps) { 0 };
    if (!read_lines(maps) || maps->count == 0) {
        pp_maps_release(maps);
        return false;
    }
    struct search search = { maps, 0, true };
    dl_iterate_phdr(visit_module, &search);
    move_to_front(maps, search.program);
    return true;
}
