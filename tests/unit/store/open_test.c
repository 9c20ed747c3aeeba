#include "../suite.h"
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static struct error e;

static enum error_code keep_one(struct store *store, const char *guid)
{
    struct item item = story(guid, "", "Cheese");
    enum store_change change;
    return store_keep(store, "one", "https://example.org/feed", NULL, &item, 1, &change, &e);
}

static uint64_t count_of(struct store *store)
{
    uint64_t count = 0;
    ck_assert_int_eq(store_count(store, NULL, &count, NULL), ERROR_NONE);
    return count;
}

static void write_file(const char *bytes, size_t len, off_t at)
{
    int fd = open(archive_path, O_WRONLY | O_CREAT, 0644);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, len, at), (ssize_t)len);
    close(fd);
}

static void execute(const char *sql)
{
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(archive_path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* Opening fails, and the sentence names the path (or the directory) and says that. */
static void refused(const char *path, const char *says)
{
    struct store *store;
    ck_assert_int_eq(store_open(&store, path, &e), ERROR_STORE);
    ck_assert_ptr_null(store);
    ck_assert_msg(strstr(e.text, says) != NULL, "\"%s\" does not say \"%s\"", e.text, says);
    ck_assert_msg(strstr(e.text, archive_directory) != NULL, "\"%s\" names no path", e.text);
}

START_TEST(items_survive_closing)
{
    struct store *store = archive_open();
    ck_assert_int_eq(keep_one(store, "a"), ERROR_NONE);
    store_close(&store);
    ck_assert_ptr_null(store);
    store_close(&store);
    store = archive_open();
    ck_assert_uint_eq(count_of(store), 1);
    store_close(&store);
}
END_TEST

START_TEST(closing_leaves_one_file)
{
    struct store *store = archive_open();
    ck_assert_int_eq(keep_one(store, "a"), ERROR_NONE);
    store_close(&store);
    char wal[128];
    snprintf(wal, sizeof wal, "%s-wal", archive_path);
    ck_assert_int_eq(access(wal, F_OK), -1);
}
END_TEST

static enum error_code keep_more(void *context, const struct item *item)
{
    (void)item;
    return keep_one(context, "b");
}

START_TEST(second_handle_reads_while_the_first_writes)
{
    struct store *writer = archive_open(), *reader = archive_open();
    ck_assert_int_eq(keep_one(writer, "a"), ERROR_NONE);
    ck_assert_uint_eq(count_of(reader), 1);
    /* The reader stands in the midst of its reading, and neither waits for the other. */
    ck_assert_int_eq(store_items(reader, keep_more, writer, &e), ERROR_NONE);
    ck_assert_uint_eq(count_of(reader), 2);
    store_close(&reader);
    store_close(&writer);
}
END_TEST

START_TEST(reading_alone_changes_nothing)
{
    struct store *writer = archive_open(), *reader;
    uint32_t known, unknown, same;
    ck_assert_int_eq(keep_one(writer, "a"), ERROR_NONE);
    ck_assert_int_eq(store_source_id(writer, "known", &known, &e), ERROR_NONE);
    ck_assert_int_eq(store_open_read(&reader, archive_path, &e), ERROR_NONE);
    ck_assert_uint_eq(count_of(reader), 1);
    ck_assert_int_eq(store_source_find(reader, "known", &same, &e), ERROR_NONE);
    ck_assert_uint_eq(same, known);
    ck_assert_int_eq(store_source_find(reader, "unknown", &unknown, &e), ERROR_NONE);
    ck_assert_uint_eq(unknown, 0);
    ck_assert_int_eq(keep_one(reader, "b"), ERROR_STORE);
    ck_assert_int_eq(keep_one(writer, "b"), ERROR_NONE);
    ck_assert_uint_eq(count_of(reader), 2);
    store_close(&reader);
    store_close(&writer);
}
END_TEST

START_TEST(only_an_archive_that_is_there_is_read)
{
    struct store *reader;
    ck_assert_int_eq(store_open_read(&reader, archive_path, &e), ERROR_MISSING);
    ck_assert_ptr_null(reader);
    ck_assert_int_eq(access(archive_path, F_OK), -1);
    fclose(fopen(archive_path, "w"));
    ck_assert_int_eq(store_open_read(&reader, archive_path, &e), ERROR_STORE);
    ck_assert_ptr_null(reader);
}
END_TEST

START_TEST(failed_keep_leaves_nothing)
{
    struct store *store = archive_open(), *other = archive_open();
    struct item items[] = { story("a", "", "Cheese"), story("b", "", "Milk") };
    enum store_change changes[2];
    struct feed_validators validators = { "\"1\"", "" };
    execute("CREATE TRIGGER fault BEFORE INSERT ON item WHEN new.guid = 'b'"
            " BEGIN SELECT raise(ABORT, 'made to fail'); END");
    ck_assert_int_eq(
        store_keep(store, "one", "https://example.org/feed", &validators, items, 2, changes, &e),
        ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(e.text, "made to fail"));
    ck_assert_uint_eq(items[0].id, 0);
    ck_assert_int_eq(items[0].found, 0);
    ck_assert_uint_eq(count_of(other), 0);
    ck_assert(!store_recall(other, "one", "https://example.org/feed", &validators));
    ck_assert_int_eq(keep_one(store, "c"), ERROR_NONE);
    store_close(&other);
    store_close(&store);
}
END_TEST

START_TEST(text_file_is_no_archive)
{
    const char text[] = "Dear diary, today I fetched feeds all day long and was happy with it.";
    write_file(text, sizeof text, 0);
    refused(archive_path, "no SQLite database");
    struct stat status;
    ck_assert_int_eq(stat(archive_path, &status), 0);
    ck_assert_int_eq(status.st_size, sizeof text);
}
END_TEST

START_TEST(other_database_is_no_archive)
{
    execute("CREATE TABLE cheese (name TEXT)");
    refused(archive_path, "no feedscope archive");
    execute("INSERT INTO cheese VALUES ('round')");
}
END_TEST

START_TEST(newer_archive_is_left_alone)
{
    struct store *store = archive_open();
    store_close(&store);
    execute("PRAGMA user_version = 4711");
    refused(archive_path, "newer feedscope (its schema is 4711");
}
END_TEST

START_TEST(missing_directory_is_named)
{
    char path[128];
    snprintf(path, sizeof path, "%s/none/archive.db", archive_directory);
    refused(path, "/none cannot be reached: No such file or directory");
}
END_TEST

START_TEST(directory_is_no_archive)
{
    refused(archive_directory, "is a directory");
}
END_TEST

START_TEST(file_of_another_user_cannot_be_written)
{
    struct store *store = archive_open();
    store_close(&store);
    ck_assert_int_eq(chmod(archive_path, 0444), 0);
    ck_assert_int_eq(chmod(archive_directory, 0555), 0);
    uid_t user = geteuid();
    ck_assert(user != 0 || seteuid(65534) == 0);
    refused(archive_path, "cannot be written");
    ck_assert(user != 0 || seteuid(user) == 0);
    ck_assert_int_eq(chmod(archive_directory, 0755), 0);
}
END_TEST

/* Stands before the C library's, for SQLite too: while `disk_full` no byte is written. */
static bool disk_full;
ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at);

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    if (!disk_full)
        return syscall(SYS_pwrite64, fd, bytes, len, at);
    errno = ENOSPC;
    return -1;
}

