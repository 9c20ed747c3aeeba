#include "../suite.h"
#include "base/utf8.h"
#include "feed/json.h"
#include "feed/parse.h"

#include <stdio.h>
#include <time.h>

/*
 * tests/feeds/NAME.xml is what a feed looks like, NAME.json beside it what is made of it. After a
 * change that is meant, REFRESH_GOLDEN=1 writes the second anew, to be reviewed as a diff.
 */
static void read_file(struct buf *to, const char *name, const char *suffix)
{
    char path[512];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/feeds/%s%s", srcdir ? srcdir : ".", name, suffix);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is missing", path);
    size_t got;
    while ((got = fread(buf_reserve(to, 4096), 1, 4096, file)) > 0)
        to->len += got;
    fclose(file);
}

static void write_file(struct str text, const char *name)
{
    char path[512];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/feeds/%s.json", srcdir ? srcdir : ".", name);
    FILE *file = fopen(path, "wb");
    ck_assert_msg(file != NULL, "%s cannot be written", path);
    ck_assert_uint_eq(fwrite(text.at, 1, text.len, file), text.len);
    fclose(file);
}

static void is_golden(const char *name)
{
    struct buf xml, got, want;
    struct feed_doc doc;
    struct error e;
    buf_init(&xml);
    buf_init(&got);
    buf_init(&want);
    read_file(&xml, name, ".xml");
    ck_assert_msg(
        feed_parse(buf_str(&xml), "http://base.example.org/feed/", NULL, &doc, &e) == ERROR_NONE,
        "%s: %s", name, e.text);
    feed_json(&got, &doc);
    if (getenv("REFRESH_GOLDEN"))
        write_file(buf_str(&got), name);
    read_file(&want, name, ".json");
    ck_assert_msg(
        str_equal(buf_str(&got), buf_str(&want)), "%s: %.*s", name, STR_ARG(buf_str(&got)));
    feed_doc_release(&doc);
    buf_release(&xml);
    buf_release(&got);
    buf_release(&want);
}

#define GOLDEN(test, name)                                                                         \
    START_TEST(test)                                                                               \
    {                                                                                              \
        is_golden(name);                                                                           \
    }                                                                                              \
    END_TEST

GOLDEN(rss20, "rss20")
GOLDEN(rss20_modules, "rss20-modules")
GOLDEN(rss090, "rss090")
GOLDEN(rss091, "rss091")
GOLDEN(rss092, "rss092")
GOLDEN(rss10, "rss10")
GOLDEN(atom03, "atom03")
GOLDEN(atom10, "atom10")
GOLDEN(atom_without_namespace, "atom-without-namespace")
GOLDEN(titles, "titles")
GOLDEN(dates, "dates")
GOLDEN(entities, "entities")
GOLDEN(windows1252, "windows-1252")
GOLDEN(mixed_encodings, "mixed-encodings")
GOLDEN(shift_jis, "shift-jis")
GOLDEN(undeclared_prefixes, "undeclared-prefixes")
GOLDEN(broken_tags, "broken-tags")
GOLDEN(truncated, "truncated")
GOLDEN(junk_around, "junk-around")
GOLDEN(empty, "empty")

static struct feed_doc parsed(struct str bytes)
{
    struct feed_doc doc;
    struct error e;
    ck_assert_msg(feed_parse(bytes, NULL, NULL, &doc, &e) == ERROR_NONE, "%s", e.text);
    return doc;
}

#define IS(s, literal) ck_assert_msg(str_equal((s), STR(literal)), "%.*s", STR_ARG(s))

static void refused(struct str bytes, const char *words)
{
    struct feed_doc doc;
    struct error e;
    ck_assert_int_eq(feed_parse(bytes, NULL, NULL, &doc, &e), ERROR_SYNTAX);
    ck_assert_msg(strstr(e.text, words) != NULL, "%s", e.text);
    ck_assert(doc.items == NULL && doc.count == 0 && doc.memory == NULL);
    ck_assert_int_eq(feed_parse(bytes, NULL, NULL, &doc, NULL), ERROR_SYNTAX);
    feed_doc_release(&doc);
}

