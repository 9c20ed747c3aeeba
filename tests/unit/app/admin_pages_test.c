#include "../suite.h"
#include "site.h"

#include <stdio.h>
#include <unistd.h>

static struct site site;

static void setup(void)
{
    site_open(&site);
}

static void teardown(void)
{
    site_close(&site);
}

static void expect_line(const char *line)
{
    char whole[256];
    snprintf(whole, sizeof whole, "\n%s\n", line);
    ck_assert_msg(
        strstr(site_body(&site), whole) != NULL, "no line '%s' in:\n%s", line, site_body(&site));
}

START_TEST(debug_lists_every_admin_route)
{
    ck_assert_int_eq(site_admin(&site, "/debug/"), 200);
    for (size_t i = 0; i < app_admin_router.count; i++) {
        const struct route *route = &app_admin_router.routes[i];
        char xpath[128];
        if (strchr(route->path, '*'))
            continue;
        snprintf(xpath, sizeof xpath, "//dt[a/@href='%s']/following-sibling::dd[1]", route->path);
        ck_assert_str_eq(site_text(&site, xpath), route->about);
    }
}
END_TEST

START_TEST(every_listed_admin_path_answers)
{
    for (size_t i = 0; i < app_admin_router.count; i++)
        if (strchr(app_admin_router.routes[i].path, '*') == NULL)
            ck_assert_int_eq(site_admin(&site, app_admin_router.routes[i].path), 200);
}
END_TEST

START_TEST(profiles_come_with_their_heads)
{
    ck_assert_int_eq(site_admin(&site, "/debug/pprof/goroutine"), 200);
    ck_assert_str_eq(site.response.content_type, "application/octet-stream");
    ck_assert(site_header(&site, "Content-Disposition: attachment; filename=\"goroutine\""));
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
    ck_assert_int_eq(site_admin(&site, "/debug/pprof/nothing?debug=1"), 404);
    ck_assert_str_eq(site_body(&site), "Unknown profile\n");
    ck_assert_int_eq(site_admin(&site, "/debug/pprof"), 301);
    ck_assert(site_header(&site, "Location: pprof/"));
}
END_TEST

START_TEST(peer_that_goes_ends_its_profile)
{
    site.peer_gone = true;
    ck_assert_int_eq(site_admin(&site, "/debug/pprof/goroutine?seconds=3000"), 503);
    site.peer_gone = false;
    ck_assert_int_eq(site_admin(&site, "/debug/pprof/goroutine?seconds=3000"), 200);
}
END_TEST

START_TEST(addresses_may_be_posted_in_any_form)
{
    char body[REQUEST_TERM_MAX + 100];
    memset(body, '+', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    site_serve(&site, &app_admin_router, "POST", "/debug/pprof/symbol", body);
    ck_assert_int_eq(site.response.status, 200);
    ck_assert_str_eq(site_body(&site), "num_symbols: 1\n");
    site_serve(&site, &app_admin_router, "POST", "/debug/pprof/heap", "x=y");
    ck_assert_int_eq(site.response.status, 405);
}
END_TEST

START_TEST(admin_and_search_do_not_share_paths)
{
    ck_assert_int_eq(site_admin(&site, "/search"), 404);
    ck_assert_int_eq(site_count(&site, "//form"), 0);
    ck_assert_int_eq(site_get(&site, "/metrics"), 404);
    ck_assert_int_eq(site_get(&site, "/debug/"), 404);
}
END_TEST

START_TEST(metrics_tell_the_index_and_the_feeds)
{
    site_story(&site, SITE_CNN, "Budget", "");
    site.states[0].health = FEED_FAILING;
    site.states[1].health = FEED_WAITING;
    ck_assert_int_eq(site_admin(&site, "/metrics"), 200);
    ck_assert_str_eq(site.response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    expect_line("feedscope_index_items 1");
    expect_line("feedscope_index_segments 1");
    expect_line("feedscope_feeds{health=\"good\"} 4");
    expect_line("feedscope_feeds{health=\"failing\"} 1");
    expect_line("feedscope_feeds{health=\"waiting\"} 1");
    expect_line("feedscope_start_time_seconds 1769860800");
}
END_TEST

START_TEST(metrics_tell_each_server_that_runs)
{
    site_admin(&site, "/metrics");
    ck_assert_ptr_null(strstr(site_body(&site), "server=\"search\""));

    char path[64];
    struct error e;
    snprintf(path, sizeof path, "/tmp/feedscope-test-%d.sock", (int)getpid());
    struct server_options options = { .path = path,
        .mode = 0600,
        .workers = 1,
        .name = "search",
        .router = &app_search_router,
        .app = &site.app };
    ck_assert_msg(server_start(&site.search, &options, &e) == ERROR_NONE, "%s", e.text);
    site_admin(&site, "/metrics");
    server_stop(&site.search);
    expect_line("feedscope_http_requests_total{server=\"search\",status=\"2xx\"} 0");
    expect_line("feedscope_connections_accepted_total{server=\"search\"} 0");
    expect_line("feedscope_connections_open{server=\"search\"} 0");
    expect_line("feedscope_workers_busy{server=\"search\"} 0");
}
END_TEST

/* "# HELP name text", "# TYPE name kind", then samples of that name with a whole number. */
START_TEST(metrics_are_of_prometheus_form)
{
    site_admin(&site, "/metrics");
    char name[128] = "", line[256];
    struct str rest = buf_str(&site.response.body);
    while (rest.len) {
        struct str whole = str_split(&rest, '\n');
        snprintf(line, sizeof line, "%.*s", STR_ARG(whole));
        char word[128] = "", kind[32] = "";
        unsigned long long value;
        if (sscanf(line, "# HELP %127s %31s", word, kind) == 2) {
            snprintf(name, sizeof name, "%s", word);
        } else if (sscanf(line, "# TYPE %127s %31s", word, kind) == 2) {
            ck_assert_str_eq(word, name);
            ck_assert(strcmp(kind, "counter") == 0 || strcmp(kind, "gauge") == 0);
        } else {
            ck_assert_msg(strncmp(line, name, strlen(name)) == 0, "%s", line);
            ck_assert_msg(sscanf(line + strcspn(line, " "), " %llu", &value) == 1, "%s", line);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { debug_lists_every_admin_route, every_listed_admin_path_answers,
        profiles_come_with_their_heads, peer_that_goes_ends_its_profile,
        addresses_may_be_posted_in_any_form, admin_and_search_do_not_share_paths,
        metrics_tell_the_index_and_the_feeds, metrics_tell_each_server_that_runs,
        metrics_are_of_prometheus_form, NULL };
    return suite_run(suite_with("admin_pages", tests, setup, teardown));
}
