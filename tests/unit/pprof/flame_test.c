#include "../suite.h"
#include "pprof/flame.h"
#include "pprof/flame_kept.h"
#include "pprof/stack.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* A function that nobody would call so, but whoever builds a program may. */
#define HOSTILE "</script><img src=x onerror=alert(1)>&"
__asm__(".text\n"
        ".globl \"" HOSTILE "\"\n"
        ".type \"" HOSTILE "\", %function\n"
        "\"" HOSTILE "\":\n"
        ".skip 16\n"
        ".size \"" HOSTILE "\", 16\n");
extern const char hostile[] __asm__("\"" HOSTILE "\"");

static const struct pp_kind kind = {
    .name = "heap",
    .types = { { "inuse_objects", "count" }, { "inuse_space", "bytes" } },
    .type_count = 2,
};

static struct pp_profile profile, before;
static struct pp_flame flame;
static struct pp_buf json;
static sqlite3 *parser;

/* --- what stacks are made of --- */

/* Nothing is left to do after a call that is the last thing in a function: then it has no frame. */
#define STAY __asm__ volatile("" ::: "memory")

static __attribute__((noinline)) void callee(uintptr_t *pcs)
{
    pp_stack_capture(pcs, 2, 0);
    STAY;
}

static inline __attribute__((always_inline)) void inlined(uintptr_t *pcs)
{
    callee(pcs);
    STAY;
}

static __attribute__((noinline)) void caller(uintptr_t *pcs)
{
    inlined(pcs);
    STAY;
}

static void add(struct pp_profile *to, uintptr_t leaf, const char *route, int64_t bytes)
{
    uintptr_t pcs[2];
    caller(pcs);
    pcs[0] = leaf ? leaf : pcs[0];
    const struct pp_labels labels = { 1, { { "route", route, 0 } } };
    const int64_t values[] = { 1, bytes };
    pp_profile_add(to, pcs, 2, route ? &labels : NULL, values);
}

/* --- SQLite reads the JSON: page(doc), and a view for each table, with its pairs' numbers --- */

