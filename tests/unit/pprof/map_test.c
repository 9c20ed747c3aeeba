#include "../suite.h"
#include "pprof/map.h"

#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static struct pp_maps maps;

static void read_maps(void)
{
    ck_assert(pp_maps_read(&maps));
}

static void release_maps(void)
{
    pp_maps_release(&maps);
    ck_assert_uint_eq(maps.count, 0);
}

START_TEST(the_program_is_first)
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    ck_assert_int_gt(len, 0);
    program[len] = '\0';
    ck_assert_str_eq(maps.map[0].file, program);
    ck_assert_ptr_eq(pp_maps_find(&maps, (uintptr_t)read_maps), &maps.map[0]);
}
END_TEST

START_TEST(others_follow_by_address)
{
    for (size_t i = 2; i < maps.count; i++)
        ck_assert_uint_le(maps.map[i - 1].limit, maps.map[i].start);
    for (size_t i = 0; i < maps.count; i++) {
        const struct pp_map *map = &maps.map[i];
        ck_assert_uint_lt(map->start, map->limit);
        ck_assert_ptr_eq(pp_maps_find(&maps, map->start), map);
        ck_assert_ptr_eq(pp_maps_find(&maps, map->limit - 1), map);
    }
    ck_assert_ptr_null(pp_maps_find(&maps, 0));
    ck_assert_ptr_null(pp_maps_find(&maps, UINTPTR_MAX));
}
END_TEST

START_TEST(files_have_their_build_ids)
{
    const struct pp_map *libc = pp_maps_find(&maps, (uintptr_t)dlsym(RTLD_DEFAULT, "getpid"));
    ck_assert_ptr_nonnull(libc);
    ck_assert_ptr_nonnull(strstr(libc->file, "libc"));
    size_t len = strlen(libc->build_id);
    ck_assert_uint_ge(len, 32);
    ck_assert_uint_eq(strspn(libc->build_id, "0123456789abcdef"), len);
    ck_assert_str_ne(libc->build_id, maps.map[0].build_id);
}
END_TEST

START_TEST(the_vdso_is_one)
{
    const struct pp_map *vdso = pp_maps_find(&maps, getauxval(AT_SYSINFO_EHDR));
    if (vdso) /* valgrind hides it */
        ck_assert_str_eq(vdso->file, "[vdso]");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_program_is_first, others_follow_by_address,
        files_have_their_build_ids, the_vdso_is_one, NULL };
    return suite_run(suite_with("map", tests, read_maps, release_maps));
}
