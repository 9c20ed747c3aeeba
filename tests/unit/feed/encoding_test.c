#include "../suite.h"
#include "feed/encoding.h"

static void reads(struct str bytes, const char *content_type, struct str to)
{
    struct buf scratch;
    buf_init(&scratch);
    struct str got = encoding_to_utf8(&scratch, bytes, content_type);
    ck_assert_msg(str_equal(got, to), "\"%.*s\", not \"%.*s\"", STR_ARG(got), STR_ARG(to));
    buf_release(&scratch);
}

#define DECLARED(name) "<?xml version='1.0' encoding=\"" name "\"?>"

START_TEST(utf8_is_not_copied)
{
    struct buf scratch;
    buf_init(&scratch);
    struct str bytes = STR("<a>caf\xC3\xA9</a>");
    struct str got = encoding_to_utf8(&scratch, bytes, NULL);
    ck_assert_ptr_eq(got.at, bytes.at);
    ck_assert_uint_eq(got.len, bytes.len);
    ck_assert_uint_eq(scratch.len, 0);
    buf_release(&scratch);
}
END_TEST

START_TEST(a_byte_order_mark_decides)
{
    reads(STR("\xEF\xBB\xBF" DECLARED("iso-8859-1") "\xC3\xA9"), NULL,
        STR(DECLARED("iso-8859-1") "é"));
    reads(str_n("\xFE\xFF\0<\0a\x20\xAC", 8), "text/xml; charset=utf-8", STR("<a€"));
    reads(str_n("\xFF\xFE<\0a\0\xAC\x20", 8), NULL, STR("<a€"));
}
END_TEST

START_TEST(utf16_shows_without_a_mark)
{
    reads(str_n("<\0a\0\xAC\x20", 6), NULL, STR("<a€"));
    reads(str_n("\0<\0a\x20\xAC", 6), NULL, STR("<a€"));
}
END_TEST

START_TEST(the_declaration_is_believed)
{
    reads(STR(DECLARED("iso-8859-1") "\xE9\x93"), NULL, STR(DECLARED("iso-8859-1") "é“"));
    reads(STR(DECLARED("KOI8-R") "\xC1"), "text/xml; charset=utf-8", STR(DECLARED("KOI8-R") "а"));
    reads(STR(DECLARED("Shift_JIS") "\x93\xFA"), NULL, STR(DECLARED("Shift_JIS") "日"));
    reads(STR(DECLARED("gb2312") "\xD6\xD0"), NULL, STR(DECLARED("gb2312") "中"));
    reads(STR(DECLARED("big5") "\xA4\xA4"), NULL, STR(DECLARED("big5") "中"));
    reads(STR(DECLARED("euc-kr") "\xC7\xD1"), NULL, STR(DECLARED("euc-kr") "한"));
}
END_TEST

START_TEST(http_speaks_where_the_document_does_not)
{
    reads(STR("<a>\xE0"), "application/rss+xml; charset=\"windows-1251\"", STR("<a>а"));
    reads(STR("<a>\xE0"), "text/xml;CHARSET = windows-1251;x=y", STR("<a>а"));
    reads(STR("<a>\xC3\xA9"), "text/xml", STR("<a>é"));
}
END_TEST

START_TEST(an_unknown_encoding_is_none)
{
    reads(STR(DECLARED("x-nosuch") "\xC3\xA9"), NULL, STR(DECLARED("x-nosuch") "é"));
    reads(STR(DECLARED("UTF-7") "+AGE-"), NULL, STR(DECLARED("UTF-7") "+AGE-"));
    reads(STR(DECLARED("../../lib/evil") "a"), NULL, STR(DECLARED("../../lib/evil") "a"));
    reads(STR(DECLARED("utf-16") "a"), NULL, STR(DECLARED("utf-16") "a"));
}
END_TEST

START_TEST(stray_bytes_are_windows1252)
{
    reads(STR("<a>\xC3\xA9 \xE9 \x93quoted\x94"), NULL, STR("<a>é é “quoted”"));
    reads(STR("\xE2\x82"), NULL, STR("â‚"));
}
END_TEST

START_TEST(a_byte_that_means_nothing_is_replaced)
{
    reads(STR(DECLARED("euc-kr") "a\xFF"
                                 "b"),
        NULL,
        STR(DECLARED("euc-kr") "a\xEF\xBF\xBD"
                               "b"));
    reads(str_n("\xFF\xFE"
                "a\0\0\xD8"
                "b\0c",
              9),
        NULL,
        STR("a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"));
}
END_TEST

START_TEST(forbidden_characters_are_blanks)
{
    reads(str_n("a\0b\x01\x1F\t\n\xEF\xBF\xBF", 10), NULL, STR("a b  \t\n "));
}
END_TEST

START_TEST(nothing_is_nothing)
{
    reads(STR(""), NULL, STR(""));
    reads(STR("\xEF\xBB\xBF"), "charset=", STR(""));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { utf8_is_not_copied, a_byte_order_mark_decides,
        utf16_shows_without_a_mark, the_declaration_is_believed,
        http_speaks_where_the_document_does_not, an_unknown_encoding_is_none,
        stray_bytes_are_windows1252, a_byte_that_means_nothing_is_replaced,
        forbidden_characters_are_blanks, nothing_is_nothing, NULL };
    return suite_run(suite_of("encoding", tests));
}
