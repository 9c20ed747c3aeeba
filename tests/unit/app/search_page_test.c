/* What /search shows of stories, and how it takes what is asked. */
#include "../suite.h"
#include "base/buf.h"
#include "search_site.h"

START_TEST(without_a_term_the_newest_stories_are_shown)
{
    add_stories(SITE_CNN, 1, "Older");
    add_stories(SITE_BBC, 30, "Newer");
    ck_assert_int_eq(site_get(&site, "/search"), 200);
    expect_text("//h1", "Search the news");
    expect_text("//h2", "Newest of 31 stories in all 3 sources");
    ck_assert_int_eq(site_count(&site, HITS), 20);
    expect_text(HITS "[1]/h3", "Newer report number 29");
}
END_TEST

START_TEST(newest_stories_begin_with_whole_words)
{
    char summary[601];
    for (size_t i = 0; i < 600; i += 6)
        memcpy(summary + i, "words ", 7);
    site_story(&site, SITE_CNN, "Budget", summary);
    site_get(&site, "/search");
    const char *shown = site_text(&site, HITS "/p[@class='summary']");
    ck_assert_uint_lt(strlen(shown), 300);
    ck_assert_str_eq(shown + strlen(shown) - strlen("words words …"), "words words …");
}
END_TEST

START_TEST(newest_stories_without_blanks_are_cut_between_characters)
{
    struct buf summary;
    buf_init(&summary);
    for (unsigned i = 0; i < 200; i++)
        BUF_LIT(&summary, "政");
    buf_add_char(&summary, '\0');
    site_story(&site, SITE_CNN, "Budget", summary.at);
    site_get(&site, "/search");
    const char *shown = site_text(&site, HITS "/p[@class='summary']");
    ck_assert_uint_eq(strlen(shown), 280 / 3 * 3 + strlen(" …"));
    buf_release(&summary);
}
END_TEST

START_TEST(result_shows_title_link_source_time_and_summary)
{
    site_story(&site, SITE_CNN, "Budget passes", "The council agreed on the budget.");
    ck_assert_int_eq(site_get(&site, "/search?term=budget"), 200);
    expect_text("//title", "budget - feedscope");
    expect_text("//h1", "1 result for “budget”");
    expect_text(HITS "/h2", "Budget passes");
    expect_text(HITS "/h2/a/@href", "https://news.example.org/story?a=1&b=2");
    expect_text(HITS "/h2/a/@rel", "noopener noreferrer");
    expect_text(HITS "/h2/@lang", "en-us");
    expect_text(HITS "/p[@class='origin']/span", "CNN");
    expect_text(HITS "//time/@datetime", "2026-01-31T12:00:01Z");
    expect_text(HITS "/p[@class='summary']", "The council agreed on the budget.");
}
END_TEST

START_TEST(found_words_are_marked_in_title_and_summary)
{
    site_story(&site, SITE_CNN, "Budget passes", "The council agreed on the budget.");
    site_get(&site, "/search?term=budget");
    expect_text(HITS "/h2//mark", "Budget");
    expect_text(HITS "/p[@class='summary']/mark", "budget");
}
END_TEST

START_TEST(count_is_grouped_and_time_is_told)
{
    add_stories(SITE_CNN, 1234, "Budget");
    site_get(&site, "/search?term=report");
    expect_text("//h1", "1,234 results for “report”");
    expect_part("//p[@class='about']", "Found in all 3 sources · ");
    expect_part("//p[@class='about']", " ms");
}
END_TEST

START_TEST(ticked_sources_alone_are_searched)
{
    add_stories(SITE_CNN, 2, "Budget");
    add_stories(SITE_NYT, 3, "Budget");
    add_stories(SITE_BBC, 4, "Budget");
    site_get(&site, "/search?term=budget&cnn=on&bbc=on");
    expect_text("//h1", "6 results for “budget”");
    expect_part("//p[@class='about']", "Found in CNN, BBC");
    ck_assert_int_eq(site_count(&site, "//input[@type='checkbox'][@checked]"), 2);
    ck_assert_int_eq(site_count(&site, "//input[@name='nyt'][@checked]"), 0);
}
END_TEST

START_TEST(no_ticked_source_means_all)
{
    add_stories(SITE_CNN, 2, "Budget");
    add_stories(SITE_BBC, 4, "Budget");
    site_get(&site, "/search?term=budget");
    expect_text("//h1", "6 results for “budget”");
    ck_assert_int_eq(site_count(&site, "//input[@type='checkbox'][@checked]"), 0);
}
END_TEST

