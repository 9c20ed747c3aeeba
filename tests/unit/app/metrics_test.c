/* /metrics: what it says, and that it is of Prometheus' form. */
#include "../suite.h"
#include "served.h"

#include <stdlib.h>

static const char *metrics(void)
{
    ck_assert_int_eq(site_admin(&site, "/metrics"), 200);
    return site_body(&site);
}

static void expect_line(const char *line)
{
    char whole[256];
    snprintf(whole, sizeof whole, "\n%s\n", line);
    ck_assert_msg(strstr(site_body(&site), whole) != NULL, "no line '%s'", line);
}

/* The value of a sample, by its name and labels. */
static double value(const char *sample)
{
    char begin[256];
    snprintf(begin, sizeof begin, "\n%s ", sample);
    const char *at = strstr(site_body(&site), begin);
    ck_assert_msg(at != NULL, "no sample '%s'", sample);
    return strtod(at + strlen(begin), NULL);
}

START_TEST(metrics_tell_the_index_and_the_feeds)
{
    site_story(&site, SITE_CNN, "Budget", "");
    site.states[0].health = FEED_FAILING;
    site.states[1].health = FEED_WAITING;
    metrics();
    ck_assert_str_eq(site.response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    expect_line("feedscope_index_items 1");
    expect_line("feedscope_index_segments 1");
    expect_line("feedscope_index_generation 1");
    expect_line("feedscope_feeds{health=\"good\"} 4");
    expect_line("feedscope_feeds{health=\"failing\"} 1");
    expect_line("feedscope_feeds{health=\"waiting\"} 1");
    expect_line("feedscope_start_time_seconds 1769860800");
}
END_TEST

START_TEST(metrics_tell_each_server_that_runs)
{
    ck_assert_ptr_null(strstr(metrics(), "server=\"search\""));
    serve();
    ask("/status", 3);
    ask("/nowhere", 2);
    ck_assert_ptr_null(strstr(metrics(), "server=\"admin\""));
    expect_line("feedscope_http_requests_total{server=\"search\",status=\"2xx\"} 3");
    expect_line("feedscope_http_requests_total{server=\"search\",status=\"4xx\"} 2");
    expect_line("feedscope_connections_accepted_total{server=\"search\"} 2");
    expect_line("feedscope_connections_waiting{server=\"search\"} 0");
    expect_line("feedscope_workers{server=\"search\"} 1");
    ck_assert_double_gt(value("feedscope_http_response_body_bytes_total{server=\"search\"}"), 0);
}
END_TEST

#define DURATION "feedscope_http_request_duration_seconds"

START_TEST(durations_are_told_of_each_route)
{
    serve();
    ask("/status", 7);
    ask("/nowhere", 1);
    metrics();
    expect_line(DURATION "_count{server=\"search\",route=\"/status\"} 7");
    expect_line(DURATION "_bucket{server=\"search\",route=\"/status\",le=\"+Inf\"} 7");
    expect_line(DURATION "_count{server=\"search\",route=\"/search\"} 0");
    expect_line(DURATION "_count{server=\"search\",route=\"(none)\"} 1");
    ck_assert_double_gt(value(DURATION "_sum{server=\"search\",route=\"/status\"}"), 0);
    ck_assert_double_lt(value(DURATION "_sum{server=\"search\",route=\"/status\"}"), 7 * 60);
}
END_TEST

START_TEST(metrics_tell_the_process)
{
    metrics();
    ck_assert_double_gt(value("process_resident_memory_bytes"), 1 << 20);
    ck_assert_double_ge(
        value("process_virtual_memory_bytes"), value("process_resident_memory_bytes"));
    ck_assert_double_ge(value("process_open_fds"), 3);
    ck_assert_double_ge(value("process_threads"), 1);
    ck_assert_double_gt(value("process_cpu_seconds_total"), 0);
    ck_assert_double_lt(value("process_cpu_seconds_total"), 3600);
    ck_assert_double_gt(value("process_start_time_seconds"), 1.7e9);
    ck_assert_double_ge(value("feedscope_profiler_bytes"), 0);
    ck_assert_double_ge(value("feedscope_heap_mapped_bytes"), value("feedscope_heap_active_bytes"));
}
END_TEST

/* --- form --- */

struct family {
    char name[128], type[32];
    /* Of the histogram that is being read. */
    char series[128]; /* its labels without le */
    double bound, count;
};

static bool is_suffix(const char *suffix)
{
    return strcmp(suffix, "_bucket") == 0 || strcmp(suffix, "_sum") == 0 ||
           strcmp(suffix, "_count") == 0;
}

/* Bounds and counts rise within a series, whose last bucket is all. */
static void check_bucket(struct family *family, const char *labels, double number)
{
    char series[128];
    const char *le = strstr(labels, ",le=\"");
    ck_assert_msg(le != NULL, "%s", labels);
    snprintf(series, sizeof series, "%.*s}", (int)(le - labels), labels);
    if (strcmp(series, family->series) != 0) {
        snprintf(family->series, sizeof family->series, "%s", series);
        family->bound = family->count = 0;
    }
    double bound = strtod(le + 5, NULL); /* reads +Inf, too */
    ck_assert_msg(bound > family->bound && number >= family->count, "%s", labels);
    family->bound = bound;
    family->count = number;
}

static void check_histogram(
    struct family *family, const char *suffix, const char *labels, double number)
{
    ck_assert_msg(is_suffix(suffix), "%s", suffix);
    if (strcmp(suffix, "_bucket") == 0)
        check_bucket(family, labels, number);
    else
        ck_assert_str_eq(family->series, labels);
    if (strcmp(suffix, "_count") == 0) {
        ck_assert_double_eq(number, family->count);
        ck_assert_double_infinite(family->bound);
    }
}

static void check_sample(struct family *family, char *line)
{
    char *end, *blank = strrchr(line, ' ');
    ck_assert_msg(blank != NULL, "%s", line);
    *blank = '\0';
    double number = strtod(blank + 1, &end);
    ck_assert_msg(end > blank + 1 && *end == '\0' && number >= 0, "%s", line);
    ck_assert_msg(strncmp(line, family->name, strlen(family->name)) == 0, "%s", line);
    char suffix[128], *rest = line + strlen(family->name), *labels = rest + strcspn(rest, "{");
    snprintf(suffix, sizeof suffix, "%.*s", (int)(labels - rest), rest);
    if (strcmp(family->type, "histogram") == 0)
        check_histogram(family, suffix, labels, number);
    else
        ck_assert_str_eq(suffix, "");
}

static void check_type(struct family *family, const char *name)
{
    size_t len = strlen(name);
    bool total = len > 6 && strcmp(name + len - 6, "_total") == 0;
    ck_assert_str_eq(name, family->name);
    if (strcmp(family->type, "counter") == 0)
        ck_assert_msg(total, "%s", name);
    else
        ck_assert_msg(!total && (strcmp(family->type, "gauge") == 0 ||
                                    strcmp(family->type, "histogram") == 0),
            "%s", name);
}

/* "# HELP name text", "# TYPE name kind", then samples of that name. */
START_TEST(metrics_are_of_prometheus_form)
{
    serve();
    ask("/status", 3);
    metrics();
    char line[512], name[128];
    struct family family = { .name = "" };
    struct str rest = buf_str(&site.response.body);
    while (rest.len) {
        struct str whole = str_split(&rest, '\n');
        snprintf(line, sizeof line, "%.*s", STR_ARG(whole));
        if (sscanf(line, "# HELP %127s %31s", name, family.type) == 2)
            snprintf(family.name, sizeof family.name, "%s", name);
        else if (sscanf(line, "# TYPE %127s %31s", name, family.type) == 2)
            check_type(&family, name);
        else
            check_sample(&family, line);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { metrics_tell_the_index_and_the_feeds,
        metrics_tell_each_server_that_runs, durations_are_told_of_each_route,
        metrics_tell_the_process, metrics_are_of_prometheus_form, NULL };
    return suite_run(suite_with("metrics", tests, setup, teardown));
}
