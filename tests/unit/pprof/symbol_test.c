#include "../suite.h"
#include "pprof/stack.h"
#include "pprof/symbol.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
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
    outer(pcs);
    ck_assert_uint_eq(pp_symbols_at(symbols, pcs[0], &frames), 2);
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

int main(void)
{
    const TTest *const tests[] = { inlined_frames_come_first, functions_of_libraries_are_named,
        addresses_of_no_function_are_shown_as_they_are, NULL };
    return suite_run(suite_with("symbol", tests, open_symbols, close_symbols));
}
