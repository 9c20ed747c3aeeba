/* The process's executable mappings, as /proc/self/maps has them, with their build ids. */
#ifndef PPROF_MAP_H
#define PPROF_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pp_map {
    uintptr_t start, limit; /* [start, limit) */
    uint64_t offset;        /* in the file */
    char *file;             /* its path, without " (deleted)"; "[vdso]"; "[anon]" for no file */
    char build_id[129];     /* hex; empty: none */
};

struct pp_maps {
    /* map[0] is the program's own, as pprof expects; the others follow by address. Neighbours that
     * continue each other in one file are one. */
    struct pp_map *map;
    size_t count;
};

/* False without memory or /proc; `maps` is empty then. */
bool pp_maps_read(struct pp_maps *maps);
void pp_maps_release(struct pp_maps *maps);
/* The mapping that holds the address; NULL when none does. */
const struct pp_map *pp_maps_find(const struct pp_maps *maps, uintptr_t pc);

#endif
