#include "../suite.h"
#include "app/search_narrow.h"
#include "base/calendar.h"
#include "search_site.h"

#define FACETS "//aside[@class='facets']"
#define BARS FACETS "//*[name()='svg']/*[name()='a']"

static void story_at(uint32_t source, int64_t hour, const char *title)
{
    site_item(&site, (struct item) { .source = source,
                         .guid = STR("guid"),
                         .title = str_from(title),
                         .published = hour * 60 * 60 + 59,
                         .found = INT64_C(1) << 33 });
}

static void story_of(uint32_t source, int32_t day, const char *title)
{
    story_at(source, (int64_t)day * 24 + 1, title);
}

static int32_t day_of(int32_t year, unsigned month, unsigned day)
{
    return calendar_days((struct calendar_day) { year, month, day });
}

static void add_news(void)
{
    story_of(SITE_CNN, day_of(2025, 3, 1), "Budget one");
    story_of(SITE_CNN, day_of(2025, 3, 1), "Budget two");
    story_of(SITE_NYT, day_of(2025, 3, 6), "Budget three");
}

START_TEST(sources_are_counted_and_lead_on)
{
    add_news();
    site_get(&site, "/search?term=budget");
    ck_assert_int_eq(site_count(&site, FACETS "/ul[@class='counts']/li"), 2);
    expect_text(FACETS "/ul/li[1]", "CNN 2");
    expect_text(FACETS "/ul/li[2]", "New York <Times> 1");
    expect_link(FACETS "/ul/li[2]/a", "/search?term=budget&nyt=on");
    expect_link("//p[@class='to-facets']/a", "#narrow");
    ck_assert_int_eq(site_count(&site, "//*[@id='narrow']"), 1);
}
END_TEST

START_TEST(bars_are_links_to_their_time)
{
    add_news();
    site_get(&site, "/search?term=budget&cnn=on&nyt=on");
    expect_text(FACETS "//*[name()='svg']/@aria-label", "Hits by day");
    ck_assert_int_eq(site_count(&site, BARS), 2); /* days without hits have none */
    expect_text(BARS "[1]/*[name()='title']", "2 on 1 March 2025");
    expect_link(
        BARS "[1]", "/search?term=budget%20after%3A2025-03-01%20before%3A2025-03-02&cnn=on&nyt=on");
    expect_text(BARS "[2]/*[name()='title']", "1 on 6 March 2025");
    expect_text(FACETS "/p[@class='span']", "1 March 2025 6 March 2025");
}
END_TEST

START_TEST(what_came_within_days_is_shown_by_hours)
{
    char href[256];
    int64_t begin = day_of(2025, 3, 1) * INT64_C(24);
    story_at(SITE_CNN, begin + 9, "Budget one");
    story_at(SITE_CNN, begin + 23, "Budget two");
    story_at(SITE_NYT, begin + 23, "Budget three");
    site_get(&site, "/search?term=budget");
    expect_text(FACETS "//*[name()='svg']/@aria-label", "Hits by hour");
    expect_text(BARS "[1]/*[name()='title']", "1 on 1 March 2025, 09:00 to 10:00");
    expect_link(BARS "[1]", "/search?term=budget%20after%3A2025-03-01T09%20before%3A2025-03-01T10");
    expect_link(BARS "[2]", "/search?term=budget%20after%3A2025-03-01T23%20before%3A2025-03-02");
    snprintf(href, sizeof href, "%s", site_text(&site, BARS "[2]/@href"));
    site_get(&site, href);
    expect_part("//h1", "2 results");
    story_at(SITE_NYT, begin + 70, "Budget four");
    site_get(&site, "/search?term=budget");
    expect_text(FACETS "//*[name()='svg']/@aria-label", "Hits by three hours");
    expect_text(BARS "[2]/*[name()='title']", "2 on 1 March 2025, 21:00 to 24:00");
    expect_link(BARS "[2]", "/search?term=budget%20after%3A2025-03-01T21%20before%3A2025-03-02");
}
END_TEST

START_TEST(a_bars_link_finds_what_it_counts)
{
    char href[256];
    add_news();
    site_get(&site, "/search?term=budget");
    snprintf(href, sizeof href, "%s", site_text(&site, BARS "[1]/@href"));
    site_get(&site, href);
    expect_part("//h1", "2 results");
}
END_TEST

START_TEST(one_hit_needs_no_narrowing)
{
    add_news();
    site_get(&site, "/search?term=three");
    ck_assert_int_eq(site_count(&site, FACETS), 0);
    site_get(&site, "/search?term=nothing");
    ck_assert_int_eq(site_count(&site, FACETS), 0);
    site_get(&site, "/search");
    ck_assert_int_eq(site_count(&site, FACETS), 0);
    site_get(&site, "/search?term=budget&first=on");
    ck_assert_int_eq(site_count(&site, FACETS), 0);
}
END_TEST

static void expect_narrowed(const char *term, const char *narrowed)
{
    char memory[256];
    struct buf to;
    buf_fixed(&to, memory, sizeof memory);
    struct narrow narrow = narrow_of(str_from(term), &site.arena);
    narrow_write(&to, &narrow, 24 * day_of(2025, 3, 1), 24 * day_of(2025, 4, 1));
    buf_add_char(&to, '\0');
    ck_assert_str_eq(memory, narrowed);
}

START_TEST(filters_of_time_are_replaced)
{
#define MARCH "after:2025-03-01 before:2025-04-01"
    expect_narrowed("budget", "budget " MARCH);
    expect_narrowed("a  after:2020 b BEFORE:2021-05-01 when:7d", "a b " MARCH);
    expect_narrowed("after:2020", MARCH);
    expect_narrowed("\"look after: me\" after:2020", "\"look after: me\" " MARCH);
    expect_narrowed("a OR b", "(a OR b) " MARCH);
    expect_narrowed("(a OR b) after:2020", "(a OR b) " MARCH);
    expect_narrowed("(a OR b) OR (c)", "((a OR b) OR (c)) " MARCH);
    expect_narrowed("\"a OR b\"", "\"a OR b\" " MARCH);
    expect_narrowed("say \"never", MARCH " say \"never");
    expect_narrowed("", MARCH);
}
END_TEST

START_TEST(days_without_a_name_are_left_out)
{
    char memory[64];
    struct buf to;
    buf_fixed(&to, memory, sizeof memory);
    struct narrow narrow = narrow_of(STR("a"), &site.arena);
    narrow_write(&to, &narrow, INT32_MIN, 24 * (CALENDAR_LAST + 1));
    ck_assert_uint_eq(to.len, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { sources_are_counted_and_lead_on, bars_are_links_to_their_time,
        what_came_within_days_is_shown_by_hours, a_bars_link_finds_what_it_counts,
        one_hit_needs_no_narrowing, filters_of_time_are_replaced, days_without_a_name_are_left_out,
        NULL };
    return suite_run(suite_with("facets on pages", tests, setup, teardown));
}
