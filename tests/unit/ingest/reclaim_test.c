/* What is told of publications: the variable "index", memstats, and the lines of gctrace. */
#include "../index/items.h"
#include "index/index.h"
#include "ingest/gctrace.h"
#include "ingest/reclaim.h"

#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct index *index_of_all;
static struct reclaim reclaim;
static char text[1 << 16];
static size_t text_len;

static void setup(void)
{
    index_of_all = index_new(1);
    reclaim_watch(&reclaim, index_of_all);
}

static void teardown(void)
{
    index_free(&index_of_all);
}

static void publish(uint64_t id)
{
    struct item item = item_of(id, 1, 1000, "Budget", "The council agreed.");
    struct index_publication done = index_add(index_of_all, &item, 1);
    reclaim_note(&reclaim, &done);
}

/* --- variables --- */

static int take(void *context, const void *bytes, size_t len)
{
    (void)context;
    ck_assert_uint_lt(text_len + len, sizeof text);
    memcpy(text + text_len, bytes, len);
    text_len += len;
    text[text_len] = '\0';
    return 0;
}

static unsigned long long shown(const char *key)
{
    const struct pprof_sink sink = { .write = take };
    char named[64];
    unsigned long long value = 0;
    text_len = 0;
    ck_assert_int_eq(pprof_vars_write(&sink), PPROF_OK);
    snprintf(named, sizeof named, "\"%s\": ", key);
    const char *at = strstr(strstr(text, "\"index\": {"), named);
    ck_assert_msg(at != NULL, "no %s", named);
    ck_assert_int_eq(sscanf(at + strlen(named), "%llu", &value), 1);
    return value;
}

START_TEST(variable_tells_the_published_index)
{
    publish(1);
    publish(2);
    ck_assert_uint_eq(shown("items"), 2);
    ck_assert_uint_eq(shown("publications"), 2);
    ck_assert_uint_eq(shown("generation"), 2);
    ck_assert_uint_ge(shown("segments"), 1);
    ck_assert_uint_gt(shown("bytes"), 0);
    ck_assert_uint_eq(shown("bytes"),
        shown("bytes.text") + shown("bytes.postings") + shown("bytes.positions") +
            shown("bytes.vocabulary") + shown("bytes.items") + shown("bytes.dead"));
    ck_assert_uint_gt(shown("build_ns"), 0);
    ck_assert_uint_gt(shown("wait_ns"), 0);
    ck_assert_uint_gt(shown("free_ns"), 0);
}
END_TEST

START_TEST(what_publishes_nothing_counts_for_nothing)
{
    publish(1);
    struct index_publication done = index_add(index_of_all, NULL, 0);
    reclaim_note(&reclaim, &done);
    ck_assert_uint_eq(shown("publications"), 1);
    ck_assert_uint_eq(pprof_memory_now().reclaims, 1);
}
END_TEST

START_TEST(a_publication_is_a_reclaim)
{
    struct pprof_memory before = pprof_memory_now();
    publish(1);
    struct pprof_memory now = pprof_memory_now();
    ck_assert_uint_eq(now.reclaims, before.reclaims + 1);
    ck_assert_int_eq(now.reclaim_ns - before.reclaim_ns,
        reclaim.spent_ever[INDEX_WAITING] + reclaim.spent_ever[INDEX_FREEING]);
}
END_TEST

static enum index_stage stages[32];
static size_t stage_count;

static void note_stage(void *context, enum index_stage stage)
{
    (void)context;
    stages[stage_count++ % 32] = stage;
}

START_TEST(stages_come_in_their_order)
{
    static const enum index_stage expected[] = { INDEX_BUILDING, INDEX_AT_REST, INDEX_BUILDING,
        INDEX_WAITING, INDEX_FREEING, INDEX_AT_REST };
    struct item item = item_of(1, 1, 1000, "Budget", "");
    index_watch(index_of_all, note_stage, NULL);
    index_add(index_of_all, &item, 1);
    ck_assert_uint_eq(stage_count, sizeof expected / sizeof *expected);
    ck_assert_mem_eq(stages, expected, sizeof expected);
}
END_TEST

/* --- lines --- */

static FILE *errors;

/* What the functions below write to stderr is kept in a file. */
static void catch_stderr(void)
{
    errors = tmpfile();
    ck_assert(errors != NULL && dup2(fileno(errors), STDERR_FILENO) >= 0);
}

static const char *caught(void)
{
    ssize_t len = pread(fileno(errors), text, sizeof text - 1, 0);
    ck_assert_int_ge(len, 0);
    text[len] = '\0';
    return text;
}

static void expect_match(const char *line, const char *pattern)
{
    regex_t regex;
    ck_assert_int_eq(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    ck_assert_msg(regexec(&regex, line, 0, NULL, 0) == 0, "'%s' is not as %s", line, pattern);
    regfree(&regex);
}

#define SPAN "[0-9]+(\\.[0-9]+)?"
#define MB "[0-9]+\\.[0-9]"

START_TEST(lines_are_written_when_they_are_wanted)
{
    catch_stderr();
    publish(1);
    ck_assert_str_eq(caught(), "");
    gctrace_start();
    publish(2);
    const char *line = caught();
    expect_match(line,
        "^gc 2 @[0-9]+\\.[0-9]{3}s [0-9]+%: " SPAN "\\+" SPAN "\\+" SPAN " ms clock, " MB "->" MB
        "->" MB " MB, " MB " MB resident, index 2: 2 items, [12] segments, [0-9]+ merged\n$");
}
END_TEST

static int swallow(void *context, const void *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    return 0;
}

static void no_head(
    void *context, int status, const struct pprof_header *headers, size_t header_count)
{
    (void)context, (void)status, (void)headers, (void)header_count;
}

START_TEST(what_heap_gives_back_has_a_line)
{
    catch_stderr();
    gctrace_start();
    pprof_serve(&(struct pprof_exchange) { .method = "GET",
        .path = "pprof/heap",
        .query = "gc=1",
        .head = no_head,
        .sink = { .write = swallow } });
    expect_match(caught(), "^scvg 1 @[0-9]+\\.[0-9]{3}s: " SPAN " ms clock, " MB "->" MB " MB, " MB
                           "->" MB " MB resident\n$");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { variable_tells_the_published_index,
        what_publishes_nothing_counts_for_nothing, a_publication_is_a_reclaim,
        stages_come_in_their_order, lines_are_written_when_they_are_wanted,
        what_heap_gives_back_has_a_line, NULL };
    return suite_run(suite_with("reclaim", tests, setup, teardown));
}
