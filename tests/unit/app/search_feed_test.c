#include "../suite.h"
#include "feed/parse.h"
#include "search_site.h"

#define IN(name) "*[local-name()='" name "']"

static struct feed_doc doc;

/* Asks for a feed and reads it as feedscope reads any. */
static void read_feed(const char *url)
{
    struct error e;
    ck_assert_int_eq(site_get(&site, url), 200);
    enum error_code code = feed_parse(buf_str(&site.response.body), "", NULL, &doc, &e);
    ck_assert_msg(code == ERROR_NONE, "%s\n%s", e.text, site_body(&site));
}

static void release(void)
{
    feed_doc_release(&doc);
}

#define ck_assert_str_is(str, literal)                                                             \
    ck_assert_msg(str_equal((str), STR(literal)), "is '%.*s'", STR_ARG(str))

static void check_items(void)
{
    ck_assert_uint_eq(doc.count, 2);
    ck_assert_uint_eq(doc.dropped, 0);
    ck_assert_str_is(doc.items[0].title, "Zebra & lion");
    ck_assert_str_is(doc.items[0].summary, "They <met> & \"parted\".");
    ck_assert_str_is(doc.items[0].link, "https://news.example.org/story?a=1&b=2");
    ck_assert_int_eq(doc.items[0].published, SITE_NOW + 2);
    ck_assert(str_starts(doc.items[0].guid, STR("urn:uuid:")));
    ck_assert_str_is(doc.items[1].title, "Zebra");
    ck_assert(!str_equal(doc.items[0].guid, doc.items[1].guid));
}

static void add_two(void)
{
    site_item(&site, (struct item) { .source = SITE_CNN,
                         .guid = STR("first"),
                         .title = STR("Zebra"),
                         .summary = STR("Zebra, zebra, zebra."),
                         .link = STR("https://news.example.org/1") });
    site_story(&site, SITE_NYT, "Zebra & lion", "They <met> & \"parted\".");
}

START_TEST(rss)
{
    add_two();
    site.host = "news.example.org";
    site.scheme = "https";
    read_feed("/search.rss?term=zebra&nyt=on&cnn=on");
    ck_assert_str_eq(site.response.content_type, "application/rss+xml");
    ck_assert_int_eq(doc.format, FEED_RSS);
    check_items();
    release();
    expect_text("/rss/channel/title", "zebra in CNN, New York <Times> - feedscope");
    expect_text(
        "/rss/channel/link", "https://news.example.org/search?term=zebra&cnn=on&nyt=on&sort=date");
    expect_text("/rss/channel/" IN("link") "[@rel='self']/@href",
        "https://news.example.org/search.rss?term=zebra&cnn=on&nyt=on");
    expect_text("/rss/channel/lastBuildDate", "Sat, 31 Jan 2026 12:00:02 GMT");
    expect_text("//item[1]/guid/@isPermaLink", "false");
    expect_text("//item[1]/pubDate", "Sat, 31 Jan 2026 12:00:02 GMT");
    expect_text("//item[1]/category", "New York <Times>");
}
END_TEST

START_TEST(atom)
{
    add_two();
    site.host = "news.example.org:8080";
    read_feed("/search?format=atom&term=zebra");
    ck_assert_str_eq(site.response.content_type, "application/atom+xml");
    ck_assert_int_eq(doc.format, FEED_ATOM);
    check_items();
    release();
    expect_text("/" IN("feed") "/" IN("updated"), "2026-01-31T12:00:02Z");
    expect_text("/" IN("feed") "/" IN("link") "[@rel='self']/@href",
        "http://news.example.org:8080/search.atom?term=zebra");
    expect_text("/" IN("feed") "/" IN("link") "[@rel='alternate']/@href",
        "http://news.example.org:8080/search?term=zebra&sort=date");
    expect_text("//" IN("entry") "[1]/" IN("author") "/" IN("name"), "New York <Times>");
    expect_text("//" IN("entry") "[1]/@*[name()='xml:lang']", "en-us");
    ck_assert_int_eq(site_count(&site, "//" IN("entry") "[" IN("id") "][" IN("title") "][" IN(
                                           "updated") "][" IN("link") "][" IN("author") "]"),
        2);
}
END_TEST

