#include "../suite.h"
#include "feed/link.h"
#include "feed/parse.h"

static const char base[] = "https://example.org/a/feed.xml?x=1";

static void resolves(const char *link, const char *to)
{
    struct buf b;
    buf_init(&b);
    bool found = link_resolve(&b, str_from(link), base);
    ck_assert_msg(found == (to != NULL), "%s: %.*s", link, STR_ARG(buf_str(&b)));
    ck_assert_msg(str_equal(buf_str(&b), str_from(to)), "%s: %.*s", link, STR_ARG(buf_str(&b)));
    buf_release(&b);
}

START_TEST(web_links_stay)
{
    resolves("http://example.org/x?a=1&b=2#c", "http://example.org/x?a=1&b=2#c");
    resolves("HTTPS://example.org", "HTTPS://example.org");
    resolves(" \n https://example.org/x \n", "https://example.org/x");
    resolves("https://example.org/\xE6\x97\xA5/", "https://example.org/\xE6\x97\xA5/");
}
END_TEST

START_TEST(relative_links_are_resolved)
{
    resolves("b", "https://example.org/a/b");
    resolves("/b?q", "https://example.org/b?q");
    resolves("../../b", "https://example.org/b");
    resolves("?y=2", "https://example.org/a/feed.xml?y=2");
    resolves("//cdn.example.org/b", "https://cdn.example.org/b");
    resolves("\xE6\x97\xA5", "https://example.org/a/%E6%97%A5");
    resolves("a:b/c", NULL);
}
END_TEST

START_TEST(what_no_url_holds_is_encoded)
{
    resolves("http://example.org/a b\"<c>", "http://example.org/a%20b%22%3Cc%3E");
    resolves("http://example.org/a\n\tb", "http://example.org/ab");
}
END_TEST

START_TEST(other_schemes_are_no_links)
{
    resolves("javascript:alert(1)", NULL);
    resolves("java\nscript:alert(1)", NULL);
    resolves("file:///etc/passwd", NULL);
    resolves("data:text/html,x", NULL);
    resolves("mailto:editor@example.org", NULL);
    resolves("http://", NULL);
    resolves("https:///path", NULL);
    resolves("", NULL);
}
END_TEST

START_TEST(a_relative_link_needs_a_base)
{
    struct buf b;
    buf_init(&b);
    ck_assert(!link_resolve(&b, STR("/b"), NULL));
    ck_assert(!link_resolve(&b, STR("/b"), "not a url"));
    ck_assert(!link_resolve(&b, STR("/b"), "ftp://example.org/"));
    ck_assert_uint_eq(b.len, 0);
    buf_release(&b);
}
END_TEST

START_TEST(length_is_bounded_after_encoding)
{
    struct buf link, b;
    buf_init(&link);
    buf_init(&b);
    BUF_LIT(&link, "http://example.org/");
    while (link.len < FEED_LINK_MAX)
        buf_add_char(&link, 'a');
    ck_assert(link_resolve(&b, buf_str(&link), NULL));
    link.at[link.len - 1] = '"';
    buf_clear(&b);
    ck_assert(!link_resolve(&b, buf_str(&link), NULL));
    ck_assert_uint_eq(b.len, 0);
    buf_release(&link);
    buf_release(&b);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { web_links_stay, relative_links_are_resolved,
        what_no_url_holds_is_encoded, other_schemes_are_no_links, a_relative_link_needs_a_base,
        length_is_bounded_after_encoding, NULL };
    return suite_run(suite_of("link", tests));
}
