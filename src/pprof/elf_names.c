#include "pprof/elf_names.h"

#include "pprof/eh_frame.h"
#include "pprof/plt.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

enum { NESTED = 16 }; /* symbols within another that are looked behind */

struct symbol {
    uintptr_t start, size; /* size 0: to the end of what the unwinder's tables say, or nothing */
    const char *name;
    unsigned char binding; /* STB_LOCAL, STB_WEAK, STB_GLOBAL */
    bool stub;
};

struct pp_elf_names {
    Dwfl_Module *module;
    struct pp_eh_frame eh;
    uintptr_t bias;
    struct symbol *symbols;
    size_t count, capacity;
};

/* --- gathering --- */

static bool append(struct pp_elf_names *names, const struct symbol *symbol)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 256;
        struct symbol *grown = realloc(names->symbols, capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        names->symbols = grown;
        names->capacity = capacity;
    }
    names->symbols[names->count++] = *symbol;
    return true;
}

static bool is_function(const GElf_Sym *sym, const char *name, GElf_Word section)
{
    unsigned char type = GELF_ST_TYPE(sym->st_info);
    return name && *name && *name != '$' && section != SHN_UNDEF && section != SHN_ABS &&
           (type == STT_FUNC || type == STT_GNU_IFUNC ||
               (type == STT_NOTYPE && GELF_ST_BIND(sym->st_info) != STB_LOCAL));
}

static void read_symbol(struct pp_elf_names *names, int index)
{
    GElf_Sym sym;
    GElf_Addr address;
    GElf_Word section;
    const char *name =
        dwfl_module_getsym_info(names->module, index, &sym, &address, &section, NULL, NULL);
    if (is_function(&sym, name, section))
        append(names,
            &(struct symbol) { address, sym.st_size, name, GELF_ST_BIND(sym.st_info), false });
}

/* Which of two names of one function to show: what the program can call, without underscores, as
 * the library itself rather calls it (strchr, not index). */
static int compare_names(const struct symbol *a, const struct symbol *b)
{
    size_t bars_a = strspn(a->name, "_"), bars_b = strspn(b->name, "_");
    if ((a->binding == STB_LOCAL) != (b->binding == STB_LOCAL))
        return a->binding == STB_LOCAL ? 1 : -1;
    if (bars_a != bars_b)
        return bars_a < bars_b ? -1 : 1;
    if ((a->binding == STB_WEAK) != (b->binding == STB_WEAK))
        return a->binding == STB_WEAK ? 1 : -1;
    return strcmp(a->name, b->name);
}

static int compare(const void *left, const void *right)
{
    const struct symbol *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if ((a->size == 0) != (b->size == 0))
        return a->size ? -1 : 1;
    return compare_names(a, b);
}

/* By address; of those at the same one only the best. */
static void sort(struct pp_elf_names *names)
{
    size_t kept = 0;
    if (names->count)
        qsort(names->symbols, names->count, sizeof *names->symbols, compare);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || names->symbols[kept - 1].start != names->symbols[i].start)
            names->symbols[kept++] = names->symbols[i];
    names->count = kept;
}

/* --- IFUNC: symbols whose address is what a resolver chose on this machine --- */

/* The module as the dynamic linker knows it; to be closed. */
static void *open_loaded(Dwfl_Module *module)
{
    Dwarf_Addr start, end, program = getauxval(AT_PHDR);
    const char *file;
    dwfl_module_info(module, NULL, &start, &end, NULL, NULL, &file, NULL);
    if (program >= start && program < end)
        return dlopen(NULL, RTLD_LAZY);
    return file && *file == '/' ? dlopen(file, RTLD_LAZY | RTLD_NOLOAD) : NULL;
}

static void append_chosen(
    struct pp_elf_names *names, void *loaded, const char *name, unsigned char binding)
{
    Dwarf_Addr start, end;
    GElf_Addr from, to;
    uintptr_t at = (uintptr_t)dlsym(loaded, name);
    dwfl_module_info(names->module, NULL, &start, &end, NULL, NULL, NULL, NULL);
    if (at < start || at >= end || !pp_eh_frame_find(&names->eh, at - names->bias, &from, &to))
        return;
    append(names, &(struct symbol) { at, 0, name, binding, false });
}

static void read_chosen(struct pp_elf_names *names, int count)
{
    void *loaded = NULL;
    for (int i = 1; i < count; i++) {
        GElf_Sym sym;
        GElf_Addr address;
        GElf_Word section;
        const char *name =
            dwfl_module_getsym_info(names->module, i, &sym, &address, &section, NULL, NULL);
        if (name == NULL || GELF_ST_TYPE(sym.st_info) != STT_GNU_IFUNC || section == SHN_UNDEF ||
            GELF_ST_BIND(sym.st_info) == STB_LOCAL)
            continue;
        if (loaded == NULL && (loaded = open_loaded(names->module)) == NULL)
            return;
        append_chosen(names, loaded, name, GELF_ST_BIND(sym.st_info));
    }
    if (loaded)
        dlclose(loaded);
}

/* --- the whole --- */

static void read_stubs(struct pp_elf_names *names, Elf *elf)
{
    size_t count;
    struct pp_plt_stub *stubs = pp_plt_read(elf, &count);
    for (size_t i = 0; i < count; i++)
        append(names, &(struct symbol) { stubs[i].start + names->bias, stubs[i].size, stubs[i].name,
                          false, true });
    free(stubs);
}

struct pp_elf_names *pp_elf_names_read(Dwfl_Module *module)
{
    GElf_Addr bias;
    Elf *elf = dwfl_module_getelf(module, &bias);
    struct pp_elf_names *names = elf ? calloc(1, sizeof *names) : NULL;
    if (names == NULL)
        return NULL;
    names->module = module;
    names->bias = bias;
    pp_eh_frame_open(&names->eh, elf);
    int count = dwfl_module_getsymtab(module);
    for (int i = 1; i < count; i++)
        read_symbol(names, i);
    read_chosen(names, count);
    read_stubs(names, elf);
    sort(names);
    return names;
}

void pp_elf_names_release(struct pp_elf_names **names)
{
    if (*names)
        free((*names)->symbols);
    free(*names);
    *names = NULL;
}

uintptr_t pp_elf_names_bias(const struct pp_elf_names *names)
{
    return names->bias;
}

/* How many symbols begin at or before the address. */
static size_t count_until(const struct pp_elf_names *names, uintptr_t pc)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names->symbols[middle].start <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool covers(const struct symbol *symbol, uintptr_t pc, uintptr_t function)
{
    return symbol->size ? pc - symbol->start < symbol->size
                        : function != 0 && symbol->start >= function;
}

struct pp_elf_name pp_elf_names_find(const struct pp_elf_names *names, uintptr_t pc)
{
    GElf_Addr from, to;
    struct pp_elf_name found = { 0 };
    if (pp_eh_frame_find(&names->eh, pc - names->bias, &from, &to))
        found.start = from + names->bias;
    size_t after = count_until(names, pc);
    for (size_t i = after; i > 0 && after - i < NESTED; i--) {
        const struct symbol *symbol = &names->symbols[i - 1];
        if (covers(symbol, pc, found.start))
            return (struct pp_elf_name) { symbol->name, symbol->start, symbol->stub };
    }
    return found;
}
