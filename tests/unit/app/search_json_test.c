#include "../json_check.h"
#include "../suite.h"
#include "search_site.h"

static const char *json(const char *url)
{
    ck_assert_int_eq(site_get(&site, url), 200);
    ck_assert_str_eq(site.response.content_type, "application/json");
    ck_assert_msg(json_is_valid(buf_str(&site.response.body)), "%.500s", site_body(&site));
    return site_body(&site);
}

static void has(const char *body, const char *part)
{
    ck_assert_msg(strstr(body, part) != NULL, "%s is not in\n%.500s", part, body);
}

START_TEST(a_search)
{
    site_story(&site, SITE_CNN, "Zebra crossing", "A zebra stood there.");
    site_item(&site, (struct item) { .source = SITE_NYT,
                         .title = STR("No link"),
                         .summary = STR("Of a zebra"),
                         .author = STR("A. Writer") });
    const char *body = json("/search.json?term=zebra");
    has(body,
        "{\"query\":\"zebra\",\"sort\":\"score\",\"first\":null,\n\"total\":2,\"more\":false,");
    has(body, "{\"id\":1,\"title\":\"Zebra crossing\","
              "\"link\":\"https://news.example.org/story?a=1\\u0026b=2\","
              "\"source\":\"cnn\",\"source_title\":\"CNN\",\"author\":null,\"language\":\"en-us\","
              "\"published\":\"2026-01-31T12:00:01Z\",\"score\":");
    has(body, "\"snippet\":[{\"text\":\"A \"},{\"text\":\"zebra\",\"mark\":true},"
              "{\"text\":\" stood there.\"}],\"matched\":[\"Zebra\"]}");
    has(body, "{\"id\":2,\"title\":\"No link\",\"link\":null,\"source\":\"nyt\","
              "\"source_title\":\"New York \\u003cTimes\\u003e\",\"author\":\"A. Writer\","
              "\"language\":null,");
    has(body, "\n],\n\"next\":null}\n");
    ck_assert_str_eq(site_body(&site), json("/search.json?term=zebra&format=rss"));
}
END_TEST

START_TEST(without_a_word_the_newest)
{
    add_stories(SITE_CNN, 25, "budget");
    const char *body = json("/search?format=json");
    has(body, "\"total\":25,\"more\":false");
    has(body, "\"title\":\"budget report number 24\"");
    has(body,
        "\"score\":null,\"snippet\":[{\"text\":\"The council meets on Monday.\"}],\"matched\":[]");
    has(body, "\"next\":\"/search.json?term=\\u0026cursor=d-");
}
END_TEST

START_TEST(nothing_is_an_empty_list)
{
    has(json("/search.json?term=absent"), "\"hits\":[\n],\n\"next\":null}");
    add_stories(SITE_CNN, 1, "budget");
    has(json("/search.json?term=absent"), "\"total\":0,\"more\":false");
    has(json("/search.json?term=budget&page=2"), "\"hits\":[\n]");
    has(json("/search.json?term=budget&page=99999999"), "\"hits\":[\n]");
}
END_TEST

START_TEST(hostile_texts)
{
    site_item(&site, (struct item) { .source = SITE_CNN,
                         .title = STR("zebra \"\\ </script>\xE2\x80\xA8 \xF0\x9F\xA6\x93"),
                         .summary = STR("zebra & <b>\x7F\xEF\xBF\xBF"),
                         .link = STR("javascript:alert(1)") });
    const char *body = json("/search.json?term=zebra+%22%3C/script%3E%01%00%FF");
    ck_assert_ptr_null(strstr(body, "<"));
    has(body, "\"link\":null");
    has(body, "\\\"\\\\ \\u003c/script\\u003e\\u2028 \xF0\x9F\xA6\x93");
}
END_TEST

/* The ids of the hits in a body, counted. */
static unsigned count_ids(unsigned seen[], size_t most)
{
    unsigned count = 0;
    for (const char *at = site_body(&site); (at = strstr(at, "{\"id\":")); at++, count++) {
        size_t id = strtoul(at + 6, NULL, 10);
        ck_assert_uint_lt(id, most);
        seen[id]++;
    }
    return count;
}

/* The path and query that follow "next": in a body; false when it is null. */
static bool take_next(char *to, size_t size)
{
    const char *at = strstr(site_body(&site), "\"next\":\"");
    size_t len = 0;
    if (at == NULL)
        return false;
    for (at += 8; *at != '"' && len + 1 < size; len++) {
        bool amp = strncmp(at, "\\u0026", 6) == 0;
        to[len] = amp ? '&' : *at;
        at += amp ? 6 : 1;
    }
    to[len] = '\0';
    return true;
}

