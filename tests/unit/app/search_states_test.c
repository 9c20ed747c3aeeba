/* What /search says when there is nothing to show. */
#include "../suite.h"
#include "base/buf.h"
#include "index/search.h"
#include "search_site.h"

START_TEST(a_term_without_words_is_explained)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=%21%21"), 200);
    expect_text("//h1", "There is no word in “!!”");
    ck_assert_int_eq(site_count(&site, HITS), 1);
}
END_TEST

START_TEST(nothing_found_suggests_what_to_try)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=gone+absent&cnn=on"), 200);
    expect_text("//h1", "Nothing found for “gone absent”");
    expect_link("//main//a[.='gone']", "/search?term=gone&cnn=on");
    expect_link("//main//a[.='absent']", "/search?term=absent&cnn=on");
    expect_link("//main//a[.='Search all sources']", "/search?term=gone%20absent");
}
END_TEST

START_TEST(what_has_some_of_the_words_is_marked_as_such)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=budget+absent&cnn=on"), 200);
    expect_text("//h1", "No story has all of “budget absent”");
    expect_part("//h2[@class='partial']", "Only some of it: 1 result");
    ck_assert_int_eq(site_count(&site, HITS), 1);
}
END_TEST

START_TEST(before_the_first_fetch_one_is_asked_to_try_again)
{
    site_health(&site, FEED_WAITING);
    ck_assert_int_eq(site_get(&site, "/search?term=budget&cnn=on"), 200);
    expect_text("//h1", "The first stories are on their way");
    expect_link("//main//a[.='Try again']", "/search?term=budget&cnn=on");
}
END_TEST

START_TEST(every_feed_failing_is_said)
{
    site_health(&site, FEED_FAILING);
    site_get(&site, "/search?term=budget");
    expect_text("//h1", "No feed can be read");
    ck_assert_int_eq(site_count(&site, "//main//a[@href='/status']"), 1);
}
END_TEST

START_TEST(every_feed_failing_leaves_the_archive)
{
    add_stories(SITE_CNN, 1, "Budget");
    site_health(&site, FEED_FAILING);
    site_get(&site, "/search?term=budget");
    ck_assert_int_eq(site_count(&site, HITS), 1);
    expect_part("//p[@class='notice']", "No feed can be read at the moment");
}
END_TEST

START_TEST(some_feeds_failing_is_a_quiet_note)
{
    add_stories(SITE_CNN, 1, "Budget");
    site.states[0].health = site.states[3].health = FEED_FAILING;
    site_get(&site, "/search?term=budget");
    expect_part("//p[@class='notice quiet']", "2 of 6 feeds cannot be read");
    ck_assert_int_eq(site_count(&site, "//p[@class='notice quiet']/a[@href='/status']"), 1);
}
END_TEST

START_TEST(good_feeds_are_not_mentioned)
{
    add_stories(SITE_CNN, 1, "Budget");
    site_get(&site, "/search?term=budget");
    ck_assert_int_eq(site_count(&site, "//*[contains(@class,'notice')]"), 0);
}
END_TEST

START_TEST(feeds_without_stories_are_told_apart)
{
    site_get(&site, "/search?term=budget");
    expect_text("//h1", "There are no stories yet");
}
END_TEST

START_TEST(too_many_words_are_left_out_with_a_message)
{
    struct buf url;
    buf_init(&url);
    add_stories(SITE_CNN, 1, "Budget");
    BUF_LIT(&url, "/search?cnn=on&term=");
    for (unsigned i = 0; i <= SEARCH_TERMS_MAX; i++)
        buf_addf(&url, "word%u+", i);
    buf_add_char(&url, '\0');
    ck_assert_int_eq(site_get(&site, url.at), 200);
    expect_part("//ul[contains(@class,'messages')]/li", "more than 64 words");
    expect_part("//ul[contains(@class,'messages')]//mark", "word64");
    ck_assert_int_eq(site_count(&site, "//input[@name='cnn'][@checked]"), 1);
    buf_release(&url);
}
END_TEST

START_TEST(too_long_term_is_an_error_page_with_a_form)
{
    char url[REQUEST_TERM_MAX + 64] = "/search?term=";
    memset(url + strlen(url), 'a', REQUEST_TERM_MAX + 1);
    ck_assert_int_eq(site_get(&site, url), 400);
    expect_text("//h1", "400 Bad Request");
    ck_assert_int_eq(site_count(&site, "//form[@role='search']"), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_term_without_words_is_explained,
        nothing_found_suggests_what_to_try, what_has_some_of_the_words_is_marked_as_such,
        before_the_first_fetch_one_is_asked_to_try_again, every_feed_failing_is_said,
        every_feed_failing_leaves_the_archive, some_feeds_failing_is_a_quiet_note,
        good_feeds_are_not_mentioned, feeds_without_stories_are_told_apart,
        too_many_words_are_left_out_with_a_message, too_long_term_is_an_error_page_with_a_form,
        NULL };
    return suite_run(suite_with("search_states", tests, setup, teardown));
}