static void run(char *sql)
{
    ck_assert_msg(sqlite3_exec(parser, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(parser));
    sqlite3_free(sql);
}

static void open_parser(void)
{
    static const char *const tables[] = { "functions", "frames", "nodes", "labels", "samples" };
    ck_assert_int_eq(sqlite3_open(":memory:", &parser), SQLITE_OK);
    run(sqlite3_mprintf("CREATE TABLE page (doc)"));
    run(sqlite3_mprintf("CREATE VIEW strings AS SELECT j.key + 1 AS n, j.value AS text "
                        "FROM page, json_each(doc, '$.strings') AS j"));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        run(sqlite3_mprintf("CREATE VIEW %s AS SELECT a.key / 2 + 1 AS n, a.value AS first, "
                            "b.value AS second FROM page, json_each(doc, '$.%s') AS a, "
                            "json_each(doc, '$.%s') AS b "
                            "WHERE a.key %% 2 = 0 AND b.key = a.key + 1",
            tables[i], tables[i], tables[i]));
}

static void write_json(void)
{
    pp_buf_release(&json);
    pp_flame_json(&json, &flame);
    pp_buf_add(&json, "", 1);
    ck_assert(!json.failed);
    run(sqlite3_mprintf("INSERT INTO page VALUES (%Q)", json.at));
}

/* The first column of the first row; valid until the next call. */
static const char *ask(const char *sql)
{
    static char answer[512];
    sqlite3_stmt *statement = NULL;
    ck_assert_msg(sqlite3_prepare_v2(parser, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(parser));
    ck_assert_msg(sqlite3_step(statement) == SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(parser));
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    snprintf(answer, sizeof answer, "%s", text ? text : "null");
    sqlite3_finalize(statement);
    return answer;
}

static void setup(void)
{
    pp_profile_init(&profile, &kind);
    pp_profile_init(&before, &kind);
    flame = (struct pp_flame) { .title = "Heap", .profile = &profile, .value = 1, .nonce = "0a1b" };
    open_parser();
}

static void teardown(void)
{
    pp_profile_release(&profile);
    pp_profile_release(&before);
    pp_buf_release(&json);
    sqlite3_close(parser);
}

static void expect(const char *sql, const char *answer)
{
    const char *found = ask(sql);
    ck_assert_msg(strcmp(found, answer) == 0, "'%s' instead of '%s'", found, answer);
}

START_TEST(names_cannot_leave_the_json)
{
    add(&profile, (uintptr_t)hostile, "/\xFF<&>\"\\\n", 1);
    write_json();
    expect("SELECT json_valid(doc) FROM page", "1");
    expect("SELECT count(*) FROM strings WHERE text = '" HOSTILE "'", "1");
    expect("SELECT count(*) FROM strings WHERE text = "
           "'/' || char(0xFFFD) || '<&>\"\\' || char(10)",
        "1");
    ck_assert_ptr_null(strpbrk(json.at, "<>&"));
}
END_TEST

START_TEST(stacks_go_from_the_start_to_the_leaf)
{
    add(&profile, 0, NULL, 1);
    write_json();
    expect("WITH RECURSIVE stack (node, frame, depth) AS ("
           "    SELECT first, second, 0 FROM nodes WHERE n = (SELECT first FROM samples)"
           "    UNION ALL"
           "    SELECT first, second, depth + 1 FROM stack JOIN nodes ON n = node), "
           "names AS (SELECT iif(frames.second % 2, '[' || text || ']', text) AS name FROM stack "
           "    JOIN frames ON frames.n = frame"
           "    JOIN functions ON functions.n = frames.first"
           "    JOIN strings ON strings.n = functions.first ORDER BY depth) "
           "SELECT group_concat(name, ' ') FROM names",
        "callee [inlined] caller");
    expect("SELECT count(*) FROM nodes WHERE first >= n", "0");
}
END_TEST

START_TEST(values_are_those_of_the_profile)
{
    for (int i = 0; i < 100; i++) {
        add(&profile, 0, i % 2 ? "/a" : "/b", i);
        add(&profile, (uintptr_t)hostile, NULL, 1000);
    }
    write_json();
    expect("SELECT json_array_length(doc, '$.now[1]') FROM page", "3");
    expect("SELECT sum(value) FROM page, json_each(doc, '$.now[0]')", "200");
    expect("SELECT sum(value) FROM page, json_each(doc, '$.now[1]')", "104950");
    expect("SELECT json_type(doc, '$.before') FROM page", "null");
    expect("SELECT doc -> '$.types' FROM page",
        "[[\"inuse_objects\",\"count\"],[\"inuse_space\",\"bytes\"]]");
}
END_TEST

START_TEST(labels_stand_beside_their_samples)
{
    for (int i = 0; i < 2; i++)
        add(&profile, 0, i ? "/a" : NULL, 1);
    write_json();
    expect("SELECT count(DISTINCT first) || ': ' || group_concat(second) FROM samples", "1: 0,1");
    expect("SELECT text FROM labels JOIN strings ON strings.n = second", "/a");
}
END_TEST

START_TEST(difference_has_both_sides)
{
    struct pp_profile *const sides[] = { &profile, &before };
    for (int i = 0; i < 2; i++)
        add(sides[i], 0, NULL, 30 - 20 * i);
    add(&before, (uintptr_t)hostile, NULL, 7);
    flame.base = &before;
    flame.base_id = 4;
    write_json();
    expect("SELECT doc -> '$.now[1]' FROM page", "[30,0]");
    expect("SELECT doc -> '$.before[1]' FROM page", "[10,7]");
    expect("SELECT doc ->> '$.base.id' FROM page", "4");
}
END_TEST

START_TEST(empty_profile_is_a_page_too)
{
    write_json();
    expect("SELECT json_valid(doc) AND json_array_length(doc, '$.nodes') = 0 FROM page", "1");
}
END_TEST

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text++)
        count++;
    return count;
}