/* Follows next to the end, adding stories on the way. */
static void walk(const char *url, unsigned expected)
{
    unsigned seen[2000] = { 0 }, met = 0;
    char next[2048];
    snprintf(next, sizeof next, "%s", url);
    uint64_t there = site.next_id;
    do {
        json(next);
        count_ids(seen, 2000);
        add_stories(SITE_NYT, 1, "budget");
        site_story(&site, SITE_CNN, "budget budget", "A report, number 7, on the budget.");
    } while (take_next(next, sizeof next));
    for (uint64_t id = 1; id <= there; id++) {
        ck_assert_msg(seen[id] <= 1, "%s: %u came twice", url, (unsigned)id);
        met += seen[id];
    }
    ck_assert_uint_eq(met, expected);
}

START_TEST(walks)
{
    add_stories(SITE_CNN, 120, "budget");
    add_stories(SITE_BBC, 30, "budget");
    add_stories(SITE_BBC, 30, "weather");
    walk("/search.json?term=budget+report&n=7", 150);
    walk("/search.json?term=budget+report&n=7&sort=date", 150 + 2 * 22);
    walk("/search.json?term=budget&n=50&bbc=on", 30);
    walk("/search.json?n=50", 180 + 2 * (22 + 28 + 1));
}
END_TEST

START_TEST(a_walk_stays_in_the_first_source)
{
    add_stories(SITE_NYT, 30, "budget");
    char next[2048];
    has(json("/search.json?term=budget&first=on"), "\"first\":\"nyt\"");
    ck_assert(take_next(next, sizeof next));
    add_stories(SITE_CNN, 1, "budget");
    has(json(next), "\"source\":\"nyt\"");
    ck_assert_ptr_null(strstr(site_body(&site), "\"source\":\"cnn\""));
    ck_assert(!take_next(next, sizeof next));
}
END_TEST

START_TEST(sizes)
{
    unsigned seen[200] = { 0 };
    add_stories(SITE_CNN, 100, "budget");
    json("/search.json?term=budget&n=5");
    ck_assert_uint_eq(count_ids(seen, 200), 5);
    has(site_body(&site), "\\u0026n=5\\u0026cursor=s-");
    json("/search.json?term=budget&n=1000");
    ck_assert_uint_eq(count_ids(seen, 200), 50);
    json("/search.json?term=budget&n=50&page=2");
    ck_assert_uint_eq(count_ids(seen, 200), 50);
    ck_assert_ptr_nonnull(strstr(site_body(&site), "\"next\":null"));
    json("/search.json?term=budget&n=x");
    ck_assert_uint_eq(count_ids(seen, 200), 20);
}
END_TEST

static void check_problem(const char *url, int status, const char *detail)
{
    ck_assert_int_eq(site_get(&site, url), status);
    ck_assert_str_eq(site.response.content_type, "application/problem+json");
    ck_assert_msg(json_is_valid(buf_str(&site.response.body)), "%.500s", site_body(&site));
    has(site_body(&site), detail);
}

START_TEST(errors_are_json_too)
{
    char url[8192] = "/search.json?term=";
    add_stories(SITE_CNN, 1, "budget");
    check_problem("/search.json?term=budget&cursor=x", 400,
        "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The cursor is none");
    check_problem("/search?format=json&term=budget+report&cursor=s-1-2-0-5-3ff0000000000000-0-1", 400,
        "of another search");
    memset(url + strlen(url), 'a', 5000);
    check_problem(url, 400, "5000 bytes long");
    memcpy(url, "/search?format=json&x=", 22);
    check_problem(url, 400, "bytes long");
    ck_assert_int_eq(site_request(&site, &app_search_router, "PUT", "/search.json"), 405);
    has(site_body(&site), "\"status\":405");
    ck_assert_int_eq(site_get(&site, "/search?format=yaml"), 400);
    expect_part("//main", "html, json, rss and atom");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search_json");
    TCase *all = tcase_create("search_json");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, a_search);
    tcase_add_test(all, without_a_word_the_newest);
    tcase_add_test(all, nothing_is_an_empty_list);
    tcase_add_test(all, hostile_texts);
    tcase_add_test(all, walks);
    tcase_add_test(all, a_walk_stays_in_the_first_source);
    tcase_add_test(all, sizes);
    tcase_add_test(all, errors_are_json_too);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
