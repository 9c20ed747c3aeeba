/* The pages, asked for by a reader that does not wait: its time passes at once. */
#include "../suite.h"
#include "pprof/cpu.h"
#include "pprof/pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct reader {
    struct pprof_exchange exchange;
    int status;
    unsigned heads;
    char headers[1024]; /* "Name: value\n" each */
    char *body;
    size_t len;
    int64_t waited;
    int (*wait)(struct reader *reader); /* NULL: time passes */
    bool gone;                          /* takes no more bytes */
};

static void take_head(
    void *context, int status, const struct pprof_header *headers, size_t header_count)
{
    struct reader *r = context;
    r->heads++;
    r->status = status;
    for (size_t i = 0; i < header_count; i++) {
        size_t len = strlen(r->headers);
        snprintf(r->headers + len, sizeof r->headers - len, "%s: %s\n", headers[i].name,
            headers[i].value);
    }
}

static int take_bytes(void *context, const void *bytes, size_t len)
{
    struct reader *r = context;
    ck_assert_uint_eq(r->heads, 1);
    if (r->gone)
        return -1;
    r->body = realloc(r->body, r->len + len + 1);
    memcpy(r->body + r->len, bytes, len);
    r->len += len;
    r->body[r->len] = '\0';
    return 0;
}

static int pass_time(void *context, int64_t nanoseconds)
{
    struct reader *r = context;
    r->waited += nanoseconds;
    return r->wait ? r->wait(r) : 0;
}

static struct reader reader;

static void release(struct reader *r)
{
    free(r->body);
    *r = (struct reader) { 0 };
}

static int ask(struct reader *r, const char *method, const char *path, const char *query)
{
    free(r->body);
    r->body = NULL;
    r->len = r->heads = 0;
    r->waited = 0;
    r->headers[0] = '\0';
    r->exchange.method = method;
    r->exchange.path = path;
    r->exchange.query = query;
    r->exchange.head = take_head;
    r->exchange.sink = (struct pprof_sink) { take_bytes, pass_time, r };
    pprof_serve(&r->exchange);
    ck_assert_msg(r->heads == 1, "%s?%s: %u heads", path, query ? query : "", r->heads);
    ck_assert_ptr_nonnull(strstr(r->headers, "X-Content-Type-Options: nosniff\n"));
    return r->status;
}

static int get(const char *path, const char *query)
{
    return ask(&reader, "GET", path, query);
}

static bool has_header(const char *line)
{
    return strstr(reader.headers, line) != NULL;
}

static bool says(const char *text)
{
    return reader.body && strstr(reader.body, text) != NULL;
}

static void expect_error(int status, const char *text)
{
    ck_assert_msg(reader.status == status, "%d: %s", reader.status, reader.body);
    ck_assert(has_header("Content-Type: text/plain; charset=utf-8\n"));
    ck_assert(has_header("X-Go-Pprof: 1\n"));
    ck_assert(!has_header("Content-Disposition"));
    ck_assert_msg(says(text), "%s", reader.body);
    ck_assert_int_eq(reader.body[reader.len - 1], '\n');
}

static void expect_gzip(const char *file_name)
{
    char line[128];
    snprintf(line, sizeof line, "Content-Disposition: attachment; filename=\"%s\"\n", file_name);
    ck_assert_msg(reader.status == 200, "%d: %s", reader.status, reader.body);
    ck_assert(has_header("Content-Type: application/octet-stream\n"));
    ck_assert_msg(has_header(line), "%s", reader.headers);
    ck_assert_uint_gt(reader.len, 20);
    ck_assert_mem_eq(reader.body, "\x1f\x8b", 2);
}

static void setup(void)
{
    ck_assert_int_eq(pprof_start(NULL), PPROF_OK);
}

static void teardown(void)
{
    release(&reader);
}

