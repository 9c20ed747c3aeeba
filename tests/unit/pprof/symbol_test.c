#include "../suite.h"
#include "pprof/stack.h"
#include "pprof/symbol.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include <zlib.h>

static struct pp_symbols *symbols;
static char own_file[PATH_MAX];

static void open_symbols(void)
{
    pp_stack_warm();
    symbols = pp_symbols_open();
    ck_assert_ptr_nonnull(symbols);
    ck_assert_ptr_nonnull(realpath(__FILE__, own_file));
}

static void close_symbols(void)
{
    pp_symbols_close(&symbols);
    ck_assert_ptr_null(symbols);
}

/* The innermost frame at an address. */
static const struct pp_frame *frame_at(const void *address)
{
    const struct pp_frame *frames;
    ck_assert_uint_ge(pp_symbols_at(symbols, (uintptr_t)address, &frames), 1);
    return frames;
}

enum { INNER_LINE = __LINE__ + 3 };
static inline __attribute__((always_inline)) unsigned inner(uintptr_t *pcs)
{
    unsigned depth = pp_stack_capture(pcs, PP_STACK_MAX, 0);
    __asm__ volatile("" ::: "memory");
    return depth;
}

enum { OUTER_LINE = __LINE__ + 3 };
static __attribute__((noinline)) unsigned outer(uintptr_t *pcs)
{
    return inner(pcs);
}

START_TEST(inlined_frames_come_first)
{
    uintptr_t pcs[PP_STACK_MAX];
    const struct pp_frame *frames;
    unsigned at = 0, depth = outer(pcs);
    while (at < depth && strcmp(frame_at((const void *)pcs[at])->function, "inner") != 0)
        at++; /* sanitizers have frames of their own in between */
    ck_assert_uint_lt(at, depth);
    ck_assert_uint_eq(pp_symbols_at(symbols, pcs[at], &frames), 2);
    ck_assert_str_eq(frames[0].function, "inner");
    ck_assert_str_eq(frames[0].file, own_file);
    ck_assert_int_eq(frames[0].line, INNER_LINE);
    ck_assert_int_eq(frames[0].start_line, INNER_LINE - 2);
    ck_assert_str_eq(frames[1].function, "outer");
    ck_assert_str_eq(frames[1].file, own_file);
    ck_assert_int_eq(frames[1].line, OUTER_LINE);
    ck_assert_int_eq(frames[1].start_line, OUTER_LINE - 2);
    ck_assert_uint_eq(frames[0].start, (uintptr_t)outer);
    ck_assert_uint_eq(frames[1].start, (uintptr_t)outer);
}
END_TEST

START_TEST(functions_of_libraries_are_named)
{
    const struct pp_frame *frame = frame_at((const char *)dlsym(RTLD_DEFAULT, "deflate") + 5);
    ck_assert_str_eq(frame->function, "deflate");
    ck_assert_uint_eq(frame->start, (uintptr_t)dlsym(RTLD_DEFAULT, "deflate"));
}
END_TEST

START_TEST(addresses_of_no_function_are_shown_as_they_are)
{
    int local;
    const void *const addresses[] = { NULL, (void *)1, &local, (void *)UINTPTR_MAX,
        (void *)0xffffffff81000000, (void *)0x8000000000000000 };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        char name[32];
        snprintf(name, sizeof name, "0x%" PRIxPTR, (uintptr_t)addresses[i]);
        ck_assert_str_eq(frame_at(addresses[i])->function, name);
        ck_assert_str_eq(frame_at(addresses[i])->file, "");
    }
}
END_TEST

START_TEST(functions_of_the_vdso_are_named)
{
    uintptr_t vdso = getauxval(AT_SYSINFO_EHDR);
    bool named = vdso == 0; /* valgrind hides it */
    for (uintptr_t at = 0; !named && at < 4096 * 2; at += 16)
        named = strstr(frame_at((const void *)(vdso + at))->function, "clock_gettime") != NULL;
    ck_assert(named);
}
END_TEST

START_TEST(names_of_cplusplus_are_readable)
{
    void *runtime = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_GLOBAL);
    if (runtime == NULL)
        return; /* and none to read */
    const struct pp_frame *frame = frame_at(dlsym(runtime, "_ZNSt9exceptionD1Ev"));
    ck_assert_str_eq(frame->function, "std::exception::~exception()");
}
END_TEST

/* --- a library that comes and goes --- */

static char copy[] = "/tmp/libcopy.XXXXXX";

static void copy_file(const char *from)
{
    char part[65536];
    FILE *in = fopen(from, "re"), *out = fdopen(mkstemp(copy), "w");
    ck_assert(in && out);
    for (size_t len; (len = fread(part, 1, sizeof part, in)) > 0;)
        fwrite(part, 1, len, out);
    fclose(in);
    fclose(out);
}

