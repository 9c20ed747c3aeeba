#include "store/sqlite.h"

#include "base/mem.h"
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a statement waits for another process that writes. */
enum { BUSY_TIMEOUT_MS = 10000 };

#define ITEM_COLUMNS "id, source, guid, link, title, summary, author, language, published, found"

static const char *const sql[STATEMENTS] = {
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [SOURCE_FIND] = "SELECT id FROM source WHERE name = ?1",
    [SOURCE_ADD] = "INSERT INTO source (name) VALUES (?1)",
    [FEED_PUT] = "INSERT INTO feed (url, source, etag, last_modified, kept)"
                 " VALUES (?1, ?2, ?3, ?4, ?5)"
                 " ON CONFLICT (url) DO UPDATE SET source = excluded.source, etag = excluded.etag,"
                 " last_modified = excluded.last_modified, kept = excluded.kept RETURNING id",
    [FEED_RECALL] = "SELECT etag, last_modified FROM feed"
                    " JOIN source ON source.id = feed.source WHERE url = ?1 AND name = ?2",
    [ITEM_BY_GUID] = "SELECT " ITEM_COLUMNS " FROM item WHERE id = coalesce("
                     " (SELECT id FROM item WHERE source = ?1 AND guid = ?2),"
                     " (SELECT item FROM item_alias WHERE source = ?1 AND guid = ?2))",
    /* Only where the link is one item's alone: two rows are enough to know. */
    [ITEM_BY_LINK] = "SELECT " ITEM_COLUMNS " FROM item"
                     " WHERE source = ?1 AND link = ?2 AND link <> '' AND 1 = (SELECT count(*)"
                     " FROM (SELECT 1 FROM item"
                     " WHERE source = ?1 AND link = ?2 AND link <> '' LIMIT 2))",
    [ITEM_ADD] = "INSERT INTO item (source, guid, link, title, summary, author, language,"
                 " published, found) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [ITEM_CHANGE] = "UPDATE item SET link = ?2, title = ?3, summary = ?4, author = ?5,"
                    " language = ?6, published = ?7 WHERE id = ?1",
    [ITEMS_READ] = "SELECT " ITEM_COLUMNS " FROM item WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    [LAST_ID] = "SELECT coalesce(max(id), 0) FROM item",
    [ALIAS_ADD] = "INSERT INTO item_alias (source, guid, item) VALUES (?1, ?2, ?3)",
    [SAID_FIND] = "SELECT digest FROM item_feed WHERE feed = ?1 AND item = ?2",
    [SAID_PUT] = "INSERT INTO item_feed (feed, item, digest) VALUES (?1, ?2, ?3)"
                 " ON CONFLICT (feed, item) DO UPDATE SET digest = excluded.digest",
    [COUNT_ALL] = "SELECT count(*) FROM item",
    [COUNT_FEED] = "SELECT count(*) FROM item_feed WHERE feed ="
                   " (SELECT id FROM feed WHERE url = ?1)",
};

/* Why SQLite "cannot open": the directory is the usual reason. */
static enum error_code cannot_open(struct store *store, struct error *e)
{
    struct stat status;
    const char *slash = strrchr(store->path, '/');
    int len = slash ? (int)(slash - store->path) : 0;
    char *directory = slash ? mem_copy(str_n(store->path, len ? (size_t)len : 1)) : NULL;
    enum error_code code;
    if (stat(store->path, &status) == 0 && S_ISDIR(status.st_mode))
        code = error_set(
            e, ERROR_STORE, "%s is a directory: name a file in it as archive", store->path);
    else if (directory != NULL && stat(directory, &status) != 0)
        code = error_set(e, ERROR_STORE,
            "the archive's directory %s cannot be reached: %s: make it, or name another archive",
            directory, strerror(errno));
    else
        code = error_set(e, ERROR_STORE,
            "the archive %s cannot be opened: let this user read and write it and its directory",
            store->path);
    free(directory);
    return code;
}