START_TEST(bad_parameters_are_named_with_what_they_take)
{
    static const struct {
        const char *path, *query, *name, *takes;
    } bad[] = {
        { "pprof/profile", "seconds=abc", "\"seconds\"", "seconds above 0, at most 3600" },
        { "pprof/profile", "seconds=-1", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=0", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=1e3", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=0x10", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=nan", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=.", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=1.2.3", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=+5", "\"seconds\"", "above 0" },
        { "pprof/profile", "seconds=3601", "\"seconds\"", "3600" },
        { "pprof/profile", "seconds=99999999999999999999999999", "\"seconds\"", "3600" },
        { "pprof/profile", "x=1&seconds=%61&seconds=5", "\"seconds\"", "above 0" },
        { "pprof/goroutine", "seconds=x", "\"seconds\"", "above 0" },
        { "pprof/goroutine", "debug=9", "\"debug\"", "from 0 to 2" },
        { "pprof/goroutine", "debug=x", "\"debug\"", "from 0 to 2" },
        { "pprof/goroutine", "debug=-1", "\"debug\"", "from 0 to 2" },
        { "pprof/goroutine", "debug=1x", "\"debug\"", "from 0 to 2" },
        { "pprof/heap", "gc=maybe", "\"gc\"", "from 0 to 1" },
        { "pprof/trace", "seconds=x", "\"seconds\"", "above 0" },
        { "pprof/trace", "last=x", "\"last\"", "above 0" },
        { "pprof/trace", "format=xml", "\"format\"", "go or chrome" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        get(bad[i].path, bad[i].query);
        expect_error(400, bad[i].name);
        ck_assert_msg(says(bad[i].takes), "%s: %s", bad[i].query, reader.body);
    }
}
END_TEST

START_TEST(parameters_that_exclude_each_other_are_refused)
{
    get("pprof/goroutine", "seconds=1&debug=1");
    expect_error(400, "seconds and debug params are incompatible");
    get("pprof/trace", "seconds=1&last=1");
    expect_error(400, "seconds and last params are incompatible");
}
END_TEST

START_TEST(what_go_ignores_is_ignored)
{
    get("pprof/goroutine", "debug=&gc=&seconds=&colour=red&&=&seconds&debug");
    expect_gzip("goroutine");
    get("pprof/goroutine", "debug=%31");
    ck_assert(has_header("Content-Type: text/plain"));
    get("pprof/goroutine", "&debug=0&debug=1");
    expect_gzip("goroutine");
}
END_TEST

START_TEST(unknown_names_are_404)
{
    static const char *const paths[] = { "pprof/nothing", "pprof/heap/", "pprof/x/heap",
        "pprof/cpu", "pprof/Heap", "pprof/debug", "pprof/vars" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        get(paths[i], NULL);
        expect_error(404, "Unknown profile\n");
    }
    get("nothing", NULL);
    expect_error(404, "404 page not found\n");
    get("", NULL);
    expect_error(404, "404 page not found\n");
}
END_TEST

START_TEST(cpu_profile_takes_as_long_as_asked)
{
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    get("pprof/profile", "seconds=.25");
    clock_gettime(CLOCK_MONOTONIC, &ended);
    expect_gzip("profile");
    ck_assert_int_ge(
        (ended.tv_sec - begun.tv_sec) * 1000000000 + ended.tv_nsec - begun.tv_nsec, 250000000);
}
END_TEST

static struct reader second;

static int ask_meanwhile(struct reader *r)
{
    r->wait = NULL;
    ask(&second, "GET", r->exchange.path, "seconds=0.1");
    return 0;
}

START_TEST(second_cpu_profile_is_refused_as_go_does)
{
    reader.wait = ask_meanwhile;
    get("pprof/profile", "seconds=0.2");
    expect_gzip("profile");
    ck_assert_int_eq(second.status, 500);
    ck_assert_str_eq(second.body, "Could not enable CPU profiling: cpu profiling already in use\n");
    release(&second);
}
END_TEST

START_TEST(second_trace_is_refused_as_go_does)
{
    reader.wait = ask_meanwhile;
    get("pprof/trace", "seconds=0.2");
    ck_assert_int_eq(reader.status, 200);
    ck_assert(has_header("Content-Disposition: attachment; filename=\"trace\"\n"));
    ck_assert_int_eq(second.status, 500);
    ck_assert_str_eq(second.body, "Could not enable tracing: tracing is already enabled\n");
    release(&second);
}
END_TEST

static int go_away(struct reader *r)
{
    (void)r;
    return -1;
}

START_TEST(reader_that_goes_ends_its_profile)
{
    static const char *const paths[] = { "pprof/profile", "pprof/trace", "pprof/goroutine" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        reader.wait = go_away;
        get(paths[i], "seconds=3000");
        expect_error(503, "ended early");
        reader.wait = NULL;
        ck_assert(!pp_cpu_running());
        ck_assert_int_eq(get(paths[i], "seconds=0.1"), 200);
    }
}
END_TEST

START_TEST(reader_that_takes_nothing_does_no_harm)
{
    reader.gone = true;
    ck_assert_int_eq(get("pprof/goroutine", NULL), 200);
    ck_assert_int_eq(get("pprof/", NULL), 200);
    ck_assert_int_eq(get("pprof/nothing", NULL), 404);
    ck_assert_int_eq(get("vars", NULL), 200);
}
END_TEST

START_TEST(named_profiles_have_their_names)
{
    static const char *const names[] = { "goroutine", "threads", "threadcreate", "block", "mutex" };
    char path[64], file_name[64];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "pprof/%s", names[i]);
        get(path, NULL);
        expect_gzip(names[i]);
        snprintf(file_name, sizeof file_name, "%s-delta", names[i]);
        get(path, "seconds=7");
        expect_gzip(file_name);
        ck_assert_int_eq(reader.waited, 7 * 1000000000LL);
        ck_assert_int_eq(get(path, "debug=1"), 200);
        ck_assert(has_header("Content-Type: text/plain; charset=utf-8\n"));
        ck_assert(!has_header("Content-Disposition"));
    }
    get("pprof/goroutine", "debug=1");
    ck_assert(says("goroutine profile: total "));
    get("pprof/threads", "debug=2");
    ck_assert(says("thread "));
}
END_TEST

