#include "../suite.h"
#include "app/pages.h"
#include "base/mem.h"
#include "site.h"

#include <stdio.h>

static struct site site;

static void setup(void)
{
    site_open(&site);
}

static void teardown(void)
{
    site_close(&site);
}

static void expect_text(const char *xpath, const char *text)
{
    ck_assert_str_eq(site_text(&site, xpath), text);
}

START_TEST(root_leads_to_the_search)
{
    ck_assert_int_eq(site_get(&site, "/"), 302);
    ck_assert(site_header(&site, "Location: /search"));
}
END_TEST

START_TEST(health_is_good_when_there_are_stories)
{
    site_health(&site, FEED_WAITING);
    site_story(&site, SITE_CNN, "Budget", "");
    ck_assert_int_eq(site_get(&site, "/healthz"), 200);
    ck_assert_str_eq(site_body(&site), "ok\n");
    ck_assert_str_eq(site.response.content_type, "text/plain; charset=utf-8");
}
END_TEST

START_TEST(health_is_bad_until_a_first_fetch_has_ended)
{
    site_health(&site, FEED_WAITING);
    ck_assert_int_eq(site_get(&site, "/healthz"), 503);
    ck_assert_ptr_nonnull(strstr(site_body(&site), "no feed has been fetched yet"));
    site.states[5].health = FEED_FAILING;
    ck_assert_int_eq(site_get(&site, "/healthz"), 200);
}
END_TEST

START_TEST(while_the_archive_is_loaded_nothing_is_searched)
{
    struct item item = { .id = 1, .source = SITE_CNN, .guid = STR("g"), .title = STR("Budget") };
    struct index_loader *loader = index_loader_new(site.app.index);
    index_load_begin(site.app.index, 1200);
    index_loader_add(loader, &item);
    ck_assert_int_eq(site_get(&site, "/search?term=budget"), 503);
    ck_assert(site_header(&site, "Retry-After: 2"));
    ck_assert_int_eq(site_count(&site, "//progress[@max='1200'][@value='1']"), 1);
    ck_assert_ptr_nonnull(strstr(site_body(&site), "1 of 1,200 stories"));
    ck_assert_int_eq(site_get(&site, "/healthz"), 503);
    ck_assert(site_header(&site, "Retry-After: 2"));
    ck_assert_str_eq(site_body(&site), "starting: 1 of 1200 stories are loaded from the archive\n");
    ck_assert_int_eq(site_get(&site, "/suggest?q=bud"), 503);
    ck_assert_int_eq(site_get(&site, "/status"), 200);
    index_loader_end(&loader);
    index_load_end(site.app.index);
    ck_assert_int_eq(site_get(&site, "/search?term=budget"), 200);
    ck_assert_int_eq(site_get(&site, "/healthz"), 200);
}
END_TEST

START_TEST(status_lists_every_feed_in_words)
{
    site.states[1].health = FEED_FAILING;
    site.states[2].health = FEED_WAITING;
    ck_assert_int_eq(site_get(&site, "/status"), 200);
    ck_assert_int_eq(site_count(&site, "//tbody/tr"), SITE_FEEDS);
    expect_text("//tbody/tr[3]/th/span[@class='source']", "New York <Times>");
    expect_text("//tbody/tr[1]/th/span[@class='url']", "http://feeds.example.org/cnn/top.xml");
    expect_text("//tbody/tr[1]/td[@data-label='Health']", "good");
    expect_text("//tbody/tr[2]/td[@data-label='Health']", "failing");
    expect_text("//tbody/tr[3]/td[@data-label='Health']", "waiting");
    expect_text("//tbody/tr[1]/td[@data-label='HTTP']", "200");
    expect_text("//tbody/tr[1]/td[@data-label='Stories']", "1,234");
    expect_text(
        "//tbody/tr[1]/td[@data-label='Last fetch']/time/@datetime", "2026-01-31T12:00:00Z");
    expect_text(
        "//tbody/tr[1]/td[@data-label='Next fetch']/time/@datetime", "2026-01-31T12:15:00Z");
}
END_TEST

START_TEST(status_shows_no_password)
{
    char url[] = "http://u:secret@example.org/", shown[] = "http://u:***@example.org/";
    site.states[0].url = url;
    site.states[0].shown = shown;
    site_get(&site, "/status");
    expect_text("//tbody/tr[1]/th/span[@class='url']", shown);
    ck_assert_ptr_null(strstr(site_body(&site), "secret"));
}
END_TEST

START_TEST(status_of_a_feed_never_fetched_says_so)
{
    site_health(&site, FEED_WAITING);
    site_get(&site, "/status");
    expect_text("//tbody/tr[1]/td[@data-label='Last fetch']", "not yet");
    expect_text("//tbody/tr[1]/td[@data-label='Next fetch']", "not planned");
    expect_text("//tbody/tr[1]/td[@data-label='HTTP']", "none");
}
END_TEST

START_TEST(status_quotes_errors_as_text)
{
    site_health(&site, FEED_FAILING);
    site_get(&site, "/status");
    expect_text("//tbody/tr[1]//span[@class='why']", "the server answered <503> \"unavailable\"");
}
END_TEST

START_TEST(status_survives_an_error_cut_within_a_character)
{
    site_health(&site, FEED_FAILING);
    snprintf(site.states[0].error, sizeof site.states[0].error, "host not found: caf\xC3");
    site_get(&site, "/status");
    expect_text("//tbody/tr[1]//span[@class='why']", "host not found: caf\uFFFD");
}
END_TEST