/* What identifies a story or a feed is the same whatever the host, the form and the order. */
START_TEST(ids_are_stable)
{
    char first[64], feed[64];
    add_two();
    site_get(&site, "/search.rss?term=zebra");
    snprintf(first, sizeof first, "%s", site_text(&site, "//item[1]/guid"));
    site_get(&site, "/search.atom?term=zebra&n=7");
    expect_text("//" IN("entry") "[1]/" IN("id"), first);
    snprintf(feed, sizeof feed, "%s", site_text(&site, "/" IN("feed") "/" IN("id")));
    site.host = "other.example.org";
    site_story(&site, SITE_CNN, "Zebra again", "");
    site_get(&site, "/search?format=atom&term=zebra&utm_source=x");
    expect_text("//" IN("entry") "[2]/" IN("id"), first);
    expect_text("/" IN("feed") "/" IN("id"), feed);
    site_get(&site, "/search.atom?term=zebras");
    ck_assert_str_ne(site_text(&site, "/" IN("feed") "/" IN("id")), feed);
    /* RFC 9562: version 8, variant 10 */
    ck_assert_int_eq(first[9 + 14], '8');
    ck_assert_ptr_nonnull(strchr("89ab", first[9 + 19]));
}
END_TEST

START_TEST(newest_first_unless_asked)
{
    add_two();
    read_feed("/search.rss?term=zebra");
    ck_assert_str_is(doc.items[0].title, "Zebra & lion");
    release();
    read_feed("/search.rss?term=zebra&sort=score");
    ck_assert_str_is(doc.items[0].title, "Zebra");
    release();
    expect_part("/rss/channel/" IN("link") "[@rel='self']/@href", "sort=score");
}
END_TEST

START_TEST(without_a_word_all_stories)
{
    add_stories(SITE_CNN, 30, "budget");
    read_feed("/search.atom");
    ck_assert_uint_eq(doc.count, 20);
    ck_assert_str_is(doc.items[0].title, "budget report number 29");
    release();
    expect_text("/" IN("feed") "/" IN("title"), "Newest stories - feedscope");
}
END_TEST

START_TEST(what_is_missing_is_left_out)
{
    site_item(&site, (struct item) { .source = SITE_CNN,
                         .summary = STR("A zebra without a title"),
                         .language = STR("x\" onload=\""),
                         .link = STR("javascript:alert(1)") });
    site_get(&site, "/search.rss?term=zebra");
    expect_text("//item/title", "A zebra without a title");
    ck_assert_int_eq(site_count(&site, "//item/link"), 0);
    site_get(&site, "/search.atom?term=zebra");
    ck_assert_int_eq(site_count(&site, "//" IN("entry") "/" IN("link")), 0);
    ck_assert_int_eq(site_count(&site, "//" IN("entry") "/@*"), 0);
    expect_text("//" IN("entry") "/" IN("content"), "A zebra without a title");
    site_get(&site, "/search.atom?term=absent");
    expect_text("/" IN("feed") "/" IN("updated"), "1970-01-01T00:00:00Z");
    ck_assert_int_eq(site_get(&site, "/search.rss?term=absent"), 200);
}
END_TEST

START_TEST(hostile_texts)
{
    site_item(&site, (struct item) { .source = SITE_CNN,
                         .title = STR("zebra ]]> <!-- \x01 \xEF\xBF\xBE"),
                         .summary = STR("<script>alert(1)</script> zebra"),
                         .author = STR("</author>"),
                         .link = STR("https://e.org/?a=\"<>&'") });
    site.host = "a\"><script>";
    site_get(&site, "/search.rss?term=zebra+%3C%22%01%FF%26");
    ck_assert_int_eq(site_count(&site, "//script"), 0);
    site_get(&site, "/search.rss?term=zebra&cnn=on");
    expect_text("//item/description", "&lt;script&gt;alert(1)&lt;/script&gt; zebra");
    expect_text("/rss/channel/link", "http://localhost/search?term=zebra&cnn=on&sort=date");
    site_get(&site, "/search.atom?term=zebra");
    expect_text("//" IN("entry") "/" IN("summary"), "<script>alert(1)</script> zebra");
    expect_text("//" IN("entry") "/" IN("author"), "</author>");
}
END_TEST

START_TEST(parts_are_linked)
{
    add_stories(SITE_CNN, 45, "budget");
    char next[1024];
    site.host = "e.org";
    unsigned entries = 0, parts = 0;
    snprintf(next, sizeof next, "/search.atom?term=budget&n=10");
    do {
        ck_assert_int_eq(site_get(&site, next), 200);
        entries += (unsigned)site_count(&site, "//" IN("entry"));
        snprintf(next, sizeof next, "%s",
            site_text(&site, "/" IN("feed") "/" IN("link") "[@rel='next']/@href"));
        if (*next)
            memmove(next, next + strlen("http://e.org"), strlen(next) + 1 - strlen("http://e.org"));
        parts++;
    } while (*next);
    ck_assert_uint_eq(entries, 45);
    ck_assert_uint_eq(parts, 5);
}
END_TEST