START_TEST(heap_is_there_or_says_why_not)
{
    get("pprof/heap", "gc=1");
    if (reader.status == 200)
        expect_gzip("heap");
    else
        expect_error(501, "");
    ck_assert_uint_gt(reader.len, 20);
}
END_TEST

START_TEST(trace_comes_in_two_formats)
{
    get("pprof/trace", "seconds=0.2");
    ck_assert_int_eq(reader.status, 200);
    ck_assert_mem_eq(reader.body, "go 1.", 5);
    get("pprof/trace", "format=chrome&seconds=0.2");
    ck_assert_int_eq(reader.status, 200);
    ck_assert(has_header("Content-Type: application/json\n"));
    ck_assert(has_header("Content-Disposition: attachment; filename=\"trace.json\"\n"));
    get("pprof/trace", "last=5");
    ck_assert_int_eq(reader.status, 200);
    ck_assert_int_eq(reader.waited, 0);
    ck_assert_mem_eq(reader.body, "go 1.", 5);
}
END_TEST

START_TEST(other_methods_are_405_with_allow)
{
    ask(&reader, "POST", "pprof/heap", NULL);
    expect_error(405, "GET, HEAD");
    ck_assert(has_header("Allow: GET, HEAD\n"));
    ask(&reader, "DELETE", "pprof/symbol", NULL);
    expect_error(405, "GET, HEAD, POST");
    ck_assert(has_header("Allow: GET, HEAD, POST\n"));
}
END_TEST

START_TEST(head_has_no_body_and_takes_no_time)
{
    static const char *const paths[] = { "pprof/", "pprof/profile", "pprof/goroutine",
        "pprof/trace", "pprof/cmdline", "pprof/symbol", "vars", "pprof/nothing" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        ck_assert_int_eq(ask(&reader, "HEAD", paths[i], "seconds=3"), i == 7 ? 404 : 200);
        ck_assert_uint_eq(reader.len, 0);
        ck_assert_int_eq(reader.waited, 0);
    }
}
END_TEST