START_TEST(what_is_no_feed_is_named)
{
    refused(STR(""), "empty");
    refused(STR(" \n\xEF\xBB\xBF"), "nothing");
    refused(STR("<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>"), "HTML");
    refused(STR("<!-- hello --><HTML><body><p>x"), "HTML");
    refused(STR("Warning: x <br><!doctype html><html>"), "HTML");
    refused(STR("{\"version\":\"https://jsonfeed.example.org/1\"}"), "JSON");
    refused(STR("<?xml version='1.0'?><opml><body/></opml>"), "<opml>");
    refused(STR("just words"), "line 1");
    refused(STR("<rss><channel>\n\n<title>x</channel>"), "line 3");
    refused(STR("<feed xmlns='http://example.org/food'><entry/></feed>"), "<feed>");
}
END_TEST

START_TEST(a_billion_laughs_cost_nothing)
{
    struct feed_doc doc =
        parsed(STR("<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b "
                   "'&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
                   "'&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
                   "<rss><channel><item><title>&c;</title></item></channel></rss>"));
    ck_assert_uint_eq(doc.count, 1);
    IS(doc.items[0].title, "&c;");
    feed_doc_release(&doc);
}
END_TEST

START_TEST(no_file_is_read)
{
    struct feed_doc doc = parsed(
        STR("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY % y SYSTEM "
            "'http://127.0.0.1:1/x.dtd'>%y;]><rss xmlns:xi='http://www.w3.org/2001/XInclude'>"
            "<channel><item><title>&x;</title><description>a<xi:include href='file:///etc/passwd' "
            "parse='text'/></description></item></channel></rss>"));
    IS(doc.items[0].title, "&x;");
    IS(doc.items[0].summary, "a");
    feed_doc_release(&doc);
}
END_TEST

static void repeat(struct buf *to, const char *text, int times)
{
    while (times--)
        buf_add_str(to, str_from(text));
}

