#include "../suite.h"
#include "base/log.h"
#include "pprof/pprof.h"
#include "slow/folder.h"
#include "slow/slow.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MILLISECOND = 1000000, TRIES = 1000 };

static char root[64], folder[96];
static struct error error;

static void setup(void)
{
    strcpy(root, "/tmp/feedscope-slow-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    snprintf(folder, sizeof folder, "%s/traces", root);
    log_set_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
    ck_assert_int_eq(pprof_start(NULL), PPROF_OK);
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Names in the folder, by name; the first is copied. */
static int list(char *first)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_shown, alphasort);
    for (int i = 0; i < count; i++) {
        if (i == 0 && first)
            strcpy(first, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return count;
}

static void put(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static void teardown(void)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_shown, NULL);
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        unlink(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    rmdir(folder);
    rmdir(root);
}

START_TEST(the_latest_are_kept_and_others_left_alone)
{
    char first[256];
    ck_assert_int_eq(folder_prepare(folder, &error), ERROR_NONE);
    put("slow-20260101T000000.000Z-1.trace");
    put("slow-20260102T000000.000Z-2.trace");
    put("slow-20260103T000000.000Z-3.trace");
    put("note.txt");
    folder_trim(folder, 2);
    ck_assert_int_eq(list(first), 3);
    ck_assert_str_eq(first, "note.txt");
    folder_trim(folder, 1);
    ck_assert_int_eq(list(NULL), 2);
}
END_TEST

START_TEST(a_draft_is_no_trace)
{
    struct folder_file file;
    char first[256];
    ck_assert_int_eq(folder_prepare(folder, &error), ERROR_NONE);
    ck_assert_int_eq(folder_create(&file, folder, 42, &error), ERROR_NONE);
    ck_assert_int_eq(list(first), 1);
    ck_assert_ptr_nonnull(strstr(first, "-42.trace.draft"));
    ck_assert_int_eq(folder_close(&file, true, &error), ERROR_NONE);
    ck_assert_int_eq(list(first), 1);
    ck_assert_str_eq(first, file.name);
    ck_assert_int_eq(folder_create(&file, folder, 43, &error), ERROR_NONE);
    ck_assert_int_eq(folder_close(&file, false, &error), ERROR_NONE);
    ck_assert_int_eq(list(NULL), 1);
}
END_TEST

START_TEST(half_written_ones_go_at_the_start)
{
    ck_assert_int_eq(folder_prepare(folder, &error), ERROR_NONE);
    put("slow-20260101T000000.000Z-1.trace.draft");
    put("slow-20260101T000000.000Z-1.trace");
    ck_assert_int_eq(folder_prepare(folder, &error), ERROR_NONE);
    ck_assert_int_eq(list(NULL), 1);
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_said)
{
    struct slow *slow;
    const struct slow_settings settings = { 10, 2, "/dev/null/traces" };
    const struct slow_settings off = { 0, 2, "/dev/null/traces" };
    ck_assert_int_eq(slow_start(&slow, &settings, &error), ERROR_SYSTEM);
    ck_assert_ptr_null(slow);
    ck_assert_ptr_nonnull(strstr(error.text, "/dev/null/traces"));
    ck_assert_int_eq(slow_start(&slow, &off, &error), ERROR_NONE);
    slow_note(slow, 1, 3600 * (int64_t)1000 * MILLISECOND);
    ck_assert_int_eq(slow_configure(slow, &settings, &error), ERROR_SYSTEM);
    slow_stop(&slow);
    ck_assert_ptr_null(slow);
}
END_TEST

static int await_traces(int count)
{
    for (int i = 0; i < TRIES && list(NULL) < count; i++)
        usleep(10000);
    return list(NULL);
}

static void check_trace(const char *name)
{
    char path[512], head[16], text[1 << 16];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(read(fd, head, sizeof head), sizeof head);
    ck_assert_mem_eq(head, "go 1.19 trace\0\0\0", sizeof head);
    ssize_t len = read(fd, text, sizeof text);
    ck_assert_int_gt(len, 0);
    ck_assert_ptr_nonnull(memmem(text, (size_t)len, "a slow task", 11));
    close(fd);
}

START_TEST(a_slow_request_leaves_one_trace)
{
    struct slow *slow;
    struct stat status;
    char first[256];
    const struct slow_settings settings = { 10, 2, folder };
    ck_assert_int_eq(slow_start(&slow, &settings, &error), ERROR_NONE);
    uint64_t task = pprof_task_begin("a slow task");
    pprof_task_end(task);
    slow_note(slow, 6, 9 * MILLISECOND); /* not slow */
    slow_note(slow, 7, 20 * MILLISECOND);
    for (uint64_t i = 0; i < 100; i++)
        slow_note(slow, 8 + i, 20 * MILLISECOND); /* too soon after the first */
    ck_assert_int_eq(await_traces(1), 1);
    for (int i = 0; i < TRIES && list(first) && strstr(first, ".draft"); i++)
        usleep(10000);
    slow_stop(&slow);
    ck_assert_int_eq(list(first), 1);
    ck_assert_ptr_nonnull(strstr(first, "-7.trace"));
    ck_assert_int_eq(stat(folder, &status), 0);
    ck_assert_int_eq(status.st_mode & 07777, 0750);
    check_trace(first);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_latest_are_kept_and_others_left_alone, a_draft_is_no_trace,
        half_written_ones_go_at_the_start, a_folder_that_cannot_be_is_said,
        a_slow_request_leaves_one_trace, NULL };
    return suite_run(suite_with("slow", tests, setup, teardown));
}
