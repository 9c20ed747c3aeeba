/* feedscope's own variables. */
#include "../suite.h"
#include "app/vars.h"
#include "base/clock.h"
#include "pprof/pprof.h"
#include "served.h"

static char text[1 << 16];
static size_t text_len;

static int take(void *context, const void *bytes, size_t len)
{
    (void)context;
    ck_assert_uint_lt(text_len + len, sizeof text);
    memcpy(text + text_len, bytes, len);
    text_len += len;
    text[text_len] = '\0';
    return 0;
}

static void read_all(void)
{
    const struct pprof_sink sink = { .write = take };
    text_len = 0;
    ck_assert_int_eq(pprof_vars_write(&sink), PPROF_OK);
}

/* What stands behind a variable's name, to the line's end. */
static const char *variable(const char *name)
{
    static char value[8192];
    char named[64];
    snprintf(named, sizeof named, "\n\"%s\": ", name);
    const char *at = strstr(text, named);
    ck_assert_msg(at != NULL, "no %s", name);
    at += strlen(named);
    size_t len = strcspn(at, "\n");
    snprintf(value, sizeof value, "%.*s", (int)(len - (at[len - 1] == ',')), at);
    return value;
}

/* The number at ""key": " within the text. */
static unsigned long long number(const char *within, const char *key)
{
    char named[64];
    unsigned long long value = 0;
    snprintf(named, sizeof named, "\"%s\": ", key);
    const char *at = strstr(within, named);
    ck_assert_msg(at != NULL, "no %s in %s", key, within);
    ck_assert_int_eq(sscanf(at + strlen(named), "%llu", &value), 1);
    return value;
}

START_TEST(servers_that_do_not_run_have_done_nothing)
{
    vars_publish(&site.app);
    read_all();
    ck_assert_str_eq(variable("requests"), "0");
    ck_assert_str_eq(variable("workers"), "0");
    ck_assert_str_eq(variable("queue"), "0");
    ck_assert_uint_eq(number(variable("admin"), "requests"), 0);
}
END_TEST

START_TEST(requests_are_told_by_status_and_route)
{
    vars_publish(&site.app);
    serve();
    ask("/status", 5);
    ask("/nowhere", 2);
    read_all();
    ck_assert_str_eq(variable("requests"), "7");
    ck_assert_str_eq(variable("workers"), "1");
    ck_assert_str_eq(
        variable("responses"), "{\"1xx\": 0,\"2xx\": 5,\"3xx\": 0,\"4xx\": 2,\"5xx\": 0}");
    const char *status = strstr(variable("routes"), "\"/status\": {");
    ck_assert_uint_eq(number(status, "count"), 5);
    ck_assert_uint_eq(number(strstr(variable("routes"), "\"(none)\": {"), "count"), 2);
}
END_TEST

START_TEST(quantiles_rise_to_the_maximum)
{
    vars_publish(&site.app);
    serve();
    ask("/status", 20);
    read_all();
    static const char *const names[] = { "p50", "p90", "p99", "p999", "max" };
    const char *status = strstr(variable("routes"), "\"/status\": {");
    unsigned long long before = 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unsigned long long value = number(status, names[i]);
        ck_assert_uint_ge(value, before);
        before = value;
    }
}
END_TEST

START_TEST(process_is_told_in_integers)
{
    site.app.started = clock_unix() - 100;
    vars_publish(&site.app);
    read_all();
    ck_assert_uint_ge(number(text, "goroutines"), 1);
    ck_assert_uint_eq(number(text, "threads"), number(text, "goroutines"));
    ck_assert_uint_gt(number(text, "resident"), 1 << 20);
    ck_assert_uint_ge(number(text, "uptime"), 100);
    ck_assert_int_eq(variable("version")[0], '"');
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { servers_that_do_not_run_have_done_nothing,
        requests_are_told_by_status_and_route, quantiles_rise_to_the_maximum,
        process_is_told_in_integers, NULL };
    return suite_run(suite_with("vars", tests, setup, teardown));
}
