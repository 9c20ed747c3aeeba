#include "../suite.h"
#include "site.h"

#include <stdio.h>
#include <string.h>

static struct site site;

static void setup(void)
{
    site_open(&site);
}

static void teardown(void)
{
    site_close(&site);
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

int main(void)
{
    const TTest *const tests[] = { debug_lists_every_admin_route, every_listed_admin_path_answers,
        profiles_come_with_their_heads, peer_that_goes_ends_its_profile,
        addresses_may_be_posted_in_any_form, admin_and_search_do_not_share_paths,

        NULL };
    return suite_run(suite_with("admin_pages", tests, setup, teardown));
}
