/* An item comes out of its record as it went in. */
#include "../suite.h"
#include "index/record.h"

static uint8_t bytes[4096];
static size_t size, head;

static struct item written(struct item item)
{
    size = record_write(bytes, &item, &head);
    return record_read(bytes, item.source, item_date(&item));
}

static void check_same(const struct item *a, const struct item *b)
{
    ck_assert_uint_eq(a->id, b->id);
    ck_assert_uint_eq(a->source, b->source);
    ck_assert_int_eq(a->published, b->published);
    ck_assert_int_eq(a->found, b->found);
    ck_assert(str_equal(a->guid, b->guid));
    ck_assert(str_equal(a->link, b->link));
    ck_assert(str_equal(a->title, b->title));
    ck_assert(str_equal(a->summary, b->summary));
    ck_assert(str_equal(a->author, b->author));
    ck_assert(str_equal(a->language, b->language));
}

static struct item usual(void)
{
    return (struct item) { .id = 12345,
        .source = 7,
        .guid = STR("tag:example.org,2020:1"),
        .link = STR("https://example.org/1"),
        .title = STR("Title"),
        .summary = STR("What it is about"),
        .author = STR("A. Uthor"),
        .language = STR("en-gb"),
        .published = 1600000000,
        .found = 1600000300 };
}

static size_t text_of(const struct item *i)
{
    return i->guid.len + i->link.len + i->title.len + i->summary.len + i->author.len +
           i->language.len;
}

START_TEST(all_of_an_item_is_kept)
{
    struct item item = usual(), read = written(item);
    check_same(&read, &item);
    ck_assert_uint_eq(record_id(bytes), item.id);
    ck_assert_uint_eq(record_text(bytes), text_of(&item));
    ck_assert_uint_eq(size, head + text_of(&item));
    ck_assert_uint_le(head, 14);
}
END_TEST

START_TEST(a_guid_that_is_the_link_is_kept_once)
{
    struct item item = usual();
    item.guid = STR("https://example.org/1");
    struct item read = written(item);
    check_same(&read, &item);
    ck_assert_ptr_eq(read.guid.at, read.link.at);
    ck_assert_uint_eq(record_text(bytes), text_of(&item) - item.guid.len);
    ck_assert_uint_eq(size, head + record_text(bytes));
}
END_TEST

START_TEST(empty_texts_stay_empty)
{
    struct item item = { .id = 1, .guid = STR("g") }, read = written(item);
    check_same(&read, &item);
    item.guid = STR("");
    item.link = STR("l");
    read = written(item);
    check_same(&read, &item);
}
END_TEST

START_TEST(any_number_and_date_is_kept)
{
    static const int64_t dates[] = { 0, 1, -1, 1600000000, INT64_MAX, INT64_MIN };
    struct item item = usual();
    item.id = UINT64_MAX;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        for (size_t j = 0; j < sizeof dates / sizeof *dates; j++) {
            item.published = dates[i];
            item.found = dates[j];
            struct item read = written(item);
            check_same(&read, &item);
            ck_assert_uint_le(head, RECORD_HEAD_MAX);
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { all_of_an_item_is_kept, a_guid_that_is_the_link_is_kept_once,
        empty_texts_stay_empty, any_number_and_date_is_kept, NULL };
    return suite_run(suite_of("record", tests));
}
