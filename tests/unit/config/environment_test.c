#include "../suite.h"
#include "config/environment.h"

#include <string.h>

static struct environment env;
static struct error error;
static char complaints[2048];

static enum error_code read_with(const char *name, const char *value)
{
    FILE *to = fmemopen(complaints, sizeof complaints, "w");
    unsetenv("FEEDSCOPE_DEBUG");
    unsetenv("FEEDSCOPE_WORKERS");
    setenv(name, value, 1);
    memset(complaints, 0, sizeof complaints);
    enum error_code code = environment_read(&env, to, &error);
    fclose(to);
    return code;
}

static void expect_debug(const char *value, bool gctrace, unsigned schedtrace)
{
    ck_assert_int_eq(read_with("FEEDSCOPE_DEBUG", value), ERROR_NONE);
    ck_assert_int_eq(env.gctrace, gctrace);
    ck_assert_uint_eq(env.schedtrace, schedtrace);
}

START_TEST(nothing_is_asked_for_by_default)
{
    ck_assert_int_eq(read_with("FEEDSCOPE_OTHER", "x"), ERROR_NONE);
    ck_assert(!env.gctrace && env.schedtrace == 0 && env.workers == 0);
    expect_debug("", false, 0);
    ck_assert_int_eq(read_with("FEEDSCOPE_WORKERS", ""), ERROR_NONE);
    ck_assert_uint_eq(env.workers, 0);
}
END_TEST

START_TEST(debug_is_a_list_of_keys_and_values)
{
    static const char *const values[] = { "gctrace=1,schedtrace=1000", "schedtrace=1000,gctrace=1",
        " gctrace = 1 ,, schedtrace=1000,", "gctrace=0,gctrace=1,schedtrace=5,schedtrace=1000" };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        expect_debug(values[i], true, 1000);
        ck_assert_str_eq(complaints, "");
    }
    expect_debug("gctrace=0", false, 0);
    expect_debug("schedtrace=1", false, 1);
}
END_TEST

START_TEST(an_unknown_key_is_named_and_passed_over)
{
    expect_debug("gctrase=1,schedtrace=50", false, 50);
    ck_assert_ptr_nonnull(strstr(complaints, "there is no gctrase"));
    ck_assert_ptr_nonnull(strstr(complaints, "gctrace=1"));
    expect_debug("x", false, 0);
    ck_assert_ptr_nonnull(strstr(complaints, "there is no x"));
}
END_TEST

START_TEST(a_bad_value_is_named_and_passed_over)
{
    static const char *const bad[] = { "gctrace", "gctrace=", "gctrace=2", "gctrace=yes",
        "gctrace=-1", "schedtrace=1s", "schedtrace=86400001",
        "schedtrace=99999999999999999999999" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char key[16];
        sscanf(bad[i], "%15[a-z]", key);
        expect_debug(bad[i], false, 0);
        const char *at = strstr(complaints, key);
        ck_assert_msg(at != NULL && strncmp(at + strlen(key), " takes ", 7) == 0, "%s: %s", bad[i],
            complaints);
    }
    expect_debug("gctrace=9,schedtrace=7", false, 7);
}
END_TEST

START_TEST(workers_are_a_number_within_bounds)
{
    ck_assert_int_eq(read_with("FEEDSCOPE_WORKERS", "1"), ERROR_NONE);
    ck_assert_uint_eq(env.workers, 1);
    ck_assert_int_eq(read_with("FEEDSCOPE_WORKERS", "256"), ERROR_NONE);
    ck_assert_uint_eq(env.workers, 256);
}
END_TEST

START_TEST(other_workers_are_refused)
{
    static const char *const bad[] = { "0", "257", "-2", "two", "2 ", "1e2", "0x2",
        "18446744073709551617", "222222222222222222222222222222222222222222222222222222222222" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char quoted[64];
        ck_assert_int_eq(read_with("FEEDSCOPE_WORKERS", bad[i]), ERROR_SYNTAX);
        snprintf(quoted, sizeof quoted, "FEEDSCOPE_WORKERS is \"%.32s\"", bad[i]);
        ck_assert_ptr_nonnull(strstr(error.text, quoted));
        ck_assert_ptr_nonnull(strstr(error.text, "from 1 to 256"));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { nothing_is_asked_for_by_default,
        debug_is_a_list_of_keys_and_values, an_unknown_key_is_named_and_passed_over,
        a_bad_value_is_named_and_passed_over, workers_are_a_number_within_bounds,
        other_workers_are_refused, NULL };
    return suite_run(suite_of("environment", tests));
}
