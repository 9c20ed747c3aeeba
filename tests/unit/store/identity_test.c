/* Which items are the same story. */
#include "../suite.h"
#include "keep.h"

START_TEST(same_item_again_is_known)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    keep(store, TOP, &item);
    keep(store, TOP, &again);
    ck_assert_int_eq(changes[0], STORE_KNOWN);
    ck_assert_uint_eq(again.id, item.id);
    ck_assert_uint_eq(again.source, item.source);
    ck_assert_int_eq(again.found, item.found);
    store_close(&store);
}
END_TEST

START_TEST(one_story_in_two_feeds_is_one_item)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    keep(store, TOP, &item);
    ck_assert_uint_eq(keep(store, WORLD, &again), item.id);
    ck_assert_int_eq(changes[0], STORE_KNOWN);
    ck_assert_uint_eq(count_of(store, NULL), 1);
    ck_assert_uint_eq(count_of(store, TOP), 1);
    ck_assert_uint_eq(count_of(store, WORLD), 1);
    ck_assert_uint_eq(count_of(store, "https://example.org/no.xml"), 0);
    store_close(&store);
}
END_TEST

START_TEST(one_guid_in_two_sources_is_two_items)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), other = item;
    keep_of(store, "one", TOP, &item, 1);
    keep_of(store, "two", WORLD, &other, 1);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_uint_ne(other.id, item.id);
    ck_assert_uint_ne(other.source, item.source);
    store_close(&store);
}
END_TEST

START_TEST(guid_outlives_a_changed_link)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    keep(store, TOP, &item);
    again.link = STR("https://example.org/moved");
    ck_assert_uint_eq(keep(store, TOP, &again), item.id);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(archived(store, item.id)->link, "https://example.org/moved");
    store_close(&store);
}
END_TEST

START_TEST(equal_link_and_title_join_guids_of_two_feeds)
{
    struct store *store = archive_open();
    struct item item = story("top:7", "https://example.org/7", "Cheese");
    struct item other = story("world:7", "https://example.org/7", "Cheese");
    keep(store, TOP, &item);
    ck_assert_uint_eq(keep(store, WORLD, &other), item.id);
    ck_assert_int_eq(changes[0], STORE_KNOWN);
    ck_assert_uint_eq(count_of(store, NULL), 1);
    store_close(&store);
}
END_TEST

START_TEST(joined_guid_is_known_when_the_title_changes)
{
    struct store *store = archive_open();
    struct item item = story("top:7", "https://example.org/7", "Cheese");
    struct item other = story("world:7", "https://example.org/7", "Cheese");
    keep(store, TOP, &item);
    keep(store, WORLD, &other);
    other.title = STR("Cheese found");
    other.link = STR("https://example.org/elsewhere");
    ck_assert_uint_eq(keep(store, WORLD, &other), item.id);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(archived(store, item.id)->guid, "top:7");
    store_close(&store);
}
END_TEST

START_TEST(guid_with_a_revision_of_its_link_joins)
{
    struct store *store = archive_open();
    struct item item =
        story("https://example.org/n/7#0", "https://example.org/n/7?from=rss", "Cheese");
    struct item again =
        story("https://example.org/n/7#1", "https://example.org/n/7?from=rss", "Cheese found");
    keep(store, TOP, &item);
    ck_assert_uint_eq(keep(store, TOP, &again), item.id);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(archived(store, item.id)->title, "Cheese found");
    store_close(&store);
}
END_TEST

START_TEST(guid_that_is_the_link_joins)
{
    struct store *store = archive_open();
    struct item item = story("opaque", "https://example.org/7", "Cheese");
    struct item plain = story("https://example.org/7", "https://example.org/7", "Cheese!");
    keep(store, TOP, &item);
    ck_assert_uint_eq(keep(store, WORLD, &plain), item.id);
    store_close(&store);
}
END_TEST

START_TEST(feed_that_links_home_keeps_its_stories)
{
    struct store *store = archive_open();
    struct item items[] = { story("a", HOME, "Cheese"), story("b", HOME, "Milk"),
        story("c", HOME, "Milk") };
    keep_of(store, "one", TOP, items, 3);
    ck_assert_uint_eq(count_of(store, TOP), 3);
    struct item later[] = { story("d", HOME, "Milk"), items[0], items[1] };
    keep_of(store, "one", TOP, later, 3);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_int_eq(changes[1], STORE_KNOWN);
    ck_assert_int_eq(changes[2], STORE_KNOWN);
    ck_assert_uint_eq(count_of(store, TOP), 4);
    store_close(&store);
}
END_TEST

START_TEST(single_stories_that_link_home_stay_apart)
{
    struct store *store = archive_open();
    struct item first = story(HOME "#1", HOME, "Cheese"), next = story(HOME "#2", HOME, "Milk");
    keep(store, TOP, &first);
    ck_assert_uint_ne(keep(store, TOP, &next), first.id);
    ck_assert_int_eq(changes[0], STORE_NEW);
    store_close(&store);
}
END_TEST

