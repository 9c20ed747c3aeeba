#include "../suite.h"
#include "archive.h"
#include "base/clock.h"

#define TOP "https://example.org/top.xml"
#define WORLD "https://example.org/world.xml"
#define HOME "https://example.org/"

static enum store_change changes[16];

/* Keeps items of one feed and source; every failure ends the test. */
static void keep_of(
    struct store *store, const char *source, const char *url, struct item *items, size_t count)
{
    struct error e = { 0 };
    enum error_code code = store_keep(store, source, url, NULL, items, count, changes, &e);
    ck_assert_msg(code == ERROR_NONE, "%s", e.text);
}

static uint64_t keep(struct store *store, const char *url, struct item *item)
{
    keep_of(store, "one", url, item, 1);
    return item->id;
}

/* As keep, of a story that is to be kept again as it is. */
static uint64_t keep_copy(struct store *store, const char *url, struct item item)
{
    return keep(store, url, &item);
}

static uint64_t count_of(struct store *store, const char *url)
{
    uint64_t count = 0;
    ck_assert_int_eq(store_count(store, url, &count, NULL), ERROR_NONE);
    return count;
}

/* The one item last read, copied out. */
static struct {
    struct item item;
    char guid[256], link[256], title[256], summary[256], author[256], language[256];
} seen;

static struct str copied(char to[256], struct str text)
{
    ck_assert_uint_lt(text.len, 256);
    memcpy(to, text.at, text.len);
    return str_n(to, text.len);
}

/* Stops at the item whose id *wanted has, after copying it. */
static enum error_code see(void *wanted, const struct item *item)
{
    if (item->id != *(uint64_t *)wanted)
        return ERROR_NONE;
    seen.item = *item;
    seen.item.guid = copied(seen.guid, item->guid);
    seen.item.link = copied(seen.link, item->link);
    seen.item.title = copied(seen.title, item->title);
    seen.item.summary = copied(seen.summary, item->summary);
    seen.item.author = copied(seen.author, item->author);
    seen.item.language = copied(seen.language, item->language);
    return ERROR_LIMIT;
}

static const struct item *archived(struct store *store, uint64_t id)
{
    ck_assert_int_eq(store_items(store, see, &id, NULL), ERROR_LIMIT);
    return &seen.item;
}

#define ck_assert_text(text, literal)                                                              \
    ck_assert_msg(                                                                                 \
        str_equal((text), str_from(literal)), "\"%.*s\" is not \"%s\"", STR_ARG(text), (literal))

START_TEST(new_item_is_kept_whole)
{
    struct store *store = archive_open();
    struct item item = { .guid = STR("g"),
        .link = STR("https://example.org/1"),
        .title = STR("Ein Käse"),
        .summary = STR("Rund"),
        .author = STR("A. Writer"),
        .language = STR("de-ch"),
        .published = 1000 };
    int64_t before = clock_unix();
    keep(store, TOP, &item);
    ck_assert_int_eq(changes[0], STORE_NEW);
    ck_assert_uint_eq(item.id, 1);
    ck_assert_uint_eq(item.source, 1);
    ck_assert_int_ge(item.found, before);
    const struct item *a = archived(store, item.id);
    ck_assert_uint_eq(a->source, item.source);
    ck_assert_text(a->guid, "g");
    ck_assert_text(a->link, "https://example.org/1");
    ck_assert_text(a->title, "Ein Käse");
    ck_assert_text(a->summary, "Rund");
    ck_assert_text(a->author, "A. Writer");
    ck_assert_text(a->language, "de-ch");
    ck_assert_int_eq(a->published, 1000);
    ck_assert_int_eq(a->found, item.found);
    store_close(&store);
}
END_TEST

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

START_TEST(new_title_updates)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    keep(store, TOP, &item);
    again.title = STR("More cheese");
    ck_assert_uint_eq(keep(store, TOP, &again), item.id);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(archived(store, item.id)->title, "More cheese");
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

START_TEST(empty_text_does_not_replace)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese");
    item.summary = STR("Round");
    item.author = STR("A. Writer");
    item.published = 1000;
    keep(store, TOP, &item);
    struct item poorer = story("g", "", "Other cheese");
    keep(store, TOP, &poorer);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    const struct item *a = archived(store, item.id);
    ck_assert_text(a->title, "Other cheese");
    ck_assert_text(a->link, "https://example.org/1");
    ck_assert_text(a->summary, "Round");
    ck_assert_text(a->author, "A. Writer");
    ck_assert_int_eq(a->published, 1000);
    store_close(&store);
}
END_TEST

