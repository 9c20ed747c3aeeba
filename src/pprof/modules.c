#include "pprof/modules.h"

#include "pprof/debug_file.h"
#include "pprof/debuginfo.h"
#include "pprof/demangle.h"
#include "pprof/elf_names.h"
#include "pprof/jemalloc.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

struct pp_modules {
    Dwfl *dwfl;
    struct pp_loaded loaded;
};

static int note_loaded(struct dl_phdr_info *module, size_t size, void *context)
{
    (void)size;
    *(struct pp_loaded *)context = (struct pp_loaded) { module->dlpi_adds, module->dlpi_subs };
    return 1;
}

struct pp_loaded pp_loaded_now(void)
{
    struct pp_loaded loaded = { 0, 0 };
    dl_iterate_phdr(note_loaded, &loaded);
    return loaded;
}

/* --- opening --- */

static const char deleted[] = " (deleted)";

static bool is_deleted(const char *name)
{
    size_t len = strlen(name), tail = sizeof deleted - 1;
    return len > tail && strcmp(name + len - tail, deleted) == 0;
}

/* The program's own file can be had though it is deleted or another one has its name by now: the
 * usual case after an upgrade. A library's cannot. */
static int find_deleted(Dwfl_Module *module, const char *name, char **file)
{
    Dwarf_Addr start, end, program = getauxval(AT_PHDR);
    dwfl_module_info(module, NULL, &start, &end, NULL, NULL, NULL, NULL);
    if (program < start || program >= end)
        return -1;
    *file = strndup(name, strlen(name) - (sizeof deleted - 1));
    return open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
}

static int find_file(
    Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base, char **file, Elf **elf)
{
    return is_deleted(name) ? find_deleted(module, name, file)
                            : dwfl_linux_proc_find_elf(module, userdata, name, base, file, elf);
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = find_file,
    .find_debuginfo = pp_debug_file_find,
};

struct pp_modules *pp_modules_open(void)
{
    struct pp_modules *modules = calloc(1, sizeof *modules);
    if (modules == NULL)
        return NULL;
    modules->dwfl = dwfl_begin(&callbacks);
    modules->loaded = pp_loaded_now();
    if (modules->dwfl == NULL || dwfl_linux_proc_report(modules->dwfl, getpid()) != 0 ||
        dwfl_report_end(modules->dwfl, NULL, NULL) != 0)
        pp_modules_close(&modules);
    return modules;
}

static int release_names(
    Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr start, void *context)
{
    (void)module, (void)name, (void)start, (void)context;
    struct pp_elf_names *names = *userdata;
    pp_elf_names_release(&names);
    *userdata = NULL;
    return DWARF_CB_OK;
}

/* Tens of megabytes have been freed, which malloc would keep for whoever comes next. */
static void give_back(void)
{
    if (pp_jemalloc_is_malloc())
        pp_jemalloc_settle();
    else
        malloc_trim(0);
}

void pp_modules_close(struct pp_modules **modules)
{
    if (*modules == NULL)
        return;
    if ((*modules)->dwfl) {
        dwfl_getmodules((*modules)->dwfl, release_names, NULL, 0);
        dwfl_end((*modules)->dwfl);
    }
    free(*modules);
    *modules = NULL;
    give_back();
}

bool pp_modules_current(const struct pp_modules *modules)
{
    struct pp_loaded now = pp_loaded_now();
    return now.added == modules->loaded.added && now.removed == modules->loaded.removed;
}

/* --- resolving --- */

static const struct pp_elf_names *names_of(Dwfl_Module *module)
{
    void **own;
    dwfl_module_info(module, &own, NULL, NULL, NULL, NULL, NULL, NULL);
    if (*own == NULL)
        *own = pp_elf_names_read(module);
    return *own;
}

/* "libz.so.1.2.13+0x7a40": the offset is one that objdump and addr2line take. */
static const char *name_by_offset(struct pp_draft *draft, const char *path, uintptr_t offset)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (strncmp(name, "[vdso", 5) == 0)
        name = "[vdso]";
    size_t len = strlen(name) - (is_deleted(name) ? sizeof deleted - 1 : 0);
    return pp_draft_text(draft, "%.*s+0x%" PRIxPTR, (int)len, name, offset);
}

/* Without the file there is still what the dynamic linker has of it in memory. */
static void name_by_loader(
    struct pp_draft *draft, struct pp_frame *frame, const char *path, uintptr_t pc)
{
    Dl_info info;
    ElfW(Sym) *symbol = NULL;
    if (dladdr1((void *)pc, &info, (void **)&symbol, RTLD_DL_SYMENT) == 0)
        frame->function = name_by_offset(draft, path, pc);
    else if (symbol && info.dli_sname && pc - (uintptr_t)info.dli_saddr < symbol->st_size) {
        frame->function = pp_draft_text(draft, "%s", info.dli_sname);
        frame->start = (uintptr_t)info.dli_saddr;
    } else
        frame->function = name_by_offset(draft, path, pc - (uintptr_t)info.dli_fbase);
}

static void name_by_file(struct pp_draft *draft, struct pp_frame *frame,
    const struct pp_elf_names *names, const char *path, uintptr_t pc)
{
    struct pp_elf_name found = pp_elf_names_find(names, pc);
    frame->start = found.start;
    if (found.name == NULL)
        frame->function = name_by_offset(
            draft, path, (found.start ? found.start : pc) - pp_elf_names_bias(names));
    else
        frame->function = found.stub ? pp_draft_text(draft, "%s@plt", found.name) : found.name;
}

/* A function known by several names is shown by the one that programs call it by: malloc, whose
 * definition is called __libc_malloc. */
static void prefer_public_name(Dwfl_Module *module, struct pp_frame *frame)
{
    const struct pp_elf_names *names = *frame->function == '_' ? names_of(module) : NULL;
    struct pp_elf_name found = { 0 };
    if (names)
        found = pp_elf_names_find(names, frame->start);
    if (found.name && *found.name != '_' && found.start == frame->start)
        frame->function = found.name;
}

static void resolve_in(Dwfl_Module *module, uintptr_t pc, struct pp_draft *draft)
{
    if (pp_debuginfo_frames(module, pc, draft)) {
        prefer_public_name(module, &draft->frames[draft->count - 1]);
        return;
    }
    const char *path = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    const struct pp_elf_names *names = names_of(module);
    draft->count = 1;
    if (names)
        name_by_file(draft, &draft->frames[0], names, path, pc);
    else
        name_by_loader(draft, &draft->frames[0], path, pc);
}

/* dwfl_addrmodule names the last module for whatever lies beyond it. */
static Dwfl_Module *find_module(const struct pp_modules *modules, uintptr_t pc)
{
    Dwarf_Addr end = 0;
    Dwfl_Module *module = modules ? dwfl_addrmodule(modules->dwfl, pc) : NULL;
    if (module)
        dwfl_module_info(module, NULL, NULL, &end, NULL, NULL, NULL, NULL);
    return pc < end ? module : NULL;
}

void pp_modules_resolve(struct pp_modules *modules, uintptr_t pc, struct pp_draft *draft)
{
    Dwfl_Module *module = find_module(modules, pc);
    pp_draft_clear(draft);
    if (module) {
        resolve_in(module, pc, draft);
        for (size_t i = 0; i < draft->count; i++)
            draft->frames[i].function = pp_demangle(draft, draft->frames[i].function);
        return;
    }
    draft->passing = true;
    draft->count = 1;
    draft->frames[0] =
        (struct pp_frame) { .function = pp_draft_text(draft, "0x%" PRIxPTR, pc), .file = "" };
}
