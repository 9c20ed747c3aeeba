#include "../suite.h"
#include "render/html.h"

#define REPLACED "\xEF\xBF\xBD"

static struct buf out;

static void written_is(const char *expected)
{
    buf_add_char(&out, '\0');
    ck_assert_str_eq(out.at, expected);
    buf_release(&out);
}

#define CHECK_ESCAPE(function, input, expected)                                                    \
    do {                                                                                           \
        buf_init(&out);                                                                            \
        function(&out, STR(input));                                                                \
        written_is(expected);                                                                      \
    } while (0)

START_TEST(text_escapes_markup)
{
    CHECK_ESCAPE(html_text, "<script>alert('x & \"y\"')</script>",
        "&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;");
}
END_TEST

START_TEST(text_leaves_plain_text_alone)
{
    CHECK_ESCAPE(html_text, "", "");
    CHECK_ESCAPE(html_text, "plain, über, 政治\tand\nmore", "plain, über, 政治\tand\nmore");
}
END_TEST

START_TEST(text_does_not_trust_entities)
{
    CHECK_ESCAPE(html_text, "&lt;b&gt;", "&amp;lt;b&amp;gt;");
}
END_TEST

START_TEST(text_replaces_control_bytes)
{
    CHECK_ESCAPE(html_text, "a\0b\x1b[1m\x7f", "a" REPLACED "b" REPLACED "[1m" REPLACED);
    CHECK_ESCAPE(html_text, "a\rb", "a&#13;b");
}
END_TEST

START_TEST(text_replaces_what_xml_cannot_hold)
{
    CHECK_ESCAPE(html_text,
        "a\xEF\xBF\xBE"
        "b\xEF\xBF\xBF",
        "a" REPLACED "b" REPLACED);
    CHECK_ESCAPE(html_text, "Ａ，\xEF\xBF\xBD", "Ａ，\xEF\xBF\xBD");
    CHECK_ESCAPE(html_text, "cut \xEF\xBF", "cut \xEF\xBF");
}
END_TEST

START_TEST(attr_cannot_be_left)
{
    CHECK_ESCAPE(html_attr, "\" onmouseover=\"alert(1)", "&quot; onmouseover=&quot;alert(1)");
    CHECK_ESCAPE(html_attr, "' autofocus='", "&#39; autofocus=&#39;");
    CHECK_ESCAPE(html_attr, "a\tb\r\nc", "a&#9;b&#13;&#10;c");
}
END_TEST

START_TEST(url_arg_encodes_all_but_unreserved)
{
    CHECK_ESCAPE(html_url_arg, "a b&c=d+e#f/g?h%i", "a%20b%26c%3Dd%2Be%23f%2Fg%3Fh%25i");
    CHECK_ESCAPE(html_url_arg, "AZaz09-._~", "AZaz09-._~");
    CHECK_ESCAPE(html_url_arg, "ü\"<>'", "%C3%BC%22%3C%3E%27");
    CHECK_ESCAPE(html_url_arg, "\0\r\n", "%00%0D%0A");
}
END_TEST

START_TEST(link_takes_http_and_https)
{
    ck_assert(html_linkable(STR("http://example.org/a?b=c&d=\"e\"")));
    ck_assert(html_linkable(STR("https://example.org")));
    ck_assert(html_linkable(STR("HTTPS://EXAMPLE.ORG/")));
}
END_TEST

START_TEST(link_refuses_other_schemes)
{
    static const char *const hostile[] = { "", "#", "/path", "//example.org/",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>1</script>",
        "vbscript:x", "file:///etc/passwd", "ftp://example.org/", "http:example.org",
        "http:/example.org", "https", "httpx://example.org/" };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        ck_assert(!html_linkable(str_from(hostile[i])));
}
END_TEST

START_TEST(link_refuses_what_browsers_would_trim)
{
    ck_assert(!html_linkable(STR(" http://example.org/")));
    ck_assert(!html_linkable(STR("\x01http://example.org/")));
    ck_assert(!html_linkable(STR("java\nscript:alert(1)")));
}
END_TEST

START_TEST(link_refuses_control_bytes)
{
    ck_assert(!html_linkable(STR("http://example.org/\r\nSet-Cookie: a=b")));
    ck_assert(!html_linkable(STR("http://example.org/\0")));
    ck_assert(!html_linkable(STR("http://example.org/\x7f")));
}
END_TEST

START_TEST(link_refuses_a_url_without_host)
{
    ck_assert(!html_linkable(STR("http://")));
    ck_assert(!html_linkable(STR("http:///etc")));
    ck_assert(!html_linkable(STR("https://?a")));
    ck_assert(!html_linkable(STR("https://\\example.org")));
}
END_TEST

START_TEST(snippet_marks_and_escapes)
{
    struct snippet_piece pieces[] = {
        { STR("1 < 2 "), false },
        { STR("R&D"), true },
        { STR(" <b>"), false },
    };
    struct snippet snippet = { .pieces = pieces, .count = 3 };
    buf_init(&out);
    html_snippet(&out, &snippet);
    written_is("1 &lt; 2 <mark>R&amp;D</mark> &lt;b&gt;");
}
END_TEST

START_TEST(snippet_shows_where_it_was_cut)
{
    struct snippet_piece piece = { STR("middle"), false };
    struct snippet snippet = {
        .pieces = &piece, .count = 1, .cut_before = true, .cut_after = true
    };
    buf_init(&out);
    html_snippet(&out, &snippet);
    written_is("… middle …");
}
END_TEST

static void count_is(uint64_t n, const char *expected)
{
    buf_init(&out);
    html_count(&out, n);
    written_is(expected);
}

START_TEST(count_groups_by_three)
{
    count_is(0, "0");
    count_is(999, "999");
    count_is(1000, "1,000");
    count_is(12345, "12,345");
    count_is(1234567, "1,234,567");
    count_is(UINT64_MAX, "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(full_buffer_stays_within_its_bounds)
{
    char memory[9] = "........";
    buf_fixed(&out, memory, 4);
    html_text(&out, STR("a<b&c>d"));
    ck_assert(out.overflowed);
    ck_assert_uint_le(out.len, 4);
    ck_assert_str_eq(memory + 4, "....");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { text_escapes_markup, text_leaves_plain_text_alone,
        text_does_not_trust_entities, text_replaces_control_bytes,
        text_replaces_what_xml_cannot_hold, attr_cannot_be_left, url_arg_encodes_all_but_unreserved,
        link_takes_http_and_https, link_refuses_other_schemes,
        link_refuses_what_browsers_would_trim, link_refuses_control_bytes,
        link_refuses_a_url_without_host, snippet_marks_and_escapes, snippet_shows_where_it_was_cut,
        count_groups_by_three, full_buffer_stays_within_its_bounds, NULL };
    return suite_run(suite_of("html", tests));
}
