#include "../suite.h"
#include "search_site.h"

#define MEANT "//p[@class='meant']"

static void add_news(void)
{
    site_story(&site, SITE_CNN, "Climate summit opens", "Ministers met.");
    site_story(&site, SITE_NYT, "Climate change", "The glacier melts.");
    site_story(&site, SITE_BBC, "Parliament votes", "The climber fell & got up.");
}

START_TEST(a_spelling_that_finds_something_is_a_link)
{
    add_news();
    site_get(&site, "/search?term=climte+sumit&nyt=on&cnn=on");
    expect_text(MEANT, "Did you mean climate summit?");
    expect_link(MEANT "/a", "/search?term=climate%20summit&cnn=on&nyt=on");
}
END_TEST

START_TEST(only_what_the_ticked_sources_have_is_suggested)
{
    add_news();
    site_get(&site, "/search?term=climte&bbc=on");
    expect_text(MEANT "/a", "climber");
    site_get(&site, "/search?term=sumit&bbc=on");
    ck_assert_int_eq(site_count(&site, MEANT), 0);
}
END_TEST

START_TEST(nothing_is_suggested_where_all_is_well)
{
    static const char *const urls[] = { "/search?term=climate", "/search?term=", "/search?term=!",
        "/search?term=zzzzzz", "/search" };
    add_news();
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        ck_assert_int_eq(site_get(&site, urls[i]), 200);
        ck_assert_int_eq(site_count(&site, MEANT), 0);
    }
}
END_TEST

START_TEST(the_rest_of_the_query_is_escaped)
{
    add_news();
    site_get(&site, "/search?term=climte+%3Cb%3E%22");
    ck_assert_int_eq(site_count(&site, "//b"), 0);
    site_get(&site, "/search?term=%3C%22climte%22");
    expect_text(MEANT, "Did you mean <\"climate\"?");
    expect_link(MEANT "/a", "/search?term=%3C%22climate%22");
}
END_TEST

START_TEST(completions_are_opensearch_suggestions)
{
    add_news();
    ck_assert_int_eq(site_get(&site, "/suggest?q=the+CLIM"), 200);
    ck_assert_str_eq(site_body(&site), "[\"the CLIM\",[\"the climate\",\"the climber\"]]\n");
    ck_assert_str_eq(site.response.content_type, "application/x-suggestions+json");
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
    site_get(&site, "/suggest");
    ck_assert_str_eq(site_body(&site), "[\"\",[]]\n");
    site_get(&site, "/suggest?q=%3C%2Fscript%3E%22");
    ck_assert_str_eq(site_body(&site), "[\"\\u003c/script\\u003e\\\"\",[]]\n");
}
END_TEST

START_TEST(the_page_brings_the_script_that_asks_for_them)
{
    site_get(&site, "/search");
    ck_assert_int_eq(site_count(&site, "//script[@src = '/static/search.js']"), 1);
    site_get(&site, "/status");
    ck_assert_int_eq(site_count(&site, "//script"), 0);
    ck_assert(!site_header(&site, "script-src"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_spelling_that_finds_something_is_a_link,
        only_what_the_ticked_sources_have_is_suggested, nothing_is_suggested_where_all_is_well,
        the_rest_of_the_query_is_escaped, completions_are_opensearch_suggestions,
        the_page_brings_the_script_that_asks_for_them, NULL };
    return suite_run(suite_with("suggestions on pages", tests, setup, teardown));
}