__attribute__((noinline)) void named_by_the_symbol_page(void);
void named_by_the_symbol_page(void)
{
    __asm__ volatile("");
}

START_TEST(symbols_are_named)
{
    char list[128], line[128];
    uintptr_t at = (uintptr_t)named_by_the_symbol_page;
    snprintf(list, sizeof list, "0x1+0x%zx+%zu++0xffffffffffffffffffff+x", at, at);
    snprintf(line, sizeof line, "num_symbols: 1\n0x%zx named_by_the_symbol_page\n", at);
    ck_assert_int_eq(get("pprof/symbol", list), 200);
    ck_assert(has_header("Content-Type: text/plain; charset=utf-8\n"));
    ck_assert_mem_eq(reader.body, line, strlen(line));
    ck_assert_str_eq(reader.body + strlen(line), strchr(line, '\n') + 1);
    reader.exchange.body = list;
    reader.exchange.body_len = 4 + strcspn(list + 4, "+");
    ck_assert_int_eq(ask(&reader, "POST", "pprof/symbol", "0x1"), 200);
    ck_assert_str_eq(reader.body, line);
    get("pprof/symbol", NULL);
    ck_assert_str_eq(reader.body, "num_symbols: 1\n");
}
END_TEST

START_TEST(command_line_is_joined_by_nul)
{
    char own[4096];
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t len = fread(own, 1, sizeof own, file);
    fclose(file);
    ck_assert_int_eq(get("pprof/cmdline", NULL), 200);
    ck_assert_uint_eq(reader.len, len - 1);
    ck_assert_mem_eq(reader.body, own, reader.len);
}
END_TEST

START_TEST(index_lists_all_by_name)
{
    static const char *const names[] = { "allocs", "block", "cmdline", "flame", "goroutine", "heap",
        "mutex", "profile", "threadcreate", "threads", "trace" };
    ck_assert_int_eq(get("pprof/", "debug=7"), 200);
    ck_assert(has_header("Content-Type: text/html; charset=utf-8\n"));
    const char *at = reader.body;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char link[64];
        snprintf(link, sizeof link, "<a href='%s?debug=1'>%s</a>", names[i], names[i]);
        at = strstr(at, link);
        ck_assert_msg(at != NULL, "%s is not there, or not in order", names[i]);
    }
    ck_assert(says("<a href=\"goroutine?debug=2\">full goroutine stack dump</a>"));
}
END_TEST

START_TEST(without_slash_it_leads_to_the_index)
{
    ck_assert_int_eq(get("pprof", NULL), 301);
    ck_assert(has_header("Location: pprof/\n"));
}
END_TEST

START_TEST(variables_are_json)
{
    ck_assert_int_eq(get("vars", NULL), 200);
    ck_assert(has_header("Content-Type: application/json; charset=utf-8\n"));
    ck_assert_int_eq(reader.body[0], '{');
    ck_assert(says("\"cmdline\""));
    ck_assert(says("\"memstats\""));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { bad_parameters_are_named_with_what_they_take,
        parameters_that_exclude_each_other_are_refused, what_go_ignores_is_ignored,
        unknown_names_are_404, cpu_profile_takes_as_long_as_asked,
        second_cpu_profile_is_refused_as_go_does, second_trace_is_refused_as_go_does,
        reader_that_goes_ends_its_profile, reader_that_takes_nothing_does_no_harm,
        named_profiles_have_their_names, heap_is_there_or_says_why_not, trace_comes_in_two_formats,
        other_methods_are_405_with_allow, head_has_no_body_and_takes_no_time, symbols_are_named,
        command_line_is_joined_by_nul, index_lists_all_by_name, without_slash_it_leads_to_the_index,
        variables_are_json, NULL };
    return suite_run(suite_with("http", tests, setup, teardown));
}
