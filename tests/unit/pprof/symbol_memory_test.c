/* Linked with feedscope's code and all its libraries, so that there is much to resolve. */
#include "../suite.h"
#include "pprof/symbol.h"

#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 200000, MEGABYTE = 1 << 20 };

static uintptr_t functions[MOST];

static int write_functions(
    Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr start, void *to)
{
    (void)userdata, (void)name, (void)start;
    int count = dwfl_module_getsymtab(module);
    for (int i = 1; i < count; i++) {
        GElf_Sym symbol;
        GElf_Addr at;
        GElf_Word section;
        dwfl_module_getsym_info(module, i, &symbol, &at, &section, NULL, NULL);
        if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && section != SHN_UNDEF && symbol.st_size)
            fwrite(&at, sizeof at, 1, to);
    }
    return DWARF_CB_OK;
}

/* In a process of its own, which takes with it what that takes. */
static void list_functions(int to)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = dwfl_build_id_find_debuginfo,
    };
    FILE *stream = fdopen(to, "w");
    Dwfl *dwfl = dwfl_begin(&callbacks);
    dwfl_linux_proc_report(dwfl, getppid());
    dwfl_report_end(dwfl, NULL, NULL);
    dwfl_getmodules(dwfl, write_functions, stream, 0);
    fclose(stream);
    _exit(0);
}

static size_t read_functions(void)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        list_functions(ends[1]);
    close(ends[1]);
    FILE *stream = fdopen(ends[0], "r");
    size_t count = fread(functions, sizeof *functions, MOST, stream);
    fclose(stream);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    return count;
}

static size_t resident(void)
{
    size_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    ck_assert_int_eq(fscanf(file, "%*s %zu", &pages), 1);
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static bool is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return getenv("VALGRIND") != NULL;
#endif
}

START_TEST(little_is_left_behind)
{
    size_t count = read_functions(), wrong = 0, before = resident();
    if (is_watched())
        count = count < 500 ? count : 500; /* these keep freed memory, and are slow */
    struct pp_symbols *symbols = pp_symbols_open();
    for (size_t i = 0; i < count; i++) {
        const struct pp_frame *frames;
        size_t depth = pp_symbols_at(symbols, functions[i], &frames);
        wrong += frames[depth - 1].start != functions[i];
    }
    pp_symbols_close(&symbols);
    if (is_watched())
        return;
    size_t after = resident();
    printf("# %zu functions: %zu KiB left behind, %zu of them the cache's\n", count,
        (after - before) >> 10, pp_symbols_bytes() >> 10);
    ck_assert_uint_ge(count, 10000);
    ck_assert_uint_le(wrong, count / 20); /* some are called parts of others */
    ck_assert_uint_le(after, before + 32 * (size_t)MEGABYTE);
    ck_assert_uint_le(pp_symbols_bytes(), 12 * MEGABYTE);
    ck_assert_uint_gt(pp_symbols_count(), count / 2);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { little_is_left_behind, NULL };
    return suite_run(suite_of("symbol_memory", tests));
}
