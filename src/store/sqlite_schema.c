#include "store/sqlite.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* "fsar" in the file's header: tells an archive from any other SQLite database. */
#define APPLICATION_ID 0x66736172

/* The schema's history: migrations[n] leads from version n to n + 1. What was released is never
 * changed here, only added to. AUTOINCREMENT so that an id is never given twice. */
static const char *const migrations[] = {
    "CREATE TABLE source ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  name TEXT NOT NULL UNIQUE"
    ") STRICT;"
    "CREATE TABLE feed ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  url TEXT NOT NULL UNIQUE,"
    "  source INTEGER NOT NULL REFERENCES source,"
    "  etag TEXT NOT NULL,"
    "  last_modified TEXT NOT NULL,"
    "  kept INTEGER NOT NULL" /* unix seconds of the last answer kept */
    ") STRICT;"
    "CREATE TABLE item ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  source INTEGER NOT NULL REFERENCES source,"
    "  guid TEXT NOT NULL," /* the first it was known by */
    "  link TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  summary TEXT NOT NULL,"
    "  author TEXT NOT NULL,"
    "  language TEXT NOT NULL,"
    "  published INTEGER NOT NULL,"
    "  found INTEGER NOT NULL,"
    "  UNIQUE (source, guid)"
    ") STRICT;"
    "CREATE INDEX item_link ON item (source, link) WHERE link <> '';"
    /* Further guids that an item is known by. */
    "CREATE TABLE item_alias ("
    "  source INTEGER NOT NULL REFERENCES source,"
    "  guid TEXT NOT NULL,"
    "  item INTEGER NOT NULL REFERENCES item,"
    "  PRIMARY KEY (source, guid)"
    ") STRICT, WITHOUT ROWID;"
    /* Which feeds have had an item, and a digest of what each said of it the last time. */
    "CREATE TABLE item_feed ("
    "  feed INTEGER NOT NULL REFERENCES feed,"
    "  item INTEGER NOT NULL REFERENCES item,"
    "  digest INTEGER NOT NULL,"
    "  PRIMARY KEY (feed, item)"
    ") STRICT, WITHOUT ROWID;",
};
enum { VERSION = sizeof migrations / sizeof *migrations };

static enum error_code execute(struct store *store, const char *sql, struct error *e)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_failed(store, e);
    return ERROR_NONE;
}

/* The first column of the first row as a number. */
static enum error_code ask(struct store *store, const char *sql, int *answer, struct error *e)
{
    sqlite3_stmt *statement = NULL;
    enum error_code code = ERROR_NONE;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        code = sqlite_failed(store, e);
    else
        *answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return code;
}

static enum error_code check_kind(struct store *store, struct error *e)
{
    int id = 0, version = 0, things = 0;
    enum error_code code = ask(store, "PRAGMA application_id", &id, e);
    if (code == ERROR_NONE)
        code = ask(store, "PRAGMA user_version", &version, e);
    if (code == ERROR_NONE)
        code = ask(store, "SELECT count(*) FROM sqlite_schema", &things, e);
    if (code != ERROR_NONE)
        return code;
    if (id != APPLICATION_ID && (id != 0 || version != 0 || things != 0))
        return error_set(e, ERROR_STORE,
            "%s is an SQLite database, but no feedscope archive: name another file as archive",
            store->path);
    if (version > VERSION)
        return error_set(e, ERROR_STORE,
            "the archive %s was made by a newer feedscope (its schema is %d, this program knows "
            "%d): run that one, or name another file as archive",
            store->path, version, VERSION);
    return ERROR_NONE;
}

/* One migration is one transaction with its version number, so a crash between two leaves an
 * archive that the next start takes up where this one ended. */
static enum error_code migrate_one(struct store *store, int from, struct error *e)
{
    char mark[128];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
        APPLICATION_ID, from + 1);
    enum error_code code = execute(store, migrations[from], e);
    return code == ERROR_NONE ? execute(store, mark, e) : code;
}

static enum error_code migrate(struct store *store, struct error *e)
{
    for (;;) {
        int version = 0;
        enum error_code code = ask(store, "PRAGMA user_version", &version, e);
        if (code != ERROR_NONE || version >= VERSION)
            return code;
        code = execute(store, "BEGIN IMMEDIATE", e);
        /* Another process may have been faster: only the version seen under the lock counts. */
        if (code == ERROR_NONE)
            code = ask(store, "PRAGMA user_version", &version, e);
        if (code == ERROR_NONE && version < VERSION)
            code = migrate_one(store, version, e);
        if (!sqlite3_get_autocommit(store->db))
            sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
        if (code != ERROR_NONE)
            return code;
    }
}

/* FULL syncs the log at each commit: what store_keep has returned survives a power cut too. */
static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA journal_size_limit = 67108864;"
                               "PRAGMA journal_mode = WAL;";

enum error_code sqlite_schema_prepare(struct store *store, struct error *e)
{
    enum error_code code = check_kind(store, e);
    if (code == ERROR_NONE)
        code = execute(store, settings, e);
    return code == ERROR_NONE ? migrate(store, e) : code;
}

enum error_code sqlite_schema_check(struct store *store, struct error *e)
{
    int version = 0;
    enum error_code code = check_kind(store, e);
    if (code == ERROR_NONE)
        code = ask(store, "PRAGMA user_version", &version, e);
    if (code == ERROR_NONE && version < VERSION)
        return error_set(e, ERROR_STORE,
            "the archive %s is of an older feedscope, or empty: start feedscope, which brings it "
            "up to date",
            store->path);
    return code;
}
