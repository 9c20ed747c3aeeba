#include "../suite.h"
#include "feed/date.h"

#include <inttypes.h>
#include <stdio.h>

struct row {
    const char *text;
    int64_t seconds;
};

static void reads_as(const struct row *rows, size_t count)
{
    for (; count--; rows++) {
        int64_t seconds = -1;
        ck_assert_msg(date_parse(str_from(rows->text), &seconds), "%s: no date", rows->text);
        ck_assert_msg(seconds == rows->seconds, "%s: %" PRId64 ", not %" PRId64, rows->text,
            seconds, rows->seconds);
    }
}

#define READS(rows) reads_as((rows), sizeof(rows) / sizeof *(rows))

START_TEST(rfc822)
{
    static const struct row rows[] = {
        { "Sat, 25 Sep 2021 10:20:30 GMT", 1632565230 },
        { "Sat, 25 Sep 2021 10:20:30 +0000", 1632565230 },
        { "Sat, 25 Sep 2021 10:20:30 +0200", 1632558030 },
        { "Sat, 25 Sep 2021 10:20:30 -0730", 1632592230 },
        { "Sat, 25 Sep 21 10:20:30 UT", 1632565230 },
        { "25 Sep 99 10:20:30 Z", 938254830 },
        { "25 Sep 2021 10:20:30", 1632565230 },
        { "Sat, 25 Sep 2021 10:20 GMT", 1632565200 },
        { "Sat, 25 Sep 2021 10:20", 1632565200 },
        { "Sat, 25 Sep 2021", 1632528000 },
        { "Sat,25 Sep 2021 10:20:30 GMT", 1632565230 },
        { "sat, 5 sep 2021 1:02:03 gmt", 1630803723 },
        { "Saturday, 25 September 2021 10:20:30 GMT", 1632565230 },
        { "Saturday, 25-Sep-21 10:20:30 GMT", 1632565230 },
        { "Mon, 25 Sep 2021 10:20:30 GMT", 1632565230 },
        { "Sat, 25 Sep 121 10:20:30 GMT", 1632565230 },
        { "Sat Sep 25 10:20:30 2021", 1632565230 },
        { "Sat Sep  5 10:20:30 EDT 2021", 1630851630 },
        { "Sat Sep 25 10:20:30 +0200 2021", 1632558030 },
        { "Sat, 25 Sep 2021 10:20:30 +0200 (CEST)", 1632558030 },
        { "  Sat, 25 Sep 2021 10:20:30 GMT\n", 1632565230 },
    };
    READS(rows);
}
END_TEST

START_TEST(zones)
{
    static const struct row rows[] = {
        { "25 Sep 2021 10:00:00 EST", 1632582000 },
        { "25 Sep 2021 10:00:00 EDT", 1632578400 },
        { "25 Sep 2021 10:00:00 CST", 1632585600 },
        { "25 Sep 2021 10:00:00 MDT", 1632585600 },
        { "25 Sep 2021 10:00:00 PST", 1632592800 },
        { "25 Sep 2021 10:00:00 PDT", 1632589200 },
        { "25 Sep 2021 10:00:00 BST", 1632560400 },
        { "25 Sep 2021 10:00:00 CET", 1632560400 },
        { "25 Sep 2021 10:00:00 CEST", 1632556800 },
        { "25 Sep 2021 10:00:00 MESZ", 1632556800 },
        { "25 Sep 2021 10:00:00 MSK", 1632553200 },
        { "25 Sep 2021 10:00:00 IST", 1632544200 },
        { "25 Sep 2021 10:00:00 JST", 1632531600 },
        { "25 Sep 2021 10:00:00 KST", 1632531600 },
        { "25 Sep 2021 10:00:00 AEST", 1632528000 },
        { "25 Sep 2021 10:00:00 NZDT", 1632517200 },
        { "25 Sep 2021 10:00:00 GMT+1", 1632560400 },
        { "25 Sep 2021 10:00:00 GMT+0100", 1632560400 },
        { "25 Sep 2021 10:00:00 UTC-05:00", 1632582000 },
        { "25 Sep 2021 10:00:00 +2", 1632556800 },
        { "25 Sep 2021 10:00:00 +530", 1632544200 },
        { "25 Sep 2021 10:00:00 -0500 EST", 1632582000 },
        { "25 Sep 2021 10:00:00 +-0200", 1632571200 },
        { "25 Sep 2021 10:00:00 +9900", 1632564000 },
        { "25 Sep 2021 10:00:00 A", 1632564000 },
        { "25 Sep 2021 10:00:00 Middle/Earth", 1632564000 },
        { "2021-09-25T10:00:00+02:00[Europe/Marseille]", 1632556800 },
    };
    READS(rows);
}
END_TEST

START_TEST(rfc3339)
{
    static const struct row rows[] = {
        { "2021-09-25T10:20:30Z", 1632565230 },
        { "2021-09-25t10:20:30z", 1632565230 },
        { "2021-09-25T10:20:30.123456Z", 1632565230 },
        { "2021-09-25T10:20:30,5Z", 1632565230 },
        { "2021-09-25T10:20:30+02:00", 1632558030 },
        { "2021-09-25T10:20:30.1-02:30", 1632574230 },
        { "2021-09-25T10:20:30+0200", 1632558030 },
        { "2021-09-25T10:20:30+02", 1632558030 },
        { "2021-09-25T10:20-05:00", 1632583200 },
        { "2021-09-25T10:20", 1632565200 },
        { "2021-09-25T9:05Z", 1632560700 },
        { "2021-09-25 10:20:30", 1632565230 },
        { "2021-09-25 10:20:30 +0200", 1632558030 },
        { "2021-09-25", 1632528000 },
        { "2021-09", 1630454400 },
        { "2021", 1609459200 },
        { "2021-268", 1632528000 },
        { "2020-366", 1609372800 },
        { "20210925", 1632528000 },
        { "20210925T102030Z", 1632565230 },
        { "20210925T1020+0200", 1632558000 },
        { "20210925T10", 1632564000 },
    };
    READS(rows);
}
END_TEST