/* zlib once more, under a name of its own. */
static void *load_copy(void)
{
    Dl_info info;
    ck_assert(dladdr(dlsym(RTLD_DEFAULT, "deflate"), &info));
    strcpy(copy, "/tmp/libcopy.XXXXXX");
    copy_file(info.dli_fname);
    void *library = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    ck_assert_ptr_nonnull(library);
    return library;
}

START_TEST(a_deleted_library_has_the_names_it_exports)
{
    void *library = load_copy();
    const char *deflate_copy = dlsym(library, "deflate");
    Dl_info info;
    ck_assert_ptr_ne(deflate_copy, dlsym(RTLD_DEFAULT, "deflate"));
    unlink(copy);
    ck_assert_str_eq(frame_at(deflate_copy + 4)->function, "deflate");
    ck_assert_uint_eq(frame_at(deflate_copy + 4)->start, (uintptr_t)deflate_copy);
    ck_assert(dladdr(deflate_copy, &info));
    char name[64];
    snprintf(name, sizeof name, "%s+0x10", strrchr(copy, '/') + 1);
    ck_assert_str_eq(frame_at((const char *)info.dli_fbase + 0x10)->function, name);
    dlclose(library);
}
END_TEST

START_TEST(names_go_with_their_library)
{
    void *library = load_copy();
    const char *deflate_copy = dlsym(library, "deflate");
    ck_assert_str_eq(frame_at(deflate_copy)->function, "deflate");
    dlclose(library);
    unlink(copy);
    pp_symbols_close(&symbols);
    symbols = pp_symbols_open();
    char name[32];
    snprintf(name, sizeof name, "0x%" PRIxPTR, (uintptr_t)deflate_copy);
    ck_assert_str_eq(frame_at(deflate_copy)->function, name);
}
END_TEST

START_TEST(a_library_that_came_later_is_known)
{
    ck_assert_str_eq(frame_at((const void *)open_symbols)->function, "open_symbols");
    void *library = load_copy();
    ck_assert_str_eq(frame_at(dlsym(library, "inflate"))->function, "inflate");
    unlink(copy);
    dlclose(library);
}
END_TEST

/* --- sessions --- */

START_TEST(what_is_known_stays_known)
{
    const char *name = frame_at((const void *)open_symbols)->function;
    size_t count = pp_symbols_count(), bytes = pp_symbols_bytes();
    ck_assert_uint_ge(count, 1);
    struct pp_symbols *other = pp_symbols_open();
    pp_symbols_close(&symbols);
    symbols = other;
    ck_assert_ptr_eq(frame_at((const void *)open_symbols)->function, name);
    ck_assert_uint_eq(pp_symbols_count(), count);
    ck_assert_uint_eq(pp_symbols_bytes(), bytes);
}
END_TEST

static const struct {
    void *at;
    const char *name;
} known[] = { { open_symbols, "open_symbols" }, { close_symbols, "close_symbols" },
    { outer, "outer" }, { copy_file, "copy_file" }, { load_copy, "load_copy" },
    { frame_at, "frame_at" } };

static void *resolve_often(void *wrong)
{
    for (int round = 0; round < 20; round++) {
        struct pp_symbols *own = pp_symbols_open();
        for (size_t i = 0; i < 20 * sizeof known / sizeof *known; i++) {
            const struct pp_frame *frames;
            size_t which = (i + (size_t)round) % (sizeof known / sizeof *known);
            size_t count = pp_symbols_at(own, (uintptr_t)known[which].at + i % 4, &frames);
            if (strcmp(frames[count - 1].function, known[which].name) != 0)
                atomic_fetch_add((_Atomic int *)wrong, 1);
        }
        pp_symbols_close(&own);
    }
    return NULL;
}

START_TEST(sessions_may_overlap)
{
    pthread_t threads[4];
    _Atomic int wrong = 0;
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, resolve_often, &wrong), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(any_address_may_be_asked_for)
{
    unsigned long long random = 1;
    for (int i = 0; i < 2000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const char *at =
            i % 2 ? (const char *)(uintptr_t)random : (const char *)outer + (random >> 40);
        ck_assert_str_ne(frame_at(at)->function, "");
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { inlined_frames_come_first, functions_of_libraries_are_named,
        addresses_of_no_function_are_shown_as_they_are, functions_of_the_vdso_are_named,
        names_of_cplusplus_are_readable, a_deleted_library_has_the_names_it_exports,
        names_go_with_their_library, a_library_that_came_later_is_known, what_is_known_stays_known,
        sessions_may_overlap, any_address_may_be_asked_for, NULL };
    return suite_run(suite_with("symbol", tests, open_symbols, close_symbols));
}
