#include "../suite.h"
#include "app/site_url.h"
#include "search_site.h"

static const char *url_of(const char *scheme, const char *host)
{
    static char memory[1024];
    struct request request = { .scheme = str_from(scheme), .host = str_from(host) };
    struct buf to;
    buf_fixed(&to, memory, sizeof memory - 1);
    site_url(&to, &request);
    memory[to.len] = '\0';
    return memory;
}

START_TEST(hosts)
{
    ck_assert_str_eq(url_of("http", "localhost:5000"), "http://localhost:5000");
    ck_assert_str_eq(url_of("https", "News.example.org"), "https://News.example.org");
    ck_assert_str_eq(url_of("https", "[::1]:8443"), "https://[::1]:8443");
    ck_assert_str_eq(url_of("http", "[::ffff:127.0.0.1]"), "http://[::ffff:127.0.0.1]");
    ck_assert_str_eq(url_of("gopher", "a_b-c"), "http://a_b-c");
}
END_TEST

START_TEST(what_is_no_host_is_not_repeated)
{
    static const char *const bad[] = { "", ":80", "a:", "a:x", "a:123456", "a/b", "a b", "a\"b",
        "a<b", "a&b", "user@a", "a?b", "a#b", "[", "[]", "[::1", "[::1]x", "[::1]:", "::1",
        "a:80:80", "a\nb", "[g]", "\xC3\xA4" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_str_eq(url_of("https", bad[i]), "http://localhost");
    ck_assert_str_eq(url_of("https", NULL), "http://localhost");
    char lengthy[400];
    memset(lengthy, 'a', sizeof lengthy);
    lengthy[399] = '\0';
    ck_assert_str_eq(url_of("https", lengthy), "http://localhost");
}
END_TEST

#define OS "*[local-name()='OpenSearchDescription']"

START_TEST(browsers_are_told_how_to_search)
{
    site.host = "news.example.org";
    site.scheme = "https";
    ck_assert_int_eq(site_get(&site, "/opensearch.xml"), 200);
    ck_assert_str_eq(site.response.content_type, "application/opensearchdescription+xml");
    expect_text("/" OS "/*[local-name()='ShortName']", "feedscope");
    expect_text("//*[local-name()='Url'][@type='text/html']/@template",
        "https://news.example.org/search?term={searchTerms}&page={startPage?}");
    expect_text("//*[local-name()='Url'][@type='application/rss+xml']/@template",
        "https://news.example.org/search.rss?term={searchTerms}");
    expect_text("//*[local-name()='Url'][@rel='self']/@template",
        "https://news.example.org/opensearch.xml");
    site_get(&site, "/search");
    expect_link(
        "//link[@rel='search'][@type='application/opensearchdescription+xml']", "/opensearch.xml");
    site_admin(&site, "/debug/");
    ck_assert_int_eq(site_count(&site, "//link[@rel='search']"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site_url");
    TCase *urls = tcase_create("site_url"), *pages = tcase_create("opensearch");
    tcase_add_test(urls, hosts);
    tcase_add_test(urls, what_is_no_host_is_not_repeated);
    suite_add_tcase(suite, urls);
    tcase_add_checked_fixture(pages, setup, teardown);
    tcase_add_test(pages, browsers_are_told_how_to_search);
    suite_add_tcase(suite, pages);
    return suite_run(suite);
}
