#include "pprof/heap_trim.h"

#include "pprof/jemalloc.h"
#include "pprof/symbol.h"

#include <link.h>
#include <stdbool.h>
#include <string.h>

/* dl_iterate_phdr: the program comes first, with an empty name. */
static int find_library(struct dl_phdr_info *info, size_t size, void *context)
{
    struct pp_heap_trim *trim = context;
    uintptr_t address = pp_jemalloc_address();
    uintptr_t start = UINTPTR_MAX, limit = 0;
    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t at = info->dlpi_addr + part->p_vaddr;
        if (part->p_type != PT_LOAD)
            continue;
        start = at < start ? at : start;
        limit = at + part->p_memsz > limit ? at + part->p_memsz : limit;
    }
    if (address < start || address >= limit)
        return 0;
    if (*info->dlpi_name) {
        trim->start = start;
        trim->limit = limit;
    }
    return 1;
}

void pp_heap_trim_init(struct pp_heap_trim *trim)
{
    *trim = (struct pp_heap_trim) { 0 };
    dl_iterate_phdr(find_library, trim);
    trim->symbols = pp_symbols_open();
}

void pp_heap_trim_release(struct pp_heap_trim *trim)
{
    pp_symbols_close(&trim->symbols);
}

/* Entry points, which a program may put before the library's, and the names that jemalloc's own
 * functions have. */
static bool is_allocators(const char *function)
{
    static const char *const entries[] = { "malloc", "calloc", "realloc", "posix_memalign",
        "aligned_alloc", "memalign", "valloc", "pvalloc", "mallocx", "rallocx", "xallocx" };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (strcmp(function, entries[i]) == 0)
            return true;
    return strncmp(function, "je_", 3) == 0 || strncmp(function, "prof_", 5) == 0 ||
           strncmp(function, "operator new", 12) == 0;
}

static bool is_within(struct pp_heap_trim *trim, uintptr_t pc)
{
    const struct pp_frame *frames;
    if (pc >= trim->start && pc < trim->limit)
        return true;
    if (trim->symbols == NULL)
        return false;
    size_t count = pp_symbols_at(trim->symbols, pc, &frames);
    return is_allocators(frames[count - 1].function);
}

unsigned pp_heap_trim(struct pp_heap_trim *trim, const uintptr_t *pcs, unsigned depth)
{
    unsigned own = 0;
    while (own + 1 < depth && is_within(trim, pcs[own]))
        own++;
    return own;
}