START_TEST(habits)
{
    static const struct row rows[] = {
        { "2021/09/25 10:20:30", 1632565230 },
        { "09/25/2021 10:20", 1632565200 },
        { "25/09/2021 10:20", 1632565200 },
        { "04/05/2021", 1617580800 },
        { "04.05.2021", 1620086400 },
        { "21-09-25", 1632528000 },
        { "25-09-98", 906681600 },
        { "2021-009-25T10:20:30Z", 1632565230 },
        { "25.09.21 10:20", 1632565200 },
        { "09/25/2021 12:05 AM", 1632528300 },
        { "09/25/2021 12:05 PM", 1632571500 },
        { "9/25/2021 1:05:00 PM EST", 1632593100 },
        { "September 25, 2021", 1632528000 },
        { "Sept. 25th, 2021 10:20am", 1632565200 },
        { "September 2021", 1630454400 },
        { "10:20:30 25 Sep 2021", 1632565230 },
    };
    READS(rows);
}
END_TEST

START_TEST(languages)
{
    static const struct row rows[] = {
        { "Sa, 25. September 2021 10:20 MESZ", 1632558000 },
        { "Mo, 01 Mär 2021 10:20:30 +0100", 1614590430 },
        { "31. Dezember 2021", 1640908800 },
        { "mar., 25 août 2021 10:20:30 +0200", 1629879630 },
        { "7 juillet 2021", 1625616000 },
        { "7 juin 2021", 1623024000 },
        { "FÉV 7 2021", 1612656000 },
        { "25 de septiembre de 2021", 1632528000 },
        { "mar, 12 ene 2021 10:20:30 GMT", 1610446830 },
        { "12 dicembre 2021", 1639267200 },
        { "12 de outubro de 2021", 1633996800 },
        { "12 mei 2021", 1620777600 },
        { "Вт, 25 Мая 2021 10:20:30 +0300", 1621927230 },
        { "Κυρ, 11 Ιούλ 2004 12:00:00 EST", 1089565200 },
        { "2004-július-13T9:15-04:00", 1089724500 },
        { "2021年9月25日", 1632528000 },
        { "2021年9月25日 下午3:20", 1632583200 },
        { "2021年09月25日上午10:20:30", 1632565230 },
        { "2021년 09월 25일 10:20:30", 1632532830 },
        { "2004-05-25 오후 11:23:17", 1085494997 },
        { "2004-05-25 오후 11:23:17 GMT", 1085527397 },
    };
    READS(rows);
}
END_TEST

START_TEST(calendar)
{
    static const struct row rows[] = {
        { "29 Feb 2020 00:00:00 GMT", 1582934400 },
        { "29 Feb 2000 00:00:00 GMT", 951782400 },
        { "31 Dec 2016 23:59:60 GMT", 1483228800 },
        { "2021-09-25T24:00:00Z", 1632614400 },
        { "1970-01-01", 0 },
        { "2038-01-19T03:14:08Z", 2147483648 },
        { "2199-12-31T23:59:59Z", 7258118399 },
    };
    READS(rows);
}
END_TEST

START_TEST(what_is_no_date_is_refused)
{
    static const char *const texts[] = { "", "  ", "yesterday", "3 days ago", "10:20:30",
        "2021-02-31", "29 Feb 2021", "2100-02-29", "31 Apr 2021", "2021-13-01", "2021-00-10",
        "2021-01-00", "2021-366", "2021-09-25T25:00:00Z", "2021-09-25T10:60:00Z",
        "2021-09-25T10:20:61Z", "2021-09-25T24:01:00Z", "1969-12-31", "2200-01-01",
        "2199-12-31T23:00:00-02:00", "1970-01-01T00:00:00+01:00", "99999999999999999999",
        "123456789", "12", "25 Sep", "Sep", "25 Sep 2021 26", "1 2 3 4", "2021-09-25T1:2:3:4Z 5 6",
        "-5 Sep", "0 Sep 2021", "32 Sep 2021", "2021-123-04", "\xFF\xFE", "2021-09-25T102Z" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t seconds = 42;
        ck_assert_msg(!date_parse(str_from(texts[i]), &seconds), "%s: %" PRId64, texts[i], seconds);
        ck_assert_int_eq(seconds, 42);
    }
}
END_TEST

START_TEST(only_short_texts_are_dates)
{
    char text[200];
    int64_t seconds;
    memset(text, ' ', sizeof text);
    memcpy(text, "2021-09-25", 10);
    ck_assert(date_parse(str_n(text, sizeof text), &seconds));
    text[199] = 'Z';
    ck_assert(!date_parse(str_n(text, sizeof text), &seconds));
}
END_TEST

/* Every day of the range, by counting instead of by formula. */
START_TEST(every_day_follows_the_one_before)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t expected = 0;
    for (int year = 1970; year < 2200; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = month == 2 && year % 4 == 0 && year != 2100;
            for (int day = 1; day <= days[month - 1] + leap; day++, expected += 86400) {
                char text[40];
                int64_t seconds;
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                ck_assert(date_parse(str_from(text), &seconds));
                ck_assert_int_eq(seconds, expected);
            }
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { rfc822, zones, rfc3339, habits, languages, calendar,
        what_is_no_date_is_refused, only_short_texts_are_dates, every_day_follows_the_one_before,
        NULL };
    return suite_run(suite_of("date", tests));
}