/* The value of a header of the last answer. */
static const char *header(const char *name)
{
    static char value[128];
    struct str rest = buf_str(&site.response.headers), line;
    while (rest.len) {
        line = str_split(&rest, '\n');
        struct str own = str_split(&line, ':');
        if (!str_equal(own, str_from(name)))
            continue;
        line = str_trim(line);
        snprintf(value, sizeof value, "%.*s", STR_ARG(line));
        return value;
    }
    return NULL;
}

static void check_unmodified(void)
{
    ck_assert_int_eq(site_get(&site, "/search.rss?term=zebra"), 304);
    ck_assert_uint_eq(site.response.body.len, 0);
    ck_assert_ptr_nonnull(header("ETag"));
}

START_TEST(what_has_not_changed_is_not_sent_again)
{
    add_two();
    site_get(&site, "/search.rss?term=zebra");
    char etag[64];
    snprintf(etag, sizeof etag, "%s", header("ETag"));
    ck_assert_str_eq(header("Last-Modified"), "Sat, 31 Jan 2026 12:00:02 GMT");
    site.if_none_match = etag;
    check_unmodified();
    site.if_none_match = NULL;
    site.if_modified_since = "Sat, 31 Jan 2026 12:00:02 GMT";
    check_unmodified();
    site_story(&site, SITE_CNN, "No such animal", "");
    check_unmodified();
    site_story(&site, SITE_CNN, "Zebra again", "");
    ck_assert_int_eq(site_get(&site, "/search.rss?term=zebra"), 200);
    site.if_none_match = etag;
    ck_assert_int_eq(site_get(&site, "/search.rss?term=zebra"), 200);
    snprintf(etag, sizeof etag, "%s", header("ETag"));
    check_unmodified();
    ck_assert_int_eq(site_get(&site, "/search.atom?term=zebra"), 200);
}
END_TEST

START_TEST(json_and_pages_have_no_validators)
{
    add_two();
    site.if_none_match = "*";
    ck_assert_int_eq(site_get(&site, "/search.json?term=zebra"), 200);
    ck_assert_ptr_null(header("ETag"));
    ck_assert_int_eq(site_get(&site, "/search?term=zebra"), 200);
}
END_TEST

START_TEST(pages_lead_to_their_feeds)
{
    add_two();
    site_get(&site, "/search?term=zebra+%22&cnn=on");
    expect_link("//link[@rel='alternate'][@type='application/rss+xml']",
        "/search.rss?term=zebra%20%22&cnn=on");
    expect_text("//link[@type='application/rss+xml']/@title", "zebra \" - RSS");
    expect_link("//link[@type='application/atom+xml']", "/search.atom?term=zebra%20%22&cnn=on");
    expect_link("//link[@type='application/json']", "/search.json?term=zebra%20%22&cnn=on");
    expect_link("//p[@class='outputs']/a[1]", "/search.rss?term=zebra%20%22&cnn=on");
    site_get(&site, "/search?term=zebra&sort=date");
    expect_link("//link[@type='application/rss+xml']", "/search.rss?term=zebra");
    expect_link("//link[@type='application/json']", "/search.json?term=zebra&sort=date");
}
END_TEST

START_TEST(errors_are_problems)
{
    ck_assert_int_eq(site_get(&site, "/search.atom?cursor=%3C%FF"), 400);
    ck_assert_str_eq(site.response.content_type, "application/problem+xml");
    expect_text("/" IN("problem") "/" IN("status"), "400");
    expect_part("/" IN("problem") "/" IN("detail"), "cursor");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search_feed");
    TCase *all = tcase_create("search_feed");
    feed_parse_init();
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, rss);
    tcase_add_test(all, atom);
    tcase_add_test(all, ids_are_stable);
    tcase_add_test(all, newest_first_unless_asked);
    tcase_add_test(all, without_a_word_all_stories);
    tcase_add_test(all, what_is_missing_is_left_out);
    tcase_add_test(all, hostile_texts);
    tcase_add_test(all, parts_are_linked);
    tcase_add_test(all, what_has_not_changed_is_not_sent_again);
    tcase_add_test(all, json_and_pages_have_no_validators);
    tcase_add_test(all, pages_lead_to_their_feeds);
    tcase_add_test(all, errors_are_problems);
    suite_add_tcase(suite, all);
    int status = suite_run(suite);
    feed_parse_cleanup();
    return status;
}
