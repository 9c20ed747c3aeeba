#include "../suite.h"
#include "pprof/elf_names.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* As on a machine that has no debugging information. */
static int find_nothing(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
    const char *file, const char *link, GElf_Word crc, char **found)
{
    (void)module, (void)userdata, (void)name, (void)base, (void)file, (void)link, (void)crc;
    (void)found;
    return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_linux_proc_find_elf,
    .find_debuginfo = find_nothing,
};

static Dwfl *dwfl;

static void open_own(void)
{
    dwfl = dwfl_begin(&callbacks);
    ck_assert_int_eq(dwfl_linux_proc_report(dwfl, getpid()), 0);
    ck_assert_int_eq(dwfl_report_end(dwfl, NULL, NULL), 0);
}

static void close_own(void)
{
    dwfl_end(dwfl);
}

/* Copies the name, "(none)" for none; its start and kind. */
static struct pp_elf_name name_at(uintptr_t pc)
{
    static char name[256];
    struct pp_elf_names *names = pp_elf_names_read(dwfl_addrmodule(dwfl, pc));
    ck_assert_ptr_nonnull(names);
    struct pp_elf_name found = pp_elf_names_find(names, pc);
    snprintf(name, sizeof name, "%s", found.name ? found.name : "(none)");
    found.name = name;
    pp_elf_names_release(&names);
    ck_assert_ptr_null(names);
    return found;
}

static uintptr_t address_of(const char *name)
{
    uintptr_t at = (uintptr_t)dlsym(dlopen("libc.so.6", RTLD_LAZY), name);
    ck_assert_uint_ne(at, 0);
    return at;
}

START_TEST(exported_functions_are_named)
{
    struct pp_elf_name found = name_at(address_of("qsort") + 1);
    ck_assert_str_eq(found.name, "qsort");
    ck_assert_uint_eq(found.start, address_of("qsort"));
    ck_assert(!found.stub);
}
END_TEST

START_TEST(of_several_names_the_plainest_is_shown)
{
    ck_assert_str_eq(name_at(address_of("__write")).name, "write");
    ck_assert_str_eq(name_at(address_of("__sigaction")).name, "sigaction");
}
END_TEST

START_TEST(what_an_ifunc_chose_is_named)
{
    static const char *const chosen[] = { "memcpy", "strlen", "memset", "strchr" };
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
        struct pp_elf_name found = name_at(address_of(chosen[i]) + 1);
        ck_assert_str_eq(found.name, chosen[i]);
        ck_assert_uint_eq(found.start, address_of(chosen[i]));
    }
}
END_TEST

START_TEST(functions_of_this_program_are_named)
{
    struct pp_elf_name found = name_at((uintptr_t)name_at + 5);
    ck_assert_str_eq(found.name, "name_at");
    ck_assert_uint_eq(found.start, (uintptr_t)name_at);
}
END_TEST

#ifdef __x86_64__
START_TEST(stubs_are_named_by_what_they_call)
{
    uintptr_t stub;
    __asm__("lea crc32_z@plt(%%rip), %0" : "=r"(stub));
    struct pp_elf_name found = name_at(stub + 6);
    ck_assert_str_eq(found.name, "crc32_z");
    ck_assert_uint_eq(found.start, stub);
    ck_assert(found.stub);
    ck_assert_uint_ne(stub, (uintptr_t)dlsym(RTLD_DEFAULT, "crc32_z"));
    ck_assert_uint_eq(crc32_z(0, NULL, 0), 0);
}
END_TEST
#endif

START_TEST(data_has_no_name)
{
    ck_assert_str_eq(name_at((uintptr_t)&callbacks).name, "(none)");
    ck_assert_uint_eq(name_at((uintptr_t)&callbacks).start, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { exported_functions_are_named,
        of_several_names_the_plainest_is_shown, what_an_ifunc_chose_is_named,
        functions_of_this_program_are_named,
#ifdef __x86_64__
        stubs_are_named_by_what_they_call,
#endif
        data_has_no_name, NULL };
    return suite_run(suite_with("elf_names", tests, open_own, close_own));
}