enum error_code sqlite_failed(struct store *store, struct error *e)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    const char *path = store->path, *said = sqlite3_errmsg(store->db);
    switch (code) {
    case SQLITE_FULL:
        return error_set(e, ERROR_STORE,
            "no room to write the archive %s: free some space on its disk (nothing kept is lost)",
            path);
    case SQLITE_NOTADB:
        return error_set(e, ERROR_STORE,
            "%s is no feedscope archive (no SQLite database): name another file as archive", path);
    case SQLITE_CORRUPT:
        return error_set(e, ERROR_STORE,
            "the archive %s is damaged (%s): restore a copy, or save what can be read with "
            "sqlite3's .recover",
            path, said);
    case SQLITE_CANTOPEN:
        return cannot_open(store, e);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(e, ERROR_STORE,
            "the archive %s cannot be written: let this user write it and its directory", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(
            e, ERROR_STORE, "the archive %s is locked by another process: end that one", path);
    case SQLITE_IOERR:
        return error_set(e, ERROR_STORE,
            "reading or writing the archive %s failed (%s, code %d): see to its disk and quota",
            path, said, sqlite3_extended_errcode(store->db));
    default:
        return error_set(e, ERROR_STORE, "the archive %s: %s", path, said);
    }
}

sqlite3_stmt *sqlite_statement(struct store *store, enum statement which)
{
    sqlite3_stmt *statement = store->statements[which];
    sqlite3_reset(statement);
    return statement;
}

enum error_code sqlite_row(struct store *store, sqlite3_stmt *statement, bool *row, struct error *e)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    if (*row)
        return ERROR_NONE;
    enum error_code result = code == SQLITE_DONE ? ERROR_NONE : sqlite_failed(store, e);
    sqlite3_reset(statement);
    return result;
}

enum error_code sqlite_run(struct store *store, sqlite3_stmt *statement, struct error *e)
{
    bool row;
    enum error_code code = sqlite_row(store, statement, &row, e);
    assert(!row);
    return code;
}

void sqlite_bind(sqlite3_stmt *statement, int parameter, struct str text)
{
    /* A NULL pointer would bind SQL's NULL. */
    const char *at = text.len ? text.at : "";
    int code = sqlite3_bind_text64(statement, parameter, at, text.len, SQLITE_STATIC, SQLITE_UTF8);
    assert(code == SQLITE_OK || code == SQLITE_TOOBIG || code == SQLITE_NOMEM);
    (void)code;
}

struct str sqlite_column(sqlite3_stmt *statement, int column)
{
    const void *at = sqlite3_column_text(statement, column);
    return str_n(at, (size_t)sqlite3_column_bytes(statement, column));
}

struct item sqlite_item(sqlite3_stmt *row)
{
    return (struct item) {
        .id = (uint64_t)sqlite3_column_int64(row, 0),
        .source = (uint32_t)sqlite3_column_int64(row, 1),
        .guid = sqlite_column(row, 2),
        .link = sqlite_column(row, 3),
        .title = sqlite_column(row, 4),
        .summary = sqlite_column(row, 5),
        .author = sqlite_column(row, 6),
        .language = sqlite_column(row, 7),
        .published = sqlite3_column_int64(row, 8),
        .found = sqlite3_column_int64(row, 9),
    };
}

static enum error_code prepare_statements(struct store *store, struct error *e)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(store->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                &store->statements[i], NULL) != SQLITE_OK)
            return sqlite_failed(store, e);
    return ERROR_NONE;
}

