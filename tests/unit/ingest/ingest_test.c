/* An item's way from a server on loopback to the archive, the index and the feed table. */
#include "../feed/origin.h"
#include "../store/archive.h"
#include "../suite.h"
#include "base/clock.h"
#include "base/log.h"
#include "feed/feed_table.h"
#include "feed/parse.h"
#include "ingest/ingest.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <time.h>

#define STORY(guid, title) "<item><guid>" guid "</guid><title>" title "</title></item>"
#define RSS(stories) "<rss version='2.0'><channel><title>T</title>" stories "</channel></rss>"
#define ONE RSS(STORY("g1", "A story"))
#define HTML "<html><body>Not a feed</body></html>"

static struct origin origin;
static struct index *index_of_all;
static struct ingest *ingest;
static char urls[2][64], empty[] = "", names[2][4] = { "one", "two" };
static char *feeds[2][1] = { { urls[0] }, { urls[1] } };
static struct config_source sources[2];
static struct config config;

static void setup(void)
{
    archive_prepare();
    log_set_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
    feed_parse_init();
    for (size_t i = 0; i < 2; i++)
        sources[i] = (struct config_source) {
            .name = names[i], .title = names[i], .feeds = feeds[i], .feed_count = 1
        };
    config = (struct config) { .archive = archive_path,
        .index_merge_rate = 64,
        .fetch_interval = 1,
        .fetch_timeout = 10,
        .fetch_max_bytes = 100000,
        .fetch_max_redirects = 3,
        .fetch_parallel = 8,
        .fetch_private = true,
        .fetch_proxy = empty,
        .fetch_user_agent = empty,
        .sources = sources,
        .source_count = 1 };
}

static bool never(void *context)
{
    (void)context;
    return false;
}

static enum error_code open_ingest(struct error *e)
{
    index_of_all = index_new(1);
    enum error_code code = ingest_open(&ingest, &config, index_of_all, 1, e);
    return code == ERROR_NONE ? ingest_load(ingest, never, NULL, e) : code;
}

/* Source "one" has the feed /a, "two" has /b. */
static void start(const struct page *pages, size_t count)
{
    struct error e = { 0 };
    origin_start(&origin, pages, count);
    snprintf(urls[0], sizeof urls[0], "http://127.0.0.1:%u/a", origin.port);
    snprintf(urls[1], sizeof urls[1], "http://127.0.0.1:%u/b", origin.port);
    ck_assert_msg(open_ingest(&e) == ERROR_NONE, "%s", e.text);
    ck_assert_msg(ingest_start(ingest, &config, &e) == ERROR_NONE, "%s", e.text);
}
#define START(pages) start(pages, sizeof(pages) / sizeof *(pages))

static void stop(void)
{
    ingest_stop(&ingest);
    index_free(&index_of_all);
}

static void teardown(void)
{
    stop();
    if (origin.port)
        origin_stop(&origin);
    origin.port = 0;
    feed_parse_cleanup();
    archive_remove();
}

static size_t items(void)
{
    size_t count = index_set_items(index_enter(index_of_all, 0));
    index_leave(index_of_all, 0);
    return count;
}

/* The state of a feed; its url is NULL when there is none. */
static struct feed_state state_of(const char *url)
{
    struct feed_state state = { .health = FEED_WAITING };
    const struct feed_table *table = cell_enter(ingest_feeds(ingest), 0);
    size_t at = feed_table_find(table, url);
    if (at < table->count)
        state = table->feeds[at];
    cell_leave(ingest_feeds(ingest), 0);
    return state;
}

static void pause_a_little(void)
{
    nanosleep(&(struct timespec) { .tv_nsec = 5000000 }, NULL);
}

static void wait_for(const char *url, enum feed_health health)
{
    int64_t deadline = clock_monotonic() + INT64_C(20000000000);
    while (state_of(url).health != health && clock_monotonic() < deadline)
        pause_a_little();
    ck_assert_int_eq(state_of(url).health, health);
}

/* The head of the n-th request for that path, waited for. */
static const char *wait_for_request(const char *path, unsigned n)
{
    int64_t deadline = clock_monotonic() + INT64_C(20000000000);
    const char *head;
    while ((head = origin_request(&origin, path, n)) == NULL && clock_monotonic() < deadline)
        pause_a_little();
    ck_assert_ptr_nonnull(head);
    return head;
}