START_TEST(only_losses_are_no_change)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese");
    item.summary = STR("Round");
    keep(store, TOP, &item);
    struct item poorer = story("g", "", "Cheese");
    keep(store, TOP, &poorer);
    ck_assert_int_eq(changes[0], STORE_KNOWN);
    store_close(&store);
}
END_TEST

START_TEST(new_date_updates_and_found_stays)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    item.published = 1000;
    keep(store, TOP, &item);
    again.published = 2000;
    keep(store, TOP, &again);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_int_eq(archived(store, item.id)->published, 2000);
    ck_assert_int_eq(seen.item.found, item.found);
    store_close(&store);
}
END_TEST

START_TEST(date_of_now_at_every_fetch_is_no_change)
{
    struct store *store = archive_open();
    struct item item = story("g", "https://example.org/1", "Cheese"), again = item;
    item.published = clock_unix() + 100;
    keep(store, TOP, &item);
    again.published = item.published + 900;
    keep(store, TOP, &again);
    ck_assert_int_eq(changes[0], STORE_KNOWN);
    store_close(&store);
}
END_TEST

START_TEST(feeds_that_word_it_differently_do_not_alternate)
{
    struct store *store = archive_open();
    const struct item brief = story("g", "https://example.org/1", "Cheese");
    struct item full = story("g", "https://example.org/1", "Cheese, at length");
    full.summary = STR("Round");
    uint64_t id = keep_copy(store, TOP, brief);
    keep_copy(store, WORLD, full);
    ck_assert_int_eq(changes[0], STORE_UPDATED); /* the summary was empty */
    ck_assert_text(archived(store, id)->title, "Cheese");
    ck_assert_text(seen.item.summary, "Round");
    for (int round = 0; round < 3; round++) {
        keep_copy(store, TOP, brief);
        ck_assert_int_eq(changes[0], STORE_KNOWN);
        keep_copy(store, WORLD, full);
        ck_assert_int_eq(changes[0], STORE_KNOWN);
    }
    full.title = STR("Cheese, corrected");
    keep_copy(store, WORLD, full);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(archived(store, id)->title, "Cheese, corrected");
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

START_TEST(validators_come_back_as_kept)
{
    struct store *store = archive_open();
    struct feed_validators v = { "W/\"a \\\" '; b\xff\"", "Sat, 01 Jan 2022 00:00:00 GMT" }, back;
    struct error e;
    ck_assert(!store_recall(store, "one", TOP, &back));
    ck_assert_int_eq(store_keep(store, "one", TOP, &v, NULL, 0, NULL, &e), ERROR_NONE);
    ck_assert(store_recall(store, "one", TOP, &back));
    ck_assert_str_eq(back.etag, v.etag);
    ck_assert_str_eq(back.last_modified, v.last_modified);
    ck_assert(!store_recall(store, "one", WORLD, &back));
    ck_assert_str_eq(back.etag, "");
    store_close(&store);
}
END_TEST

START_TEST(later_answer_without_validators_clears_them)
{
    struct store *store = archive_open();
    struct feed_validators v = { "\"a\"", "then" };
    struct error e;
    ck_assert_int_eq(store_keep(store, "one", TOP, &v, NULL, 0, NULL, &e), ERROR_NONE);
    ck_assert_int_eq(store_keep(store, "one", TOP, NULL, NULL, 0, NULL, &e), ERROR_NONE);
    ck_assert(store_recall(store, "one", TOP, &v));
    ck_assert_str_eq(v.etag, "");
    ck_assert_str_eq(v.last_modified, "");
    store_close(&store);
}
END_TEST

START_TEST(feed_of_another_source_is_fetched_whole)
{
    struct store *store = archive_open();
    struct feed_validators v = { "\"a\"", "" };
    struct error e;
    ck_assert_int_eq(store_keep(store, "one", TOP, &v, NULL, 0, NULL, &e), ERROR_NONE);
    ck_assert(!store_recall(store, "two", TOP, &v));
    v = (struct feed_validators) { "\"b\"", "" };
    ck_assert_int_eq(store_keep(store, "two", TOP, &v, NULL, 0, NULL, &e), ERROR_NONE);
    ck_assert(store_recall(store, "two", TOP, &v));
    ck_assert(!store_recall(store, "one", TOP, &v));
    store_close(&store);
}
END_TEST

START_TEST(source_numbers_stay)
{
    struct store *store = archive_open();
    uint32_t one, two, again;
    ck_assert_int_eq(store_source_id(store, "one", &one, NULL), ERROR_NONE);
    ck_assert_int_eq(store_source_id(store, "two", &two, NULL), ERROR_NONE);
    store_close(&store);
    store = archive_open();
    ck_assert_int_eq(store_source_id(store, "two", &again, NULL), ERROR_NONE);
    ck_assert_uint_eq(one, 1);
    ck_assert_uint_eq(two, 2);
    ck_assert_uint_eq(again, 2);
    struct item item = story("g", "", "Cheese");
    keep_of(store, "two", TOP, &item, 1);
    ck_assert_uint_eq(item.source, 2);
    store_close(&store);
}
END_TEST

struct walk {
    uint64_t seen, last;
};

static enum error_code walk(void *context, const struct item *item)
{
    struct walk *walk = context;
    ck_assert_uint_eq(item->id, ++walk->seen);
    return walk->seen == walk->last ? ERROR_LIMIT : ERROR_NONE;
}

START_TEST(items_come_oldest_first_and_stop_on_request)
{
    struct store *store = archive_open();
    struct item items[] = { story("z", "", "1"), story("y", "", "2"), story("x", "", "3") };
    keep_of(store, "one", TOP, items, 3);
    struct walk some = { .last = 2 }, all = { 0 };
    ck_assert_int_eq(store_items(store, walk, &some, NULL), ERROR_LIMIT);
    ck_assert_uint_eq(some.seen, 2);
    ck_assert_int_eq(store_items(store, walk, &all, NULL), ERROR_NONE);
    ck_assert_uint_eq(all.seen, 3);
    ck_assert_text(archived(store, 3)->guid, "x");
    store_close(&store);
}
END_TEST

/* What the index learns after an update is what it would load from the archive. */
START_TEST(updated_item_becomes_what_is_archived)
{
    struct store *store = archive_open();
    struct item item = story("top:7", "https://example.org/7", "Cheese");
    item.summary = STR("Round");
    item.published = 1000;
    keep(store, TOP, &item);
    struct item other = story("world:7", "https://example.org/7", "Cheese");
    other.author = STR("A. Writer");
    keep(store, WORLD, &other);
    ck_assert_int_eq(changes[0], STORE_UPDATED);
    ck_assert_text(other.guid, "top:7");
    ck_assert_text(other.summary, "Round");
    ck_assert_text(other.author, "A. Writer");
    ck_assert_int_eq(other.published, 1000);
    store_close(&store);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { new_item_is_kept_whole, same_item_again_is_known,
        one_story_in_two_feeds_is_one_item, one_guid_in_two_sources_is_two_items, new_title_updates,
        guid_outlives_a_changed_link, empty_text_does_not_replace, only_losses_are_no_change,
        new_date_updates_and_found_stays, date_of_now_at_every_fetch_is_no_change,
        feeds_that_word_it_differently_do_not_alternate,
        equal_link_and_title_join_guids_of_two_feeds, joined_guid_is_known_when_the_title_changes,
        guid_with_a_revision_of_its_link_joins, guid_that_is_the_link_joins,
        feed_that_links_home_keeps_its_stories, single_stories_that_link_home_stay_apart,
        untitled_stories_that_link_home_stay_apart, page_with_many_stories_keeps_them,
        link_of_two_guids_in_an_answer_tells_nothing, link_of_two_archived_items_tells_nothing,
        item_named_in_the_answer_is_not_taken_by_link, guid_goes_before_link,
        items_without_links_are_told_by_guid, item_twice_in_an_answer_is_known_the_second_time,
        validators_come_back_as_kept, later_answer_without_validators_clears_them,
        feed_of_another_source_is_fetched_whole, source_numbers_stay,
        items_come_oldest_first_and_stop_on_request, updated_item_becomes_what_is_archived, NULL };
    return suite_run(archive_suite("keep", tests));
}
