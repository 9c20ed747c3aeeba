#include "../suite.h"
#include "pprof/symbol_table.h"

#include <stdio.h>

static struct pp_symbol_table table;

static bool add(uintptr_t pc, const char *function)
{
    const struct pp_frame frames[] = { { "inlined", "/a.c", 1, 2, pc - 3 },
        { function, "/a.c", 3, 4, pc - 3 } };
    return pp_symbol_table_add(&table, pc, frames, 2);
}

START_TEST(frames_are_found_again)
{
    const struct pp_frame *frames, *again;
    char name[32];
    pp_symbol_table_init(&table, SIZE_MAX);
    ck_assert_uint_eq(pp_symbol_table_find(&table, 1, &frames), 0);
    for (uintptr_t pc = 0; pc < 5000; pc++) {
        snprintf(name, sizeof name, "function %d", (int)pc / 10);
        ck_assert(add(pc, name));
    }
    for (uintptr_t pc = 0; pc < 5000; pc++) {
        snprintf(name, sizeof name, "function %d", (int)pc / 10);
        ck_assert_uint_eq(pp_symbol_table_find(&table, pc, &frames), 2);
        ck_assert_str_eq(frames[1].function, name);
        ck_assert_int_eq(frames[1].start_line, 4);
        ck_assert_uint_eq(frames[0].start, pc - 3);
    }
    ck_assert_uint_eq(pp_symbol_table_find(&table, 5000, &frames), 0);
    ck_assert_uint_eq(pp_symbol_table_find(&table, 10, &frames), 2);
    ck_assert_uint_eq(pp_symbol_table_find(&table, 19, &again), 2);
    ck_assert_ptr_eq(frames[1].function, again[1].function); /* each string once */
    ck_assert_ptr_eq(frames[0].file, again[1].file);
    pp_symbol_table_release(&table);
    ck_assert_uint_eq(table.bytes, 0);
}
END_TEST

START_TEST(the_limit_is_kept)
{
    enum { LIMIT = 1 << 17 };
    const struct pp_frame *frames;
    uintptr_t pc = 1;
    char name[32];
    pp_symbol_table_init(&table, LIMIT);
    do {
        snprintf(name, sizeof name, "function %d", (int)pc);
        ck_assert_uint_le(table.bytes, LIMIT);
    } while (add(pc++, name) && pc < 100000);
    ck_assert_uint_ge(pc, 500);
    ck_assert_uint_lt(pc, 10000);
    ck_assert_uint_eq(pp_symbol_table_find(&table, pc - 1, &frames), 0);
    ck_assert_uint_eq(pp_symbol_table_find(&table, pc - 2, &frames), 2);
    pp_symbol_table_release(&table);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { frames_are_found_again, the_limit_is_kept, NULL };
    return suite_run(suite_of("symbol_table", tests));
}