static void expect_refused(const char *path, const char *part)
{
    struct error e = { 0 };
    config.archive = (char *)path;
    ck_assert_int_eq(open_ingest(&e), ERROR_STORE);
    ck_assert_ptr_null(ingest);
    ck_assert_msg(strstr(e.text, part) != NULL, "%s", e.text);
}

START_TEST(archive_in_a_missing_folder_is_refused)
{
    expect_refused("/nonexistent/archive.db", "/nonexistent");
}
END_TEST

START_TEST(folder_for_an_archive_is_refused)
{
    expect_refused(archive_directory, archive_directory);
}
END_TEST

START_TEST(story_that_is_fetched_is_kept_indexed_and_counted)
{
    static const struct page pages[] = { { "/a", OK END ONE, 0, 0, false } };
    START(pages);
    wait_for(urls[0], FEED_GOOD);
    ck_assert_uint_eq(items(), 1);
    ck_assert_uint_eq(state_of(urls[0]).items, 1);
    ck_assert_int_eq(state_of(urls[0]).status, 200);
}
END_TEST

START_TEST(archived_stories_are_there_before_any_fetch)
{
    static const struct page pages[] = { { "/a", OK END ONE, 0, 0, false } };
    struct error e = { 0 };
    START(pages);
    wait_for(urls[0], FEED_GOOD);
    stop();
    ck_assert_msg(open_ingest(&e) == ERROR_NONE, "%s", e.text);
    ck_assert_uint_eq(items(), 1);
    ck_assert_uint_eq(state_of(urls[0]).items, 1);
    ck_assert_int_eq(state_of(urls[0]).health, FEED_WAITING);
}
END_TEST

START_TEST(answer_whose_stories_are_kept_makes_the_next_fetch_conditional)
{
    static const struct page pages[] = { { "/a", OK "ETag: \"a\"\r\n" END ONE, 0, 0, false } };
    START(pages);
    ck_assert_ptr_null(strstr(wait_for_request("/a", 0), "If-None-Match"));
    ck_assert_ptr_nonnull(strstr(wait_for_request("/a", 1), "If-None-Match: \"a\""));
}
END_TEST

START_TEST(answer_that_cannot_be_parsed_makes_no_fetch_conditional)
{
    static const struct page pages[] = { { "/a", OK "ETag: \"h\"\r\n" END HTML, 0, 0, false } };
    START(pages);
    wait_for(urls[0], FEED_FAILING);
    ck_assert_str_eq(state_of(urls[0]).error, "an HTML page, not a feed");
    ck_assert_ptr_null(strstr(wait_for_request("/a", 1), "If-None-Match"));
}
END_TEST

START_TEST(feed_that_breaks_keeps_its_stories_and_validators)
{
    static const struct page pages[] = { { "/a", OK "ETag: \"a\"\r\n" END ONE, 0, 0, false },
        { "/a", OK "ETag: \"h\"\r\n" END HTML, 0, 0, false } };
    START(pages);
    wait_for(urls[0], FEED_GOOD);
    wait_for(urls[0], FEED_FAILING);
    ck_assert_uint_eq(items(), 1);
    ck_assert_int_gt(state_of(urls[0]).succeeded, 0);
    ck_assert_ptr_nonnull(strstr(wait_for_request("/a", 2), "If-None-Match: \"a\""));
}
END_TEST

static void configure(void)
{
    struct error e = { 0 };
    ck_assert_msg(ingest_configure(ingest, &config, &e) == ERROR_NONE, "%s", e.text);
}

START_TEST(source_that_a_reload_brings_is_numbered_and_fetched)
{
    static const struct page pages[] = { { "/a", OK END ONE, 0, 0, false },
        { "/b", OK END RSS(STORY("g1", "A story") STORY("g2", "B")), 0, 0, false } };
    START(pages);
    wait_for(urls[0], FEED_GOOD);
    config.source_count = 2;
    configure();
    ck_assert_uint_ne(sources[1].id, 0);
    ck_assert_uint_ne(sources[1].id, sources[0].id);
    wait_for(urls[1], FEED_GOOD);
    ck_assert_uint_eq(items(), 3);
    ck_assert_int_eq(state_of(urls[0]).health, FEED_GOOD);
}
END_TEST

START_TEST(feed_that_a_reload_takes_away_leaves_no_answer_behind)
{
    static const struct page pages[] = { { "/a", OK END ONE, 0, 300, false },
        { "/b", OK END RSS(STORY("g2", "B")), 0, 600, false } };
    START(pages);
    wait_for_request("/a", 0);
    config.sources = &sources[1];
    configure();
    wait_for(urls[1], FEED_GOOD);
    ck_assert_uint_eq(items(), 1);
    ck_assert_ptr_null(state_of(urls[0]).url);
}
END_TEST