START_TEST(first_shows_the_first_source_with_a_hit_alone)
{
    add_stories(SITE_BBC, 4, "Budget");
    add_stories(SITE_NYT, 3, "Budget");
    add_stories(SITE_CNN, 2, "Other");
    site_get(&site, "/search?term=budget&first=on");
    expect_text("//h1", "3 results for “budget”");
    expect_part(
        "//p[@class='about']", "Only from New York <Times>, the first source that has a hit");
    ck_assert_int_eq(site_count(&site, HITS "[.//span='New York <Times>']"), 3);
    ck_assert_int_eq(site_count(&site, "//input[@name='first'][@checked]"), 1);
}
END_TEST

START_TEST(first_keeps_to_the_ticked_sources)
{
    add_stories(SITE_NYT, 3, "Budget");
    add_stories(SITE_BBC, 4, "Budget");
    site_get(&site, "/search?term=budget&first=on&bbc=on");
    expect_text("//h1", "4 results for “budget”");
}
END_TEST

START_TEST(first_without_a_hit_finds_nothing)
{
    add_stories(SITE_NYT, 3, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=absent&first=on"), 200);
    expect_text("//h1", "Nothing found for “absent”");
}
END_TEST

START_TEST(post_answers_as_get)
{
    add_stories(SITE_CNN, 25, "Budget");
    site_get(&site, "/search?term=budget&cnn=on&page=2");
    int hits = site_count(&site, HITS);
    char first[128], next[128];
    snprintf(first, sizeof first, "%s", site_text(&site, HITS "[1]/h2"));
    snprintf(next, sizeof next, "%s", site_text(&site, "//a[@rel='prev']/@href"));
    ck_assert_int_eq(site_post(&site, "/search", "term=budget&cnn=on&page=2"), 200);
    ck_assert_int_eq(site_count(&site, HITS), hits);
    expect_text(HITS "[1]/h2", first);
    expect_text("//a[@rel='prev']/@href", next);
}
END_TEST

START_TEST(head_answers_as_get)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_request(&site, &app_search_router, "HEAD", "/search?term=budget"), 200);
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
}
END_TEST

/* Scripts that are not the page's own. */
#define SCRIPTS "//script[not(@src = '/static/search.js' and . = '')]"

START_TEST(page_forbids_scripts_but_its_own_and_frames)
{
    site_get(&site, "/search");
    ck_assert(site_header(&site,
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; "
        "connect-src 'self'"));
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
    ck_assert(site_header(&site, "Referrer-Policy: no-referrer"));
    ck_assert_int_eq(site_count(&site, SCRIPTS " | //@style | //@*[starts-with(name(),'on')]"), 0);
}
END_TEST

START_TEST(hostile_term_stays_text)
{
    add_stories(SITE_CNN, 25, "Budget");
    site_get(&site, "/search?term=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%00%1B");
    ck_assert_int_eq(site_count(&site, SCRIPTS), 0);
    expect_text("//input[@id='term']/@value", "\"><script>alert(1)</script>\uFFFD\uFFFD");
}
END_TEST

START_TEST(hostile_story_stays_text)
{
    site_item(&site, (struct item) { .source = SITE_NYT,
                         .title = STR("<img src=x onerror=alert(1)> budget"),
                         .summary = STR("</p><script>alert('budget')</script>"),
                         .link = STR("https://example.org/\"onmouseover=\"alert(1)"),
                         .language = STR("en\" onclick=\"x") });
    site_get(&site, "/search?term=budget");
    ck_assert_int_eq(site_count(&site, SCRIPTS " | //img | //@onmouseover | //@onclick"), 0);
    ck_assert_int_eq(site_count(&site, HITS "/h2/@lang"), 0);
    expect_text(HITS "/h2", "<img src=x onerror=alert(1)> budget");
    expect_text(HITS "//a/@href", "https://example.org/\"onmouseover=\"alert(1)");
    expect_text(HITS "//span", "New York <Times>");
}
END_TEST

START_TEST(dangerous_links_are_no_links)
{
    static const char *const links[] = { "javascript:alert(1)", "data:text/html,x",
        "//example.org/", "", " https://example.org/", "https://example.org/\x01" };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        site_item(
            &site, (struct item) {
                       .source = SITE_CNN, .title = STR("Budget"), .link = str_from(links[i]) });
    site_get(&site, "/search?term=budget");
    ck_assert_int_eq(site_count(&site, HITS), 6);
    ck_assert_int_eq(site_count(&site, HITS "//a"), 0);
    expect_text(HITS "[1]/h2", "Budget");
}
END_TEST

