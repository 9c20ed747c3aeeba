#include "../suite.h"
#include "base/buf.h"
#include "index/search.h"
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

static void add_stories(uint32_t source, unsigned count, const char *word)
{
    for (unsigned i = 0; i < count; i++) {
        char title[64];
        snprintf(title, sizeof title, "%s report number %u", word, i);
        site_story(&site, source, title, "The council meets on Monday.");
    }
}

#define HITS "//ol[@class='hits']/li"

static void expect_text(const char *xpath, const char *text)
{
    ck_assert_str_eq(site_text(&site, xpath), text);
}

static void expect_part(const char *xpath, const char *part)
{
    const char *text = site_text(&site, xpath);
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in '%s'", part, text);
}

static void expect_link(const char *xpath, const char *href)
{
    char attribute[256];
    snprintf(attribute, sizeof attribute, "%s/@href", xpath);
    expect_text(attribute, href);
}

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

START_TEST(a_term_without_words_is_explained)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=%21%21"), 200);
    expect_text("//h1", "There is no word in “!!”");
    ck_assert_int_eq(site_count(&site, HITS), 1);
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

START_TEST(nothing_found_suggests_what_to_try)
{
    add_stories(SITE_CNN, 1, "Budget");
    ck_assert_int_eq(site_get(&site, "/search?term=budget+absent&cnn=on"), 200);
    expect_text("//h1", "Nothing found for “budget absent”");
    expect_link("//main//a[.='budget']", "/search?term=budget&cnn=on");
    expect_link("//main//a[.='absent']", "/search?term=absent&cnn=on");
    expect_link("//main//a[.='Search all sources']", "/search?term=budget%20absent");
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

START_TEST(page_forbids_scripts_and_frames)
{
    site_get(&site, "/search");
    ck_assert(site_header(&site,
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
    ck_assert(site_header(&site, "X-Content-Type-Options: nosniff"));
    ck_assert(site_header(&site, "Referrer-Policy: no-referrer"));
    ck_assert_int_eq(site_count(&site, "//script | //@style | //@*[starts-with(name(),'on')]"), 0);
}
END_TEST

START_TEST(hostile_term_stays_text)
{
    add_stories(SITE_CNN, 25, "Budget");
    site_get(&site, "/search?term=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%00%1B");
    ck_assert_int_eq(site_count(&site, "//script"), 0);
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
    ck_assert_int_eq(site_count(&site, "//script | //img | //@onmouseover | //@onclick"), 0);
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

START_TEST(too_many_words_are_refused_with_the_form_kept)
{
    struct buf url;
    buf_init(&url);
    add_stories(SITE_CNN, 1, "Budget");
    BUF_LIT(&url, "/search?cnn=on&term=");
    for (unsigned i = 0; i <= SEARCH_TERMS_MAX; i++)
        buf_addf(&url, "word%u+", i);
    buf_add_char(&url, '\0');
    ck_assert_int_eq(site_get(&site, url.at), 400);
    expect_text("//h1", "This cannot be searched for");
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

int main(void)
{
    const TTest *const tests[] = { without_a_term_the_newest_stories_are_shown,
        newest_stories_begin_with_whole_words,
        newest_stories_without_blanks_are_cut_between_characters, a_term_without_words_is_explained,
        result_shows_title_link_source_time_and_summary,
        found_words_are_marked_in_title_and_summary, count_is_grouped_and_time_is_told,
        ticked_sources_alone_are_searched, no_ticked_source_means_all,
        first_shows_the_first_source_with_a_hit_alone, first_keeps_to_the_ticked_sources,
        first_without_a_hit_finds_nothing, pages_hold_twenty_and_link_on_with_all_parameters,
        middle_page_links_both_ways, pages_neither_repeat_nor_miss_a_story, last_page_has_the_rest,
        page_beyond_the_last_leads_back, page_far_beyond_the_window_leads_back,
        window_of_results_is_bounded, page_that_is_no_positive_number_is_the_first,
        nothing_found_suggests_what_to_try, before_the_first_fetch_one_is_asked_to_try_again,
        every_feed_failing_is_said, every_feed_failing_leaves_the_archive,
        some_feeds_failing_is_a_quiet_note, good_feeds_are_not_mentioned,
        feeds_without_stories_are_told_apart, post_answers_as_get, head_answers_as_get,
        page_forbids_scripts_and_frames, hostile_term_stays_text, hostile_story_stays_text,
        dangerous_links_are_no_links, untitled_story_is_headed_by_its_summary,
        too_many_words_are_refused_with_the_form_kept, too_long_term_is_an_error_page_with_a_form,
        page_has_landmarks_and_labels, NULL };
    return suite_run(suite_with("search_page", tests, setup, teardown));
}