START_TEST(status_of_very_many_feeds_begins_with_what_fails)
{
    enum { MANY = 4000 };
    struct feed_state *many = mem_zero(MANY, sizeof *many);
    for (size_t i = 0; i < MANY; i++)
        many[i] = site.states[0];
    for (size_t i = 0; i < MANY; i++)
        many[i].health = i == MANY - 1 ? FEED_FAILING : FEED_GOOD;
    site.feeds = (struct feed_table) { many, MANY };
    ck_assert_int_eq(site_get(&site, "/status"), 200);
    ck_assert_int_eq(site_count(&site, "//tbody/tr"), 1000);
    ck_assert_str_eq(site_text(&site, "//tbody/tr[1]//span[contains(@class, 'badge')]"), "failing");
    ck_assert_int_eq(site_count(&site, "//p[contains(., 'Only 1,000 feeds')]"), 1);
    site.feeds = (struct feed_table) { site.states, SITE_FEEDS };
    free(many);
}
END_TEST

START_TEST(status_shows_the_figures_of_the_index)
{
    site_story(&site, SITE_CNN, "Budget", "");
    site_story(&site, SITE_CNN, "Council", "");
    site_get(&site, "/status");
    expect_text("//dl/div[dt='Stories']/dd", "2");
    ck_assert_int_eq(site_count(&site, "//dl/div[dt='Segments']/dd"), 1);
    ck_assert_ptr_nonnull(strstr(site_text(&site, "//dl/div[dt='Memory of the index']/dd"), "MiB"));
    ck_assert_int_eq(site_count(&site, "//dl/div[contains(dd, ' MiB')]"), 7);
    expect_text("//dl/div[dt='Started']/dd/time/@datetime", "2026-01-31T12:00:00Z");
}
END_TEST

START_TEST(unknown_path_is_404_with_a_form)
{
    ck_assert_int_eq(site_get(&site, "/nowhere"), 404);
    expect_text("//title", "404 Not Found - feedscope");
    expect_text("//h1", "404 Not Found");
    ck_assert_int_eq(site_count(&site, "//form[@role='search']"), 1);
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
}
END_TEST

START_TEST(unknown_path_is_not_echoed_as_markup)
{
    ck_assert_int_eq(site_get(&site, "/<script>alert(1)</script>?<b>"), 404);
    ck_assert_int_eq(site_count(&site, "//script"), 0);
}
END_TEST

START_TEST(other_methods_are_405_with_allow)
{
    ck_assert_int_eq(site_request(&site, &app_search_router, "DELETE", "/search"), 405);
    ck_assert(site_header(&site, "Allow: GET, HEAD, POST"));
    ck_assert_int_eq(site_post(&site, "/status", ""), 405);
    ck_assert(site_header(&site, "Allow: GET, HEAD"));
    expect_text("//h1", "405 Method Not Allowed");
}
END_TEST

static void expect_head_as_get(const struct router *router)
{
    for (size_t i = 0; i < router->count; i++) {
        const char *path = router->routes[i].path;
        int status = site_request(&site, router, "GET", path);
        ck_assert_int_lt(status, 500);
        ck_assert_int_eq(site_request(&site, router, "HEAD", path), status);
    }
}

START_TEST(every_page_answers_head_as_get)
{
    site_story(&site, SITE_CNN, "Budget", "A story.");
    expect_head_as_get(&app_search_router);
    expect_head_as_get(&app_admin_router);
}
END_TEST

START_TEST(error_sentence_stays_text)
{
    struct request request = { .path = STR("/") };
    response_init(&site.response, &site.arena);
    struct exchange exchange = {
        .request = &request, .response = &site.response, .arena = &site.arena, .app = &site.app
    };
    error_page(&exchange, 400, "no <b>\"bold\"</b> caf\xC3");
    ck_assert_int_eq(site.response.status, 400);
    ck_assert_ptr_nonnull(
        strstr(site_body(&site), "no &lt;b&gt;&quot;bold&quot;&lt;/b&gt; caf\uFFFD"));
}
END_TEST

START_TEST(full_arena_is_said_with_500)
{
    struct request request = { .method = METHOD_GET, .path = STR("/search") };
    response_init(&site.response, &site.arena);
    while (arena_alloc(&site.arena, 4096))
        ;
    struct exchange exchange = {
        .request = &request, .response = &site.response, .arena = &site.arena, .app = &site.app
    };
    route_dispatch(&app_search_router, &exchange);
    ck_assert_int_eq(site.response.status, 500);
    ck_assert_ptr_nonnull(strstr(site_body(&site), "more memory than one may take"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { root_leads_to_the_search, health_is_good_when_there_are_stories,
        health_is_bad_until_a_first_fetch_has_ended,
        while_the_archive_is_loaded_nothing_is_searched, status_lists_every_feed_in_words,
        status_shows_no_password, status_of_a_feed_never_fetched_says_so,
        status_quotes_errors_as_text, status_survives_an_error_cut_within_a_character,
        status_of_very_many_feeds_begins_with_what_fails, status_shows_the_figures_of_the_index,
        unknown_path_is_404_with_a_form, unknown_path_is_not_echoed_as_markup,
        other_methods_are_405_with_allow, every_page_answers_head_as_get, error_sentence_stays_text,
        full_arena_is_said_with_500, NULL };
    return suite_run(suite_with("site_pages", tests, setup, teardown));
}