static enum error_code open_database(struct store *store, struct error *e)
{
    /* One thread at a time uses the handle, so SQLite need not lock it. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(store->path, &store->db, flags, NULL) != SQLITE_OK)
        return sqlite_failed(store, e);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    if (sqlite3_db_readonly(store->db, "main"))
        return error_set(e, ERROR_STORE,
            "the archive %s cannot be written: let this user write it and its directory",
            store->path);
    enum error_code code = sqlite_schema_prepare(store, e);
    return code == ERROR_NONE ? prepare_statements(store, e) : code;
}

static enum error_code open_to_read(struct store *store, struct error *e)
{
    if (sqlite3_open_v2(
            store->path, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return sqlite_failed(store, e);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    enum error_code code = sqlite_schema_check(store, e);
    return code == ERROR_NONE ? prepare_statements(store, e) : code;
}

static enum error_code open_by(struct store **out, const char *path,
    enum error_code (*open)(struct store *store, struct error *e), struct error *e)
{
    struct store *store = mem_zero(1, sizeof *store);
    store->path = mem_copy(str_from(path));
    enum error_code code = open(store, e);
    if (code != ERROR_NONE)
        store_close(&store);
    *out = store;
    return code;
}

enum error_code store_open(struct store **out, const char *path, struct error *e)
{
    return open_by(out, path, open_database, e);
}

enum error_code store_open_read(struct store **out, const char *path, struct error *e)
{
    *out = NULL;
    if (access(path, F_OK) != 0)
        return error_set(e, ERROR_MISSING,
            "there is no archive %s: feedscope makes it when it is started", path);
    return open_by(out, path, open_to_read, e);
}

enum error_code store_source_find(
    struct store *store, const char *name, uint32_t *id, struct error *e)
{
    sqlite3_stmt *find = sqlite_statement(store, SOURCE_FIND);
    sqlite_bind(find, 1, str_from(name));
    bool row;
    enum error_code code = sqlite_row(store, find, &row, e);
    *id = row ? (uint32_t)sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    return code;
}

void store_close(struct store **store)
{
    struct store *s = *store;
    *store = NULL;
    if (s == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    int code = sqlite3_close(s->db);
    assert(code == SQLITE_OK);
    (void)code;
    sqlite_reclaim(s);
    free(s->lent);
    free(s->path);
    free(s);
}

bool store_recall(
    struct store *store, const char *source, const char *url, struct feed_validators *validators)
{
    *validators = (struct feed_validators) { 0 };
    sqlite3_stmt *find = sqlite_statement(store, FEED_RECALL);
    sqlite_bind(find, 1, str_from(url));
    sqlite_bind(find, 2, str_from(source));
    bool row;
    if (sqlite_row(store, find, &row, NULL) != ERROR_NONE || !row)
        return false;
    struct str etag = sqlite_column(find, 0), last_modified = sqlite_column(find, 1);
    if (etag.len < sizeof validators->etag)
        memcpy(validators->etag, etag.at, etag.len);
    if (last_modified.len < sizeof validators->last_modified)
        memcpy(validators->last_modified, last_modified.at, last_modified.len);
    sqlite3_reset(find);
    return true;
}

enum error_code store_items(struct store *store, store_each *each, void *context, struct error *e)
{
    return store_items_between(store, 0, INT64_MAX, each, context, e);
}

enum error_code store_items_between(struct store *store, uint64_t first, uint64_t last,
    store_each *each, void *context, struct error *e)
{
    sqlite3_stmt *read = sqlite_statement(store, ITEMS_READ);
    sqlite3_bind_int64(read, 1, (sqlite3_int64)first);
    sqlite3_bind_int64(read, 2, (sqlite3_int64)last);
    for (;;) {
        bool row;
        enum error_code code = sqlite_row(store, read, &row, e);
        if (!row)
            return code;
        struct item item = sqlite_item(read);
        code = each(context, &item);
        if (code != ERROR_NONE) {
            sqlite3_reset(read);
            return code;
        }
    }
}

/* The number in a statement's only row; 0 when it has none. */
static enum error_code ask_number(
    struct store *store, sqlite3_stmt *ask, uint64_t *number, struct error *e)
{
    bool row;
    enum error_code code = sqlite_row(store, ask, &row, e);
    *number = row ? (uint64_t)sqlite3_column_int64(ask, 0) : 0;
    sqlite3_reset(ask);
    return code;
}

enum error_code store_last_id(struct store *store, uint64_t *id, struct error *e)
{
    return ask_number(store, sqlite_statement(store, LAST_ID), id, e);
}

enum error_code store_count(struct store *store, const char *url, uint64_t *count, struct error *e)
{
    sqlite3_stmt *ask = sqlite_statement(store, url ? COUNT_FEED : COUNT_ALL);
    if (url != NULL)
        sqlite_bind(ask, 1, str_from(url));
    return ask_number(store, ask, count, e);
}
