/* The pages of a result. */
#include "../suite.h"
#include "search_site.h"

START_TEST(pages_hold_twenty_and_link_on_with_all_parameters)
{
    add_stories(SITE_CNN, 45, "Budget");
    site_get(&site, "/search?term=budget%20report&cnn=on&first=on");
    ck_assert_int_eq(site_count(&site, HITS), 20);
    ck_assert_int_eq(site_count(&site, "//a[@rel='prev']"), 0);
    expect_part("//nav[@class='pager']/span", "Page 1 of 3");
    expect_link("//a[@rel='next']", "/search?term=budget%20report&cnn=on&first=on&page=2");
}
END_TEST

START_TEST(middle_page_links_both_ways)
{
    add_stories(SITE_CNN, 45, "Budget");
    site_get(&site, "/search?term=budget&page=2");
    ck_assert_int_eq(site_count(&site, HITS), 20);
    expect_text("//title", "budget, page 2 - feedscope");
    expect_text("//ol/@start", "21");
    expect_link("//a[@rel='prev']", "/search?term=budget");
    expect_link("//a[@rel='next']", "/search?term=budget&page=3");
}
END_TEST

START_TEST(pages_neither_repeat_nor_miss_a_story)
{
    add_stories(SITE_CNN, 45, "Budget");
    unsigned seen[46] = { 0 };
    for (int page = 1; page <= 3; page++) {
        char url[64];
        snprintf(url, sizeof url, "/search?term=budget&page=%d", page);
        site_get(&site, url);
        for (int i = 1; i <= site_count(&site, HITS); i++) {
            char xpath[64];
            snprintf(xpath, sizeof xpath, HITS "[%d]/h2", i);
            seen[strtoul(strrchr(site_text(&site, xpath), ' '), NULL, 10)]++;
        }
    }
    for (unsigned i = 0; i < 45; i++)
        ck_assert_uint_eq(seen[i], 1);
}
END_TEST

START_TEST(last_page_has_the_rest)
{
    add_stories(SITE_CNN, 45, "Budget");
    site_get(&site, "/search?term=budget&page=3");
    ck_assert_int_eq(site_count(&site, HITS), 5);
    ck_assert_int_eq(site_count(&site, "//a[@rel='next']"), 0);
}
END_TEST

START_TEST(page_beyond_the_last_leads_back)
{
    add_stories(SITE_CNN, 45, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=budget&page=4"), 200);
    expect_text("//h1", "45 results for “budget”");
    ck_assert_int_eq(site_count(&site, HITS), 0);
    expect_part("//main", "There is no page 4.");
    expect_link("//main//a[1]", "/search?term=budget&page=3");
}
END_TEST

START_TEST(page_far_beyond_the_window_leads_back)
{
    add_stories(SITE_CNN, 45, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=budget&page=18446744073709551615"), 200);
    expect_link("//main//a[1]", "/search?term=budget&page=3");
}
END_TEST

START_TEST(window_of_results_is_bounded)
{
    add_stories(SITE_CNN, 1, "Budget");
    for (unsigned i = 0; i < 101; i++) {
        struct item items[100];
        for (unsigned j = 0; j < 100; j++)
            items[j] = (struct item) { .id = 1000 + i * 100 + j,
                .source = SITE_BBC,
                .guid = STR("guid"),
                .title = STR("Budget"),
                .found = SITE_NOW };
        index_add(site.app.index, items, 100);
    }
    ck_assert_int_eq(site_get(&site, "/search?term=budget&page=500"), 200);
    ck_assert_int_eq(site_count(&site, HITS), 20);
    expect_part("//nav[@class='pager']/span", "Page 500 of 500");
    ck_assert_int_eq(site_count(&site, "//a[@rel='next']"), 0);
    ck_assert_int_eq(site_get(&site, "/search?term=budget&page=501"), 200);
    expect_text("//h1", "10,101 results for “budget”");
    expect_part("//main", "only the best 10,000 results can be shown");
}
END_TEST

START_TEST(page_that_is_no_positive_number_is_the_first)
{
    static const char *const pages[] = { "0", "-1", "x", "", "1.5", "99999999999999999999" };
    add_stories(SITE_CNN, 25, "Budget");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char url[64];
        snprintf(url, sizeof url, "/search?term=budget&page=%s", pages[i]);
        ck_assert_int_eq(site_get(&site, url), 200);
        expect_part("//nav[@class='pager']/span", "Page 1 of 2");
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { pages_hold_twenty_and_link_on_with_all_parameters,
        middle_page_links_both_ways, pages_neither_repeat_nor_miss_a_story, last_page_has_the_rest,
        page_beyond_the_last_leads_back, page_far_beyond_the_window_leads_back,
        window_of_results_is_bounded, page_that_is_no_positive_number_is_the_first, NULL };
    return suite_run(suite_with("search_paging", tests, setup, teardown));
}
