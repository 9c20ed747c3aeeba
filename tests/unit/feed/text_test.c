#include "../suite.h"
#include "base/utf8.h"
#include "feed/text.h"

#include <time.h>

static void becomes(void (*reduce)(struct buf *, struct str), struct str from, struct str to)
{
    struct buf b;
    buf_init(&b);
    BUF_LIT(&b, "|");
    reduce(&b, from);
    struct str got = str_from_offset(buf_str(&b), 1);
    ck_assert_msg(str_equal(got, to), "%.*s: \"%.*s\", not \"%.*s\"", STR_ARG(from), STR_ARG(got),
        STR_ARG(to));
    buf_release(&b);
}

#define HTML(from, to) becomes(text_from_html, STR(from), STR(to))
#define PLAIN(from, to) becomes(text_from_plain, STR(from), STR(to))

START_TEST(inline_tags_join_words)
{
    HTML("<b>bold</b>er and <a href=\"http://example.org/?a=1&b=2\">linked</a>",
        "bolder and linked");
    HTML("H<sub>2</sub>O", "H2O");
}
END_TEST

START_TEST(blocks_and_breaks_part_words)
{
    HTML("<p>one</p><p>two</p>", "one two");
    HTML("one<br/>two<BR>three", "one two three");
    HTML("<ul><li>a<li>b</ul>c", "a b c");
    HTML("<table><tr><td>1</td><td>2</td></tr></table>", "1 2");
    HTML("one<img src='x.png' alt='not this'>two", "one two");
}
END_TEST

START_TEST(white_space_is_one_blank)
{
    HTML("  a \t\r\n b&nbsp;&#160; c\xE3\x80\x80 d ", "a b c d");
    PLAIN("\n a  b\xC2\xA0\xC2\xA0"
          "c \n",
        "a b c");
    HTML(" <p> </p> ", "");
    HTML("", "");
}
END_TEST

START_TEST(references_are_decoded_once)
{
    HTML("caf&eacute; &amp;eacute; &lt;b&gt;", "caf\xC3\xA9 &eacute; <b>");
    HTML("&#8217;&#x2019;&#X2019;&rsquo;", "’’’’");
    HTML("&#147;old&#148; &#128;", "“old” €");
    HTML("&#0; &#xD800; &#x110000; &#99999999999999999999;",
        "\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD");
    HTML("&copy 2021 &amp&lt", "© 2021 &<");
    HTML("x?a=1&copy=2", "x?a=1&copy=2");
}
END_TEST

START_TEST(an_ampersand_is_only_that)
{
    HTML("AT&T and Q&A; R & D &", "AT&T and Q&A; R & D &");
    HTML("&nosuch; &; &#; &#x; &#xZ;", "&nosuch; &; &#; &#x; &#xZ;");
}
END_TEST

START_TEST(a_bracket_that_begins_no_tag_stays)
{
    HTML("a < b", "a < b");
    HTML("1 <2 and 3> 2", "1 <2 and 3> 2");
    HTML("i <3 you", "i <3 you");
    HTML("a <b", "a <b");
    HTML("<", "<");
    HTML("</ <! <? <>", "</ <! <? <>");
    HTML("std::vector<int> of Map<K, V>", "std::vector<int> of Map<K, V>");
    HTML("x<y and y>z", "x<y and y>z");
}
END_TEST

START_TEST(vendors_elements_are_tags)
{
    HTML("<o:p>a</o:p>b<x-card>c</x-card>d<unknown id=1>e", "abcde");
}
END_TEST

START_TEST(a_quoted_bracket_does_not_close)
{
    HTML("<a title=\"x > y\" href='>'>z</a>", "z");
    HTML("<p don't>a</p>b", "a b");
    HTML("<a href=\"unclosed>text</a> more", "text more");
    HTML("<a href=\"open>1</a> <a href=\">\">2</a>", "\">2"); /* what a browser makes of it */
}
END_TEST