static double seconds_since(clock_t begin)
{
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

START_TEST(deep_nesting_ends_the_document)
{
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "<rss><channel><item><title>kept</title></item><item><title>");
    repeat(&xml, "<b>", 100000);
    struct feed_doc doc = parsed(buf_str(&xml));
    ck_assert_uint_eq(doc.count, 1);
    IS(doc.items[0].title, "kept");
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

START_TEST(items_are_bounded_and_counted)
{
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "<rss><channel>");
    for (int i = 0; i < 100000; i++)
        buf_addf(&xml, "<item><title>%d</title></item>", i);
    BUF_LIT(&xml, "</channel></rss>");
    struct feed_doc doc = parsed(buf_str(&xml));
    ck_assert_uint_eq(doc.count, FEED_ITEMS_MAX);
    ck_assert_uint_eq(doc.dropped, 100000 - FEED_ITEMS_MAX);
    IS(doc.items[FEED_ITEMS_MAX - 1].title, "9999");
    IS(doc.items[FEED_ITEMS_MAX - 1].guid, "9999");
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

START_TEST(texts_are_cut_at_a_code_point)
{
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "<rss><channel><item><title>a");
    repeat(&xml, "é", 10000);
    BUF_LIT(&xml, "</title><description>a");
    repeat(&xml, "é", 2000000);
    BUF_LIT(&xml, "</description><link>http://example.org/");
    repeat(&xml, "a", FEED_LINK_MAX);
    BUF_LIT(&xml, "</link><guid>");
    repeat(&xml, "a", FEED_LINK_MAX + 1);
    BUF_LIT(&xml, "</guid></item></channel></rss>");
    struct feed_doc doc = parsed(buf_str(&xml));
    const struct item *item = doc.items;
    ck_assert_uint_eq(item->title.len, FEED_TITLE_MAX - 1);
    ck_assert_uint_eq(item->summary.len, FEED_SUMMARY_MAX - 1);
    ck_assert(utf8_valid(item->title) && utf8_valid(item->summary));
    ck_assert_uint_eq(item->link.len, 0);
    ck_assert(str_equal(item->guid, item->title));
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

/* A summary stands in for guid and title, cut where a blank happens to be. */
START_TEST(a_guid_made_of_words_has_no_outer_blanks)
{
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "<rss><channel>");
    for (int i = 0; i < 3; i++) {
        buf_addf(&xml, "<item>%s<description>%d.", i ? "<link>http://example.org/</link>" : "", i);
        repeat(&xml, "a ", FEED_LINK_MAX);
        BUF_LIT(&xml, "</description></item>");
    }
    BUF_LIT(&xml, "</channel></rss>");
    struct feed_doc doc = parsed(buf_str(&xml));
    for (size_t i = 0; i < doc.count; i++) {
        struct str guid = doc.items[i].guid;
        ck_assert_uint_gt(guid.len, FEED_TITLE_MAX);
        ck_assert_uint_le(guid.len, FEED_GUID_MAX);
        ck_assert(str_equal(str_trim(guid), guid));
    }
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

START_TEST(authors_are_bounded)
{
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "<feed><entry><title>t</title>");
    for (int i = 0; i < 20000; i++)
        buf_addf(&xml, "<author><name>Writer %d</name></author>", i);
    BUF_LIT(&xml, "</entry></feed>");
    struct feed_doc doc = parsed(buf_str(&xml));
    ck_assert_uint_le(doc.items[0].author.len, FEED_AUTHOR_MAX);
    ck_assert_uint_gt(doc.items[0].author.len, FEED_AUTHOR_MAX / 2);
    ck_assert(str_starts(doc.items[0].author, STR("Writer 0, Writer 1, ")));
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

/* A document of `repeated` again and again, 2 MiB of it: read or refused, but soon. */
static void is_soon_read(const char *head, const char *repeated)
{
    struct buf xml;
    struct feed_doc doc;
    buf_init(&xml);
    buf_add_str(&xml, str_from(head));
    repeat(&xml, repeated, (int)(2 * 1024 * 1024 / strlen(repeated)));
    clock_t begin = clock();
    (void)feed_parse(buf_str(&xml), NULL, NULL, &doc, NULL);
    double seconds = seconds_since(begin);
    ck_assert_msg(seconds < 10, "%s: %f s", repeated, seconds);
    feed_doc_release(&doc);
    buf_release(&xml);
}

START_TEST(hostile_markup_costs_linear_time)
{
    is_soon_read("<rss><channel><item ", "a='' ");
    is_soon_read("<rss><channel>", "<a xmlns:a='b'>");
    is_soon_read("<rss><channel>", "<item><title>x");
    is_soon_read("<rss><channel>", "<!DOCTYPE a [");
    is_soon_read("<rss><channel>", "<!DOCTYPE a>");
    is_soon_read("<rss><channel>", "&a");
    is_soon_read("<rss><channel>", "<!--");
    is_soon_read("<rss><channel>", "<![CDATA[");
    is_soon_read("<rss><channel>", "<![CDATA[]]>");
    is_soon_read("<rss><channel>", "</a>");
    is_soon_read("<rss><channel><item><description>", "&lt;a \"");
    is_soon_read("<rss><channel><item><description>", "<b a=\"&amp;\"/>");
    is_soon_read("<rss><channel>", "<item xml:base='http://a/b'/>");
    is_soon_read("", "<");
    is_soon_read("", "\xFF");
}
END_TEST

START_TEST(nul_and_controls_are_no_obstacle)
{
    struct feed_doc doc = parsed(STR("<rss><channel><item><title>a\0b\x0B"
                                     "c</title></item></channel></rss>"));
    IS(doc.items[0].title, "a b c");
    feed_doc_release(&doc);
}
END_TEST

START_TEST(utf16_is_read)
{
    static const char text[] = "<?xml version='1.0' encoding='UTF-16'?>"
                               "<rss><channel><item><title>wide</title></item></channel></rss>";
    struct buf xml;
    buf_init(&xml);
    BUF_LIT(&xml, "\xFE\xFF");
    for (const char *c = text; *c; c++) {
        buf_add_char(&xml, '\0');
        buf_add_char(&xml, *c);
    }
    struct feed_doc doc = parsed(buf_str(&xml));
    IS(doc.items[0].title, "wide");
    feed_doc_release(&doc);
    buf_release(&xml);
}
END_TEST

START_TEST(http_names_the_encoding)
{
    struct feed_doc doc;
    ck_assert_int_eq(feed_parse(STR("<rss><channel><item><title>\xCC\xE8\xF0</title></item>"
                                    "</channel></rss>"),
                         NULL, "text/xml; charset=windows-1251", &doc, NULL),
        ERROR_NONE);
    IS(doc.items[0].title, "Мир");
    feed_doc_release(&doc);
}
END_TEST

START_TEST(a_doc_is_released_twice)
{
    struct feed_doc doc =
        parsed(STR("<rss><channel><item><title>x</title></item></channel></rss>"));
    feed_doc_release(&doc);
    feed_doc_release(&doc);
    ck_assert_ptr_null(doc.items);
}
END_TEST

/* Every beginning of a feed is read or refused, never anything else. */
START_TEST(any_truncation_is_harmless)
{
    static const char *const names[] = { "rss20-modules", "atom10", "shift-jis", "rss091" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf xml;
        buf_init(&xml);
        read_file(&xml, names[i], ".xml");
        for (size_t len = 0; len < xml.len; len += 3) {
            struct feed_doc doc;
            char *copy = malloc(len + 1); /* so that reading past the end is seen */
            memcpy(copy, xml.at, len);
            copy = realloc(copy, len ? len : 1);
            enum error_code code = feed_parse(str_n(copy, len), NULL, NULL, &doc, NULL);
            ck_assert(code == ERROR_NONE || code == ERROR_SYNTAX);
            feed_doc_release(&doc);
            free(copy);
        }
        buf_release(&xml);
    }
}
END_TEST

START_TEST(stories_without_guid_that_share_a_link_are_told_by_title)
{
    struct feed_doc doc;
    struct error e;
    const char xml[] = "<rss><channel>"
                       "<item><title>Cheese</title><link>http://example.org/</link></item>"
                       "<item><title>Milk</title><link>http://example.org/</link></item>"
                       "<item><title>Bread</title><link>http://example.org/bread</link></item>"
                       "<item><title>Twice</title><link>http://example.org/t</link></item>"
                       "<item><title>Twice</title><link>http://example.org/t</link></item>"
                       "</channel></rss>";
    ck_assert_int_eq(feed_parse(str_from(xml), "http://example.org/", NULL, &doc, &e), ERROR_NONE);
    IS(doc.items[0].guid, "http://example.org/ Cheese");
    IS(doc.items[1].guid, "http://example.org/ Milk");
    IS(doc.items[2].guid, "http://example.org/bread");
    IS(doc.items[3].guid, "http://example.org/t");
    IS(doc.items[4].guid, "http://example.org/t");
    feed_doc_release(&doc);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { rss20, rss20_modules, rss090, rss091, rss092, rss10, atom03,
        atom10, atom_without_namespace, titles, dates, entities, windows1252, mixed_encodings,
        shift_jis, undeclared_prefixes, broken_tags, truncated, junk_around, empty,
        what_is_no_feed_is_named, a_billion_laughs_cost_nothing, no_file_is_read,
        deep_nesting_ends_the_document, items_are_bounded_and_counted,
        texts_are_cut_at_a_code_point, a_guid_made_of_words_has_no_outer_blanks,
        authors_are_bounded, hostile_markup_costs_linear_time, nul_and_controls_are_no_obstacle,
        utf16_is_read, http_names_the_encoding, a_doc_is_released_twice, any_truncation_is_harmless,
        stories_without_guid_that_share_a_link_are_told_by_title, NULL };
    feed_parse_init();
    int result = suite_run(suite_of("parse", tests));
    feed_parse_cleanup();
    return result;
}
