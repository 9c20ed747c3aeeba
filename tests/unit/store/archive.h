/* What the archive's tests share: a directory of their own with an archive in it. */
#ifndef TESTS_UNIT_STORE_ARCHIVE_H
#define TESTS_UNIT_STORE_ARCHIVE_H

#include "store/store.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char archive_directory[64];
static char archive_path[96];

static inline void archive_prepare(void)
{
    snprintf(archive_directory, sizeof archive_directory, "/tmp/feedscope-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(archive_directory));
    snprintf(archive_path, sizeof archive_path, "%s/archive.db", archive_directory);
}

static inline void archive_remove(void)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", archive_path, endings[i]);
        unlink(path);
    }
    rmdir(archive_directory);
}

static inline struct store *archive_open(void)
{
    struct store *store;
    struct error e = { 0 };
    enum error_code code = store_open(&store, archive_path, &e);
    ck_assert_msg(code == ERROR_NONE, "%s", e.text);
    return store;
}

/* A story of which only these three matter. */
static inline struct item story(const char *guid, const char *link, const char *title)
{
    return (
        struct item) { .guid = str_from(guid), .link = str_from(link), .title = str_from(title) };
}

/* A suite whose every test has the directory. */
static inline Suite *archive_suite(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, archive_prepare, archive_remove);
    for (; *tests; tests++)
        tcase_add_test(all, *tests);
    suite_add_tcase(suite, all);
    return suite;
}

#endif
