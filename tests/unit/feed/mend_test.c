#include "../suite.h"
#include "feed/mend.h"
#include "feed/parse.h"

static void mends(struct str from, struct str to)
{
    struct buf scratch;
    buf_init(&scratch);
    struct str got = mend_xml(&scratch, from);
    ck_assert_msg(str_equal(got, to), "%.*s: \"%.*s\", not \"%.*s\"", STR_ARG(from), STR_ARG(got),
        STR_ARG(to));
    buf_release(&scratch);
}

#define FFFD "\xEF\xBF\xBD"
#define MENDS(from, to) mends(STR(from), STR(to))

START_TEST(good_xml_is_not_copied)
{
    struct buf scratch;
    buf_init(&scratch);
    struct str xml = STR("<a b='1 > 2'>x &#38; &#x26; <![CDATA[a & <b>]]><c /></a >");
    struct str got = mend_xml(&scratch, xml);
    ck_assert_ptr_eq(got.at, xml.at);
    ck_assert_uint_eq(got.len, xml.len);
    buf_release(&scratch);
}
END_TEST

START_TEST(declarations_and_comments_are_cut)
{
    MENDS("<?xml version=\"1.0\" encoding='x'?>\n<a><!-- <b> & --><?php x > y ?></a>", "\n<a></a>");
    MENDS("<?xml version=\"1.0\"><a/>", "<a/>");
    MENDS(" \n <a/>", "\n<a/>");
}
END_TEST

START_TEST(a_doctype_is_cut_with_its_subset)
{
    MENDS("<!DOCTYPE rss [<!ENTITY x \"]>\">\n<!-- ' ]> --><?p ]> ?>%y; ]><a>&x;</a>",
        "\n<a>&#38;x;</a>");
    MENDS("<!DOCTYPE html PUBLIC \"-//x>//\" 'y'><a/>", "<a/>");
    MENDS("<a><!doctype b></a>", "<a></a>");
}
END_TEST

START_TEST(html_names_become_characters)
{
    MENDS("<a t='&eacute;'>&nbsp;&euro;&Eacute;</a>", "<a t='é'>\xC2\xA0€É</a>");
}
END_TEST

START_TEST(markup_stays_escaped)
{
    MENDS("<a>&amp;&lt;&gt;&quot;&apos;</a>", "<a>&#38;&#60;&#62;&#34;&#39;</a>");
}
END_TEST

START_TEST(numbers_of_no_character_are_replaced)
{
    MENDS("<a>&#0;&#x1F;&#xD800;&#xFFFF;&#x110000;&#99999999999;</a>",
        "<a>" FFFD FFFD FFFD FFFD FFFD FFFD "</a>");
    MENDS("<a>&#9;&#10;&#150;&#x1F600;</a>", "<a>&#9;&#10;&#150;&#x1F600;</a>");
}
END_TEST

START_TEST(stray_ampersands_are_escaped)
{
    MENDS("<a>AT&T & &nosuch; &amp &#x; &#12 &</a>",
        "<a>AT&#38;T &#38; &#38;nosuch; &#38;amp &#38;#x; &#38;#12 &#38;</a>");
    MENDS("<a href='?a=1&b=2'/>", "<a href='?a=1&#38;b=2'/>");
}
END_TEST

START_TEST(stray_brackets_are_escaped)
{
    MENDS("<a>1 < 2 <3 <!x> <</a>", "<a>1 &#60; 2 &#60;3 &#60;!x> &#60;</a>");
}
END_TEST

START_TEST(a_tag_of_bad_grammar_loses_its_attributes)
{
    MENDS("<a><b t='1 < 2'>x</b></a>", "<a><b>&#60; 2'>x</b></a>");
    MENDS("<a href=x>y</a>", "<a>y</a>");
    MENDS("<a checked>y</a>", "<a>y</a>");
    MENDS("<a b='1'c='2'>y</a>", "<a>y</a>");
    MENDS("<a><b x=1\n/></a>", "<a><b/>\n</a>");
    MENDS("<a <b>y</b></a>", "<a><b>y</b></a>");
    MENDS("<a / >y</a>", "<a>y</a>");
}
END_TEST

START_TEST(end_tags_are_made_to_match)
{
    MENDS("<a>x<br>y<img src='z'>z</a>", "<a>x<br>y<img src='z'>z</img></br></a>");
    MENDS("<a><b><i>x</b>y</i></a>", "<a><b><i>x</i></b>y</a>");
    MENDS("<a>x</b></a>", "<a>x</a>");
    MENDS("<Title>x</title>", "<Title>x</Title>");
    MENDS("<a>x</a b><c/>", "<a>x</a><c/>");
    MENDS("<a>x</", "<a>x");
    MENDS("<r><item><t>1<item>2</item></r>", "<r><item><t>1</t></item><item>2</item></r>");
}
END_TEST

START_TEST(cdata_is_left_alone)
{
    MENDS("<a>&<![CDATA[a & <b> <!-- &nbsp;]]>&</a>",
        "<a>&#38;<![CDATA[a & <b> <!-- &nbsp;]]>&#38;</a>");
}
END_TEST

START_TEST(text_before_the_root_is_cut)
{
    MENDS("Warning:\nsomething & <a/>", "\n<a/>");
    MENDS("words", "");
}
END_TEST

START_TEST(depth_is_bounded)
{
    struct buf xml, scratch;
    buf_init(&xml);
    buf_init(&scratch);
    for (int i = 0; i < FEED_DEPTH_MAX; i++)
        BUF_LIT(&xml, "<a>");
    ck_assert(str_equal(mend_xml(&scratch, buf_str(&xml)), buf_str(&xml)));
    BUF_LIT(&xml, "<a>text");
    ck_assert_uint_eq(mend_xml(&scratch, buf_str(&xml)).len, 3 * FEED_DEPTH_MAX);
    buf_release(&xml);
    buf_release(&scratch);
}
END_TEST

START_TEST(what_is_never_closed_ends_the_document)
{
    MENDS("<a><!-- b", "<a>");
    MENDS("<a><?b", "<a>");
    MENDS("<!DOCTYPE a [ <b/>", "");
    MENDS("<a><![CDATA[b", "<a><![CDATA[b");
}
END_TEST

START_TEST(a_tag_of_too_many_attributes_ends_it)
{
    struct buf xml, scratch;
    buf_init(&xml);
    buf_init(&scratch);
    BUF_LIT(&xml, "<a b='==='");
    for (int i = 1; i < MEND_ATTRIBUTES_MAX; i++)
        buf_addf(&xml, " a%d=\">\"", i);
    BUF_LIT(&xml, "/>");
    ck_assert(str_equal(mend_xml(&scratch, buf_str(&xml)), buf_str(&xml)));
    buf_truncate(&xml, xml.len - 2);
    BUF_LIT(&xml, " z='1'/>");
    ck_assert_uint_lt(mend_xml(&scratch, buf_str(&xml)).len, xml.len - 4);
    buf_release(&xml);
    buf_release(&scratch);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { good_xml_is_not_copied, declarations_and_comments_are_cut,
        a_doctype_is_cut_with_its_subset, html_names_become_characters, markup_stays_escaped,
        numbers_of_no_character_are_replaced, stray_ampersands_are_escaped,
        stray_brackets_are_escaped, a_tag_of_bad_grammar_loses_its_attributes,
        end_tags_are_made_to_match, text_before_the_root_is_cut, depth_is_bounded,
        cdata_is_left_alone, what_is_never_closed_ends_the_document,
        a_tag_of_too_many_attributes_ends_it, NULL };
    return suite_run(suite_of("mend", tests));
}
