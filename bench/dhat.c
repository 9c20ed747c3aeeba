#include "dhat.h"

#include "pprof/frame_table.h"
#include "pprof/massif.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct pp_kind kind = {
    .name = "heap",
    .types = { { "alloc_objects", "count" }, { "alloc_space", "bytes" },
        { "inuse_objects", "count" }, { "inuse_space", "bytes" } },
    .type_count = 4,
    .default_type = "inuse_space",
    .period_type = { "space", "bytes" },
    .period = 1,
};

bool dhat_is(const char *text)
{
    size_t at = strspn(text, " \t\r\n{");
    return strncmp(text + at, "\"dhatFileVersion\"", 17) == 0;
}

/* JSON is read by SQLite, whose functions for it are at hand. */
struct reading {
    sqlite3 *db;
    const char *text;
    struct pp_profile *profile;
    uintptr_t *frames; /* by number in dhat's table */
    size_t frame_count;
};

/* Runs a statement over the text, a row at a time. */
static bool each_row(struct reading *r, const char *sql,
    bool (*take)(struct reading *r, sqlite3_stmt *row), char *why, size_t why_size)
{
    sqlite3_stmt *rows = NULL;
    int code = sqlite3_prepare_v2(r->db, sql, -1, &rows, NULL);
    bool taken = true;
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(rows, 1, r->text, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && taken && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        taken = take(r, rows);
        code = SQLITE_OK;
    }
    if (code != SQLITE_DONE)
        snprintf(why, why_size, "%s",
            taken ? sqlite3_errmsg(r->db) : "it is not as dhat's heap mode writes it");
    sqlite3_finalize(rows);
    return code == SQLITE_DONE;
}

/* A frame is spelled as massif's are. */
static bool take_frame(struct reading *r, sqlite3_stmt *row)
{
    const char *text = (const char *)sqlite3_column_text(row, 0);
    uintptr_t *frames = realloc(r->frames, (r->frame_count + 1) * sizeof *frames);
    if (text == NULL || frames == NULL)
        return false;
    r->frames = frames;
    frames[r->frame_count++] = pp_massif_frame(r->profile->table, text);
    return true;
}

/* Is it a function that allocates? It stands innermost, where pprof shows none. */
static bool is_allocator(const struct reading *r, uintptr_t number)
{
    static const char *const names[] = { "malloc", "calloc", "realloc", "memalign",
        "posix_memalign", "aligned_alloc", "operator new", "valloc" };
    const char *function = number ? r->profile->table->frames[number - 1].function : "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(function, names[i]) == 0)
            return true;
    return false;
}

/* "[3,17,4]": numbers of frames, innermost first. */
static unsigned take_stack(const struct reading *r, const char *list, uintptr_t *stack)
{
    unsigned depth = 0;
    char *end;
    for (list += *list == '['; depth < PP_MASSIF_DEPTH_MAX; list = end + (*end == ',')) {
        size_t number = strtoul(list, &end, 10);
        if (end == list || number >= r->frame_count)
            break;
        if (depth || !is_allocator(r, r->frames[number]))
            stack[depth++] = r->frames[number];
    }
    return depth;
}

static bool take_point(struct reading *r, sqlite3_stmt *row)
{
    uintptr_t stack[PP_MASSIF_DEPTH_MAX];
    int64_t values[4];
    const char *list = (const char *)sqlite3_column_text(row, 0);
    unsigned depth = list ? take_stack(r, list, stack) : 0;
    for (int i = 0; i < 4; i++) {
        if (sqlite3_column_type(row, i + 1) != SQLITE_INTEGER)
            return false;
        values[i] = sqlite3_column_int64(row, i + 1);
    }
    pp_profile_add(r->profile, stack, depth, NULL, values);
    return list != NULL;
}

static bool take_command(struct reading *r, sqlite3_stmt *row)
{
    const char *command = (const char *)sqlite3_column_text(row, 0);
    if (command)
        r->profile->table->program = strndup(command, strcspn(command, " "));
    return command != NULL;
}

static bool read_all(struct reading *r, bool at_peak, char *why, size_t why_size)
{
    return each_row(r, "SELECT json_extract(?1, '$.cmd')", take_command, why, why_size) &&
           each_row(r, "SELECT value FROM json_each(?1, '$.ftbl')", take_frame, why, why_size) &&
           each_row(r,
               at_peak ? "SELECT json_extract(value, '$.fs'), json_extract(value, '$.tbk'), "
                         "json_extract(value, '$.tb'), json_extract(value, '$.gbk'), "
                         "json_extract(value, '$.gb') FROM json_each(?1, '$.pps')"
                       : "SELECT json_extract(value, '$.fs'), json_extract(value, '$.tbk'), "
                         "json_extract(value, '$.tb'), json_extract(value, '$.ebk'), "
                         "json_extract(value, '$.eb') FROM json_each(?1, '$.pps')",
               take_point, why, why_size);
}

bool dhat_read(const char *text, bool at_peak, struct pp_profile *out, char *why, size_t why_size)
{
    struct reading r = { .text = text, .profile = out };
    pp_profile_init(out, &kind);
    out->table = pp_frame_table_new();
    if (out->table == NULL || sqlite3_open(":memory:", &r.db) != SQLITE_OK) {
        sqlite3_close(r.db);
        return snprintf(why, why_size, "there is no memory"), false;
    }
    bool whole = read_all(&r, at_peak, why, why_size);
    pp_profile_comment(
        out, "dhat: allocations of the whole run, in use at %s", at_peak ? "the peak" : "the end");
    free(r.frames);
    sqlite3_close(r.db);
    return whole;
}