START_TEST(page_has_its_two_scripts_and_no_other)
{
    add(&profile, (uintptr_t)hostile, HOSTILE, 1);
    flame.title = HOSTILE;
    pp_flame_write(&json, &flame);
    pp_buf_add(&json, "", 1);
    ck_assert_uint_eq(occurrences(json.at, "<script"), 2);
    ck_assert_uint_eq(occurrences(json.at, "</script"), 2);
    ck_assert_uint_eq(occurrences(json.at, "<img"), 0);
    ck_assert_uint_eq(occurrences(json.at, "nonce=\"0a1b\""), 2);
    ck_assert_uint_eq(occurrences(json.at, "://"), 0);
}
END_TEST

/* --- flame_kept.h --- */

START_TEST(kept_profile_is_the_same)
{
    struct pp_profile found;
    add(&profile, 0, "/a", 5);
    profile.taken = 42;
    profile.duration = 7;
    pp_profile_comment(&profile, "%s", "hello");
    unsigned id = pp_flame_keep(&profile);
    ck_assert_uint_ne(id, 0);
    ck_assert(pp_flame_kept(id, &found));
    ck_assert_int_eq(found.taken, 42);
    ck_assert_int_eq(found.duration, 7);
    ck_assert_str_eq(found.comments[0], "hello");
    ck_assert_uint_eq(found.sample_count, 1);
    ck_assert_int_eq(found.samples[0].values[1], 5);
    ck_assert_str_eq(pp_sample_labels(&found, found.samples)->text, "/a");
    pp_profile_release(&found);
    ck_assert(!pp_flame_kept(id + 1, &found));
}
END_TEST

START_TEST(oldest_goes_first)
{
    struct pp_flame_known known[PP_FLAME_KEPT_MAX];
    struct pp_profile found;
    unsigned first = pp_flame_keep(&profile), last = first;
    for (int i = 0; i < PP_FLAME_KEPT_MAX; i++)
        last = pp_flame_keep(&profile);
    ck_assert_uint_eq(last, first + PP_FLAME_KEPT_MAX);
    ck_assert(!pp_flame_kept(first, &found));
    ck_assert_uint_eq(pp_flame_kept_list("heap", known), PP_FLAME_KEPT_MAX);
    ck_assert_uint_eq(known[0].id, first + 1);
    ck_assert_uint_eq(known[PP_FLAME_KEPT_MAX - 1].id, last);
    ck_assert_uint_eq(pp_flame_kept_list("cpu", known), 0);
    ck_assert_uint_eq(pp_flame_kept_list(NULL, known), PP_FLAME_KEPT_MAX);
}
END_TEST

START_TEST(what_is_kept_is_bounded)
{
    struct pp_flame_known known[PP_FLAME_KEPT_MAX];
    const uintptr_t pcs[100] = { 0 };
    const int64_t values[] = { 1, 1 };
    for (size_t i = 0; i < 4000; i++) {
        uintptr_t stack[100];
        memcpy(stack, pcs, sizeof pcs);
        stack[0] = i;
        pp_profile_add(&profile, stack, 100, NULL, values);
    }
    for (int i = 0; i < 8; i++) {
        ck_assert_uint_ne(pp_flame_keep(&profile), 0);
        ck_assert_uint_le(pp_flame_kept_bytes(), PP_FLAME_KEPT_BYTES);
    }
    ck_assert_uint_ge(pp_flame_kept_list(NULL, known), 1);
    for (size_t i = 0; i < 40000; i++) {
        uintptr_t stack[100] = { i, 1 };
        pp_profile_add(&profile, stack, 100, NULL, values);
    }
    ck_assert_uint_eq(pp_flame_keep(&profile), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { names_cannot_leave_the_json,
        stacks_go_from_the_start_to_the_leaf, values_are_those_of_the_profile,
        labels_stand_beside_their_samples, difference_has_both_sides, empty_profile_is_a_page_too,
        page_has_its_two_scripts_and_no_other, kept_profile_is_the_same, oldest_goes_first,
        what_is_kept_is_bounded, NULL };
    return suite_run(suite_with("flame", tests, setup, teardown));
}
