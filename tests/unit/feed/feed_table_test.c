#include "../suite.h"
#include "feed/feed_table.h"

static char a[] = "http://example.org/a", b[] = "http://example.org/b";
static char first_name[] = "first", second_name[] = "second";
static char first_title[] = "The First", second_title[] = "The Second";
static char with_password[] = "https://reader:secret@example.org/a";
static char *two_feeds[] = { a, b };
static char *one_feed[] = { b };
static struct config_source sources[] = {
    { .name = first_name, .title = first_title, .feeds = two_feeds, .feed_count = 2 },
    { .name = second_name, .title = second_title, .feeds = one_feed, .feed_count = 1 },
};
static const struct config both = { .sources = sources, .source_count = 2 };
static const struct config second = { .sources = sources + 1, .source_count = 1 };

START_TEST(new_table_waits_in_the_configuration_s_order)
{
    struct feed_table *table = feed_table_new(&both);
    ck_assert_uint_eq(table->count, 3);
    ck_assert_str_eq(table->feeds[0].url, a);
    ck_assert_str_eq(table->feeds[2].source, "second");
    ck_assert_uint_eq(feed_table_count(table, FEED_WAITING), 3);
    ck_assert_uint_eq(feed_table_count(table, FEED_GOOD), 0);
    feed_table_free(table);
}
END_TEST

START_TEST(find_tells_place_or_count)
{
    struct feed_table *table = feed_table_new(&both);
    ck_assert_uint_eq(feed_table_find(table, b), 1);
    ck_assert_uint_eq(feed_table_find(table, "http://example.org/"), 3);
    feed_table_free(table);
}
END_TEST

START_TEST(copy_changes_alone)
{
    struct feed_table *table = feed_table_new(&both), *copy = feed_table_copy(table);
    copy->feeds[1].health = FEED_FAILING;
    ck_assert_uint_eq(feed_table_count(table, FEED_FAILING), 0);
    ck_assert_uint_eq(feed_table_count(copy, FEED_FAILING), 1);
    feed_table_discard(table);
    feed_table_free(copy);
}
END_TEST

START_TEST(reload_keeps_what_is_known)
{
    struct feed_table *old = feed_table_new(&both), *table = feed_table_new(&second);
    struct feed_state *known = &old->feeds[1];
    known->health = FEED_GOOD;
    known->items = 7;
    known->status = 200;
    feed_table_inherit(table, old);
    feed_table_free(old);
    ck_assert_uint_eq(table->count, 1);
    ck_assert_int_eq(table->feeds[0].health, FEED_GOOD);
    ck_assert_uint_eq(table->feeds[0].items, 7);
    ck_assert_str_eq(table->feeds[0].source, "second");
    ck_assert_str_eq(table->feeds[0].title, "The Second");
    ck_assert_str_eq(table->feeds[0].shown, b);
    feed_table_free(table);
}
END_TEST

START_TEST(password_is_not_shown)
{
    char *feeds[] = { with_password };
    struct config_source source = { .name = first_name, .title = first_title, feeds, 1 };
    struct config config = { .sources = &source, .source_count = 1 };
    struct feed_table *table = feed_table_new(&config);
    ck_assert_str_eq(table->feeds[0].url, with_password);
    ck_assert_str_eq(table->feeds[0].shown, "https://reader:***@example.org/a");
    feed_table_free(table);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { new_table_waits_in_the_configuration_s_order,
        find_tells_place_or_count, copy_changes_alone, reload_keeps_what_is_known,
        password_is_not_shown, NULL };
    return suite_run(suite_of("feed_table", tests));
}