/* Writing to a file fails from now on, as on a full disk; or works again. */
static void fill_disk(bool full)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = full ? 0 : limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(answer_that_cannot_be_kept_is_fetched_whole_again)
{
    static const struct page pages[] = { { "/a", OK END RSS(""), 0, 0, false },
        { "/a", OK "ETag: \"a\"\r\n" END ONE, 0, 0, false } };
    START(pages);
    wait_for(urls[0], FEED_GOOD);
    fill_disk(true);
    wait_for(urls[0], FEED_FAILING);
    ck_assert_ptr_nonnull(strstr(state_of(urls[0]).error, archive_path));
    ck_assert_uint_eq(items(), 0);
    ck_assert_ptr_null(strstr(wait_for_request("/a", 2), "If-None-Match"));
    fill_disk(false);
    wait_for(urls[0], FEED_GOOD);
    ck_assert_uint_eq(items(), 1);
}
END_TEST

static enum error_code copy_link(void *to, const struct item *item)
{
    snprintf(to, 256, "%.*s", STR_ARG(item->link));
    return ERROR_NONE;
}

START_TEST(credentials_of_a_feed_reach_no_story)
{
    static const struct page pages[] = { { "/a", OK END FEED, 0, 0, false },
        { "/b", OK END RSS("<item><title>B</title><link>/story</link></item>"), 0, 0, false } };
    char link[256] = "", expected[64];
    START(pages);
    snprintf(urls[1], sizeof urls[1], "http://u:secret@127.0.0.1:%u/b", origin.port);
    config.source_count = 2;
    configure();
    wait_for(urls[1], FEED_GOOD);
    struct store *store = archive_open();
    store_items(store, copy_link, link, NULL);
    store_close(&store);
    snprintf(expected, sizeof expected, "http://127.0.0.1:%u/story", origin.port);
    ck_assert_str_eq(link, expected);
}
END_TEST

/* Runs SQL on an archive that ingest has made and closed. */
static void alter_archive(const char *sql)
{
    sqlite3 *db;
    struct error e = { 0 };
    ck_assert_msg(open_ingest(&e) == ERROR_NONE, "%s", e.text);
    stop();
    ck_assert_int_eq(sqlite3_open(archive_path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

START_TEST(source_beyond_the_index_s_numbers_is_refused)
{
    struct error e = { 0 };
    alter_archive("INSERT INTO source VALUES (4096, 'two')");
    config.source_count = 2;
    ck_assert_int_eq(open_ingest(&e), ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(e.text, "4095 sources"));
}
END_TEST

START_TEST(story_of_a_source_beyond_the_index_s_numbers_is_refused)
{
    struct error e = { 0 };
    alter_archive("INSERT INTO source VALUES (4096, 'gone');"
                  "INSERT INTO item VALUES (1, 4096, 'g', '', 'A story', '', '', '', 1, 1)");
    ck_assert_int_eq(open_ingest(&e), ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(e.text, "4095 sources"));
}
END_TEST

START_TEST(stopping_what_never_started_is_harmless)
{
    struct error e = { 0 };
    ck_assert_int_eq(open_ingest(&e), ERROR_NONE);
    ingest_stop(&ingest);
    ck_assert_ptr_null(ingest);
    ingest_stop(&ingest);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { archive_in_a_missing_folder_is_refused,
        folder_for_an_archive_is_refused, story_that_is_fetched_is_kept_indexed_and_counted,
        archived_stories_are_there_before_any_fetch,
        answer_whose_stories_are_kept_makes_the_next_fetch_conditional,
        answer_that_cannot_be_parsed_makes_no_fetch_conditional,
        feed_that_breaks_keeps_its_stories_and_validators,
        source_that_a_reload_brings_is_numbered_and_fetched,
        feed_that_a_reload_takes_away_leaves_no_answer_behind,
        answer_that_cannot_be_kept_is_fetched_whole_again, credentials_of_a_feed_reach_no_story,
        source_beyond_the_index_s_numbers_is_refused,
        story_of_a_source_beyond_the_index_s_numbers_is_refused,
        stopping_what_never_started_is_harmless, NULL };
    return suite_run(suite_with("ingest", tests, setup, teardown));
}