START_TEST(page_with_many_stories_keeps_them)
{
    struct store *store = archive_open();
    const char *page = "https://example.org/changes";
    struct item items[] = { story("https://example.org/changes#v2", page, "Version 2"),
        story("https://example.org/changes#v1", page, "Version 1") };
    keep_of(store, "one", TOP, items + 1, 1);
    keep_of(store, "one", TOP, items, 2);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_uint_eq(count_of(store, TOP), 2);
    store_close(&store);
}
END_TEST

START_TEST(untitled_stories_that_link_home_stay_apart)
{
    struct store *store = archive_open();
    struct item first = story("1", HOME, ""), next = story("2", HOME, ""), again;
    first.summary = STR("Cheese");
    next.summary = STR("Milk");
    uint64_t id = keep_copy(store, TOP, first);
    ck_assert_uint_ne(keep_copy(store, TOP, next), id);
    again = story("3", HOME "page", "");
    again.summary = STR("Bread");
    id = keep_copy(store, TOP, again);
    again.guid = STR("4");
    ck_assert_uint_eq(keep_copy(store, WORLD, again), id);
    store_close(&store);
}
END_TEST

/* The archived story has left the feed, and two others link where it did. */
START_TEST(link_of_two_guids_in_an_answer_tells_nothing)
{
    struct store *store = archive_open();
    const char *page = "https://example.org/changes";
    struct item old = story("https://example.org/changes#v1", page, "Version 1");
    struct item items[] = { story("https://example.org/changes#v3", page, "Version 3"),
        story("https://example.org/changes#v2", page, "Version 2") };
    keep(store, TOP, &old);
    keep_of(store, "one", TOP, items, 2);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_int_eq(changes[1], STORE_NEW);
    ck_assert_text(archived(store, old.id)->title, "Version 1");
    store_close(&store);
}
END_TEST

START_TEST(link_of_two_archived_items_tells_nothing)
{
    struct store *store = archive_open();
    struct item items[] = { story("a", HOME "page", "Cheese"), story("b", HOME "page", "Cheese") };
    struct item other = story("c", HOME "page", "Cheese");
    keep_of(store, "one", TOP, items, 2);
    keep(store, WORLD, &other);
    ck_assert_int_eq(changes[0], STORE_NEW);
    store_close(&store);
}
END_TEST

START_TEST(item_named_in_the_answer_is_not_taken_by_link)
{
    struct store *store = archive_open();
    struct item item = story("a", "https://example.org/1", "Cheese");
    keep(store, TOP, &item);
    struct item answer[] = { story("b", "https://example.org/1", "Cheese"),
        story("a", "https://example.org/2", "Cheese") };
    keep_of(store, "one", TOP, answer, 2);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_int_eq(changes[1], STORE_UPDATED);
    ck_assert_uint_eq(answer[1].id, item.id);
    store_close(&store);
}
END_TEST

START_TEST(guid_goes_before_link)
{
    struct store *store = archive_open();
    struct item items[] = { story("a", "https://example.org/1", "Cheese"),
        story("b", "https://example.org/2", "Milk") };
    keep_of(store, "one", TOP, items, 2);
    struct item mixed = story("a", "https://example.org/2", "Milk");
    ck_assert_uint_eq(keep(store, TOP, &mixed), items[0].id);
    ck_assert_uint_eq(count_of(store, NULL), 2);
    store_close(&store);
}
END_TEST

START_TEST(items_without_links_are_told_by_guid)
{
    struct store *store = archive_open();
    struct item items[] = { story("a", "", "Cheese"), story("b", "", "Cheese") };
    keep(store, TOP, &items[0]);
    keep(store, TOP, &items[1]);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_uint_eq(count_of(store, NULL), 2);
    store_close(&store);
}
END_TEST

START_TEST(item_twice_in_an_answer_is_known_the_second_time)
{
    struct store *store = archive_open();
    struct item items[] = { story("a", "https://example.org/1", "Cheese"),
        story("b", "https://example.org/2", "Milk"),
        story("a", "https://example.org/1", "Old cheese") };
    keep_of(store, "one", TOP, items, 3);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_int_eq(changes[1], STORE_NEW);
    ck_assert_int_eq(changes[2], STORE_KNOWN);
    ck_assert_uint_eq(items[2].id, items[0].id);
    ck_assert_uint_eq(items[2].source, items[0].source);
    ck_assert_int_eq(items[2].found, items[0].found);
    ck_assert_text(archived(store, items[0].id)->title, "Cheese");
    store_close(&store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { same_item_again_is_known, one_story_in_two_feeds_is_one_item,
        one_guid_in_two_sources_is_two_items, guid_outlives_a_changed_link,
        equal_link_and_title_join_guids_of_two_feeds, joined_guid_is_known_when_the_title_changes,
        guid_with_a_revision_of_its_link_joins, guid_that_is_the_link_joins,
        feed_that_links_home_keeps_its_stories, single_stories_that_link_home_stay_apart,
        page_with_many_stories_keeps_them, untitled_stories_that_link_home_stay_apart,
        link_of_two_guids_in_an_answer_tells_nothing, link_of_two_archived_items_tells_nothing,
        item_named_in_the_answer_is_not_taken_by_link, guid_goes_before_link,
        items_without_links_are_told_by_guid, item_twice_in_an_answer_is_known_the_second_time,
        NULL };
    return suite_run(archive_suite("identity", tests));
}
