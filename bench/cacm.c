/*
 * How good the ranking is: mean average precision on a collection with judgements, as CACM is.
 *
 *     CACM=DIR cacm     DIR holds docs.jsonl  a line: {"id": "…", "title": "…", "text": "…"}
 *                                 queries.tsv a line: query's number TAB its text
 *                                 qrels.txt   a line: query's number, 0, document's id, grade
 *
 * Every query is searched for with any of its words, the first 1000 hits count, and those of grade
 * above 0 are relevant: the "map" of trec_eval, which orders by score and those of one score by id,
 * last first. CACM_STEMS=0 searches for the words as they are. Without CACM it says so and does
 * nothing, with status 77, as Automake has it for what was skipped.
 */
#include "base/arena.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/query_language.h"
#include "index/search.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 1000, ARENA = 64 << 20, QUERIES_MAX = 100000 };

/* The judgements: ids of the documents relevant to each query. */
struct judged {
    char **relevant;
    size_t count, capacity;
};

static struct judged judged[QUERIES_MAX];

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    exit(1);
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail("%s: %s\n", path, strerror(errno));
    return file;
}

static void read_judgements(const char *folder)
{
    FILE *file = open_file(folder, "qrels.txt");
    char id[256];
    unsigned query;
    int grade;
    while (fscanf(file, "%u %*s %255s %d", &query, id, &grade) == 3) {
        if (query >= QUERIES_MAX || grade <= 0)
            continue;
        struct judged *j = &judged[query];
        MEM_GROW(j->relevant, j->count + 1, j->capacity);
        j->relevant[j->count++] = mem_copy(str_from(id));
    }
    fclose(file);
}

static struct str column(sqlite3_stmt *row, int i)
{
    return str_n((const char *)sqlite3_column_text(row, i), (size_t)sqlite3_column_bytes(row, i));
}

/* One item, and its id as its guid, from a line of JSON. */
static void index_line(struct index *index, sqlite3_stmt *row, const char *line, size_t len)
{
    static uint64_t id;
    sqlite3_bind_text(row, 1, line, (int)len, SQLITE_STATIC);
    if (sqlite3_step(row) != SQLITE_ROW)
        exit(
            (fprintf(stderr, "docs.jsonl, line %llu is no JSON\n", (unsigned long long)id + 1), 1));
    struct item item = { .id = ++id,
        .source = 1,
        .guid = column(row, 0),
        .title = column(row, 1),
        .summary = column(row, 2),
        .language = STR("en"),
        .published = 1 };
    index_load(index, &item);
    sqlite3_reset(row);
}

/* SQLite reads the JSON. */
static void index_documents(struct index *index, const char *folder)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    FILE *file = open_file(folder, "docs.jsonl");
    char *line = NULL;
    size_t capacity = 0;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_prepare_v2(db,
            "SELECT json_extract(?1, '$.id'), json_extract(?1, '$.title'),"
            " json_extract(?1, '$.text')",
            -1, &row, NULL) != SQLITE_OK)
        fail("SQLite: %s\n", sqlite3_errmsg(db));
    for (ssize_t len; (len = getline(&line, &capacity, file)) > 1;)
        index_line(index, row, line, (size_t)len);
    sqlite3_finalize(row);
    sqlite3_close(db);
    free(line);
    fclose(file);
}

static int compare_hits(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    size_t len = x->item->guid.len < y->item->guid.len ? x->item->guid.len : y->item->guid.len;
    int ids = memcmp(y->item->guid.at, x->item->guid.at, len);
    return ids ? ids
               : (x->item->guid.len < y->item->guid.len) - (x->item->guid.len > y->item->guid.len);
}

static bool is_relevant(const struct judged *j, struct str id)
{
    for (size_t i = 0; i < j->count; i++)
        if (str_equal(id, str_from(j->relevant[i])))
            return true;
    return false;
}

static double average_precision(const struct judged *j, struct search_result *result)
{
    double sum = 0;
    size_t found = 0;
    qsort(result->hits, result->count, sizeof *result->hits, compare_hits);
    for (size_t i = 0; i < result->count; i++)
        if (is_relevant(j, result->hits[i].item->guid))
            sum += (double)++found / (double)(i + 1);
    return sum / (double)j->count;
}

static double evaluate(
    const struct index_set *set, const struct judged *j, struct str words, struct arena *arena)
{
    static struct source_set all = { .bits = { 2 } };
    struct query *query;
    struct search_result result;
    struct error e = { 0 };
    arena_reset(arena);
    struct query_world world = { .match = MATCH_ANY, .stems = index_set_stems(set) };
    if (query_parse_in(words, &world, arena, &query, &e) != ERROR_NONE)
        fail("'%.*s': %s\n", STR_ARG(words), e.text);
    struct search_request request = { .query = query, .sources = &all, .limit = DEPTH };
    if (search_run(set, &request, arena, &result, &e) != ERROR_NONE)
        fail("'%.*s': %s\n", STR_ARG(words), e.text);
    return average_precision(j, &result);
}

static void run_queries(const struct index_set *set, const char *folder)
{
    struct arena arena;
    FILE *file = open_file(folder, "queries.tsv");
    char *line = NULL;
    size_t capacity = 0, count = 0;
    double sum = 0;
    arena_init(&arena, ARENA, NULL);
    for (ssize_t len; (len = getline(&line, &capacity, file)) > 0;) {
        struct str words = str_trim(str_n(line, (size_t)len)), name = str_split(&words, '\t');
        uint64_t number;
        if (!str_to_u64(name, &number) || number >= QUERIES_MAX || judged[number].count == 0)
            continue;
        double precision = evaluate(set, &judged[number], words, &arena);
        printf("query %3ju  average precision %.4f\n", (uintmax_t)number, precision);
        sum += precision;
        count++;
    }
    printf("feedscope map %.4f over %zu queries\n", count ? sum / (double)count : 0, count);
    arena_release(&arena);
    free(line);
    fclose(file);
}

int main(void)
{
    const char *folder = getenv("CACM"), *stems = getenv("CACM_STEMS");
    if (folder == NULL)
        return puts("skipped: CACM names no folder with docs.jsonl, queries.tsv and qrels.txt"), 77;
    struct index *index = index_new(1);
    if (stems == NULL || strcmp(stems, "0") != 0)
        index_stem(index, STR(""));
    read_judgements(folder);
    index_documents(index, folder);
    index_load_end(index);
    run_queries(index_enter(index, 0), folder);
    index_leave(index, 0);
    index_free(&index);
    return 0;
}
