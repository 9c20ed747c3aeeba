/* What every unit test program has in common: one Check suite, reported as TAP for make check. */
#ifndef TESTS_UNIT_SUITE_H
#define TESTS_UNIT_SUITE_H

#include <check.h>
#include <stdlib.h>

static inline int suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A suite of one test case that holds the named tests, ended by NULL. `setup` and `teardown` run
 * around each of them; NULL: nothing does. */
static inline Suite *suite_with(
    const char *name, const TTest *const *tests, SFun setup, SFun teardown)
{
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, setup, teardown);
    for (; *tests; tests++)
        tcase_add_test(all, *tests);
    suite_add_tcase(suite, all);
    return suite;
}

static inline Suite *suite_of(const char *name, const TTest *const *tests)
{
    return suite_with(name, tests, NULL, NULL);
}

#endif
