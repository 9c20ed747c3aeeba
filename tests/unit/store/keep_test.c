/* What is kept of a story, of its feed and of its source. */
#include "../suite.h"
#include "base/clock.h"
#include "keep.h"

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
    const TTest *const tests[] = { new_item_is_kept_whole, new_title_updates,
        empty_text_does_not_replace, only_losses_are_no_change, new_date_updates_and_found_stays,
        date_of_now_at_every_fetch_is_no_change, feeds_that_word_it_differently_do_not_alternate,
        validators_come_back_as_kept, later_answer_without_validators_clears_them,
        feed_of_another_source_is_fetched_whole, source_numbers_stay,
        items_come_oldest_first_and_stop_on_request, updated_item_becomes_what_is_archived, NULL };
    return suite_run(archive_suite("keep", tests));
}
