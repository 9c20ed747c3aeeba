/* What the files of the SQLite archive share. Nobody outside this folder includes it. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "base/error.h"
#include "base/item.h"
#include "base/str.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The statements of the archive, prepared once by store_open; their SQL is a table in sqlite.c. */
enum statement {
    BEGIN_WRITE,
    COMMIT,
    ROLLBACK,
    SOURCE_FIND,
    SOURCE_ADD,
    FEED_PUT,
    FEED_RECALL,
    ITEM_BY_GUID,
    ITEM_BY_LINK,
    ITEM_ADD,
    ITEM_CHANGE,
    ITEMS_READ,
    LAST_ID,
    ALIAS_ADD,
    SAID_FIND,
    SAID_PUT,
    COUNT_ALL,
    COUNT_FEED,
    STATEMENTS
};

struct store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[STATEMENTS];
    char **lent; /* texts of updated items that the caller of store_keep reads */
    size_t lent_count, lent_capacity;
};

/* Fills e from what SQLite last said of this archive, in words for whoever keeps it. */
enum error_code sqlite_failed(struct store *store, struct error *e);
/* The statement, ready to be bound and stepped. */
sqlite3_stmt *sqlite_statement(struct store *store, enum statement which);
/* Steps to the next row; *row says whether there is one. Resets the statement when there is none.
 */
enum error_code sqlite_row(
    struct store *store, sqlite3_stmt *statement, bool *row, struct error *e);
/* Steps a statement that gives no row, and resets it. */
enum error_code sqlite_run(struct store *store, sqlite3_stmt *statement, struct error *e);
/* Binds without a copy: the bytes must live until the statement is reset. Parameters count from 1.
 */
void sqlite_bind(sqlite3_stmt *statement, int parameter, struct str text);
/* A column of the current row; lives until the next step. Columns count from 0. */
struct str sqlite_column(sqlite3_stmt *statement, int column);

/* The current row of a statement over ITEM_COLUMNS, living as long as the row. */
struct item sqlite_item(sqlite3_stmt *statement);

/* Frees what the last store_keep lent. */
void sqlite_reclaim(struct store *store);

/* Checks that the open database is an archive (or empty), and brings its schema up to date. */
enum error_code sqlite_schema_prepare(struct store *store, struct error *e);

/* Checks that the open database is an archive of this version; changes nothing. */
enum error_code sqlite_schema_check(struct store *store, struct error *e);

#endif