START_TEST(hidden_content_is_gone)
{
    HTML("a<script>if (x < y) alert('</b>')</script>b", "a b");
    HTML("a<STYLE type=x>p > q { }</Style >b", "a b");
    HTML("a<svg><text>no</text></svg>b<iframe src=x>no</iframe>c", "a b c");
    HTML("a<script>never closed", "a");
    HTML("a<script src=x/>b", "a b");
}
END_TEST

START_TEST(comments_and_declarations_are_gone)
{
    HTML("a<!-- <b> -- > c -->b", "ab");
    HTML("a<!-->b<!--->c", "abc");
    HTML("a<!-- never closed", "a");
    HTML("<!doctype html><?php echo ?>a<![endif]>b", "ab");
    HTML("<![CDATA[inside]]", "inside]]");
}
END_TEST

START_TEST(controls_and_overrides_are_gone)
{
    PLAIN("a\x01\x08\x7F"
          "b",
        "ab");
    PLAIN("evil\xE2\x80\xAEgnp.exe\xE2\x80\xAC \xE2\x81\xA6x\xE2\x81\xA9", "evilgnp.exe x");
    PLAIN("\xEF\xBB\xBFsoft\xC2\xADhyphen", "softhyphen");
    HTML("a&#1;b&#x202E;c", "abc");
    becomes(text_from_plain, str_n("a\0b", 3), STR("ab"));
}
END_TEST

START_TEST(latin1_controls_are_windows1252)
{
    PLAIN("\xC2\x93quoted\xC2\x94 \xC2\x85", "“quoted” …");
}
END_TEST

START_TEST(ill_formed_utf8_is_replaced)
{
    PLAIN("a\xFF"
          "b\xE2\x82",
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
}
END_TEST

START_TEST(plain_text_has_no_markup)
{
    PLAIN("<b>&amp;</b>", "<b>&amp;</b>");
}
END_TEST

START_TEST(a_tracker_leaves_no_trace)
{
    HTML("<p>The story.</p> <img src=\"http://feeds.example.org/~r/x/~4/abc\" height=\"1\" "
         "width=\"1\" alt=\"\"/><div class=\"feedflare\"><a href=\"http://feeds.example.org/~ff\">"
         "<img src=\"http://feeds.example.org/i.gif\" border=\"0\"></img></a></div>",
        "The story.");
}
END_TEST

/* Half a megabyte of what makes careless readers search to the end again and again. */
START_TEST(hostile_markup_costs_linear_time)
{
    static const char *const pieces[] = { "<a \"", "<a =\"\" ", "<a \">\" ", "<x ", "<x =", "<!--",
        "<!", "<script>", "</", "<", "&", "&#", "&a", "<![CDATA[", "<?x", "<script></scrip" };
    enum { SIZE = 512 * 1024 };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf html, text;
        buf_init(&html);
        buf_init(&text);
        while (html.len < SIZE)
            buf_add_str(&html, str_from(pieces[i]));
        BUF_LIT(&html, ">");
        clock_t begin = clock();
        text_from_html(&text, buf_str(&html));
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        ck_assert_msg(seconds < 5, "%s: %f s", pieces[i], seconds);
        ck_assert(utf8_valid(buf_str(&text)));
        buf_release(&html);
        buf_release(&text);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { inline_tags_join_words, blocks_and_breaks_part_words,
        white_space_is_one_blank, references_are_decoded_once, an_ampersand_is_only_that,
        a_bracket_that_begins_no_tag_stays, vendors_elements_are_tags,
        a_quoted_bracket_does_not_close, hidden_content_is_gone, comments_and_declarations_are_gone,
        controls_and_overrides_are_gone, latin1_controls_are_windows1252,
        ill_formed_utf8_is_replaced, plain_text_has_no_markup, a_tracker_leaves_no_trace,
        hostile_markup_costs_linear_time, NULL };
    return suite_run(suite_of("text", tests));
}