START_TEST(untitled_story_is_headed_by_its_summary)
{
    site_item(&site, (struct item) { .source = SITE_CNN,
                         .summary = STR("A budget without a headline."),
                         .link = STR("https://example.org/") });
    site_get(&site, "/search?term=budget");
    expect_text(HITS "/h2/a", "A budget without a headline.");
}
END_TEST

START_TEST(page_has_landmarks_and_labels)
{
    add_stories(SITE_CNN, 25, "Budget");
    site_get(&site, "/search?term=budget");
    expect_text("/html/@lang", "en");
    ck_assert_int_eq(site_count(&site, "//meta[@name='viewport']"), 1);
    ck_assert_int_eq(site_count(&site, "//header | //main[@id='main'] | //footer"), 3);
    expect_text("//body/a[1]/@href", "#main");
    ck_assert_int_eq(site_count(&site, "//nav[not(@aria-label)]"), 0);
    ck_assert_int_eq(site_count(&site, "//form[@role='search']//fieldset[legend]"), 1);
    ck_assert_int_eq(site_count(&site, "//label[@for='term']"), 1);
    ck_assert_int_eq(site_count(&site, "//input[@type='checkbox'][not(parent::label)]"), 0);
    ck_assert_int_eq(site_count(&site, "//h1"), 1);
}
END_TEST

#define AGENCY "Ministers of twenty countries agreed to cut emissions of methane by a third."

START_TEST(a_story_of_several_sources_stands_once_and_opens)
{
    site_story(&site, SITE_CNN, "Nations agree to cut methane", AGENCY);
    site_story(&site, SITE_NYT, "Methane deal <in the night>", AGENCY);
    site_story(&site, SITE_BBC, "Nations agree to cut methane", AGENCY);
    site_story(&site, SITE_BBC, "Methane found on Mars", "A probe has seen it.");
    site_get(&site, "/search?term=methane");
    expect_part("//h1", "4 results");
    ck_assert_int_eq(site_count(&site, HITS), 2);
    ck_assert_int_eq(site_count(&site, HITS "/details"), 1);
    expect_text(HITS "/details/summary", "3 sources have this story");
    ck_assert_int_eq(site_count(&site, HITS "/details/ul/li"), 2);
    ck_assert_int_eq(site_count(&site, "//ol//h2 | //ol//h3"), 4);
    ck_assert_int_eq(site_count(&site, HITS "/details/ul/li/p[@class='origin']"), 2);
}
END_TEST

START_TEST(the_newest_are_grouped_too)
{
    site_story(&site, SITE_CNN, "Nations agree to cut methane", AGENCY);
    site_story(&site, SITE_NYT, "Nations agree to cut methane", AGENCY);
    site_get(&site, "/search");
    ck_assert_int_eq(site_count(&site, HITS), 1);
    expect_text(HITS "/details/summary", "2 sources have this story");
    expect_text(HITS "/details/ul/li/h4", "Nations agree to cut methane");
}
END_TEST

START_TEST(groups_leave_the_pages_as_they_are)
{
    for (int i = 0; i < 15; i++) {
        char title[64];
        snprintf(title, sizeof title, "Methane report a%d b%d c%d d%d", i, i, i, i);
        site_story(&site, SITE_CNN, title, "");
        site_story(&site, SITE_BBC, title, "");
    }
    site_get(&site, "/search?term=methane");
    expect_part("//h1", "30 results");
    ck_assert_int_eq(site_count(&site, "//ol//h2 | //ol//h3"), 20);
    ck_assert_int_eq(site_count(&site, HITS), 10);
    site_get(&site, "/search?term=methane&page=2");
    ck_assert_int_eq(site_count(&site, "//ol//h2 | //ol//h3"), 10);
    ck_assert_int_eq(site_count(&site, HITS), 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { without_a_term_the_newest_stories_are_shown,
        newest_stories_begin_with_whole_words,
        newest_stories_without_blanks_are_cut_between_characters,
        result_shows_title_link_source_time_and_summary,
        found_words_are_marked_in_title_and_summary, count_is_grouped_and_time_is_told,
        ticked_sources_alone_are_searched, no_ticked_source_means_all,
        first_shows_the_first_source_with_a_hit_alone, first_keeps_to_the_ticked_sources,
        first_without_a_hit_finds_nothing, post_answers_as_get, head_answers_as_get,
        a_story_of_several_sources_stands_once_and_opens, the_newest_are_grouped_too,
        groups_leave_the_pages_as_they_are, page_forbids_scripts_but_its_own_and_frames,
        hostile_term_stays_text, hostile_story_stays_text, dangerous_links_are_no_links,
        untitled_story_is_headed_by_its_summary, page_has_landmarks_and_labels, NULL };
    return suite_run(suite_with("search_page", tests, setup, teardown));
}