START_TEST(full_disk_is_said_and_loses_nothing)
{
    struct store *store = archive_open();
    ck_assert_int_eq(keep_one(store, "a"), ERROR_NONE);
    disk_full = true;
    enum error_code code = keep_one(store, "b");
    disk_full = false;
    ck_assert_int_eq(code, ERROR_STORE);
    ck_assert_msg(strstr(e.text, "no room") != NULL, "%s", e.text);
    ck_assert_ptr_nonnull(strstr(e.text, archive_path));
    ck_assert_uint_eq(count_of(store), 1);
    ck_assert_int_eq(keep_one(store, "b"), ERROR_NONE);
    ck_assert_uint_eq(count_of(store), 2);
    store_close(&store);
}
END_TEST

static enum error_code ignore(void *context, const struct item *item)
{
    (void)context;
    (void)item;
    return ERROR_NONE;
}

START_TEST(damaged_archive_is_said)
{
    struct store *store = archive_open();
    for (int i = 0; i < 400; i++) {
        char guid[200];
        memset(guid, 'g', sizeof guid);
        snprintf(guid, sizeof guid, "%d", i);
        guid[strlen(guid)] = '-';
        guid[sizeof guid - 1] = '\0';
        ck_assert_int_eq(keep_one(store, guid), ERROR_NONE);
    }
    store_close(&store);
    /* All but the first pages, which hold the schema. */
    static char noise[4096];
    memset(noise, 0xa5, sizeof noise);
    struct stat status;
    ck_assert_int_eq(stat(archive_path, &status), 0);
    for (off_t at = 16 * 4096; at < status.st_size; at += 4096)
        write_file(noise, sizeof noise, at);
    store = archive_open();
    ck_assert_int_eq(store_items(store, ignore, NULL, &e), ERROR_STORE);
    ck_assert_msg(strstr(e.text, "is damaged") != NULL, "%s", e.text);
    ck_assert_ptr_nonnull(strstr(e.text, archive_path));
    store_close(&store);
}
END_TEST

START_TEST(truncated_archive_is_refused)
{
    struct store *store = archive_open();
    store_close(&store);
    ck_assert_int_eq(truncate(archive_path, 4096 + 100), 0);
    refused(archive_path, "is damaged");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { items_survive_closing, closing_leaves_one_file,
        second_handle_reads_while_the_first_writes, failed_keep_leaves_nothing,
        text_file_is_no_archive, other_database_is_no_archive, newer_archive_is_left_alone,
        reading_alone_changes_nothing, only_an_archive_that_is_there_is_read,
        missing_directory_is_named, directory_is_no_archive, file_of_another_user_cannot_be_written,
        full_disk_is_said_and_loses_nothing, damaged_archive_is_said, truncated_archive_is_refused,
        NULL };
    return suite_run(archive_suite("open", tests));
}
