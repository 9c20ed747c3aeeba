/* kill -9 in the midst of store_keep: what it has returned is there, and the archive is whole. */
#include "../suite.h"
#include "archive.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

enum { ROUNDS = 20, BATCH = 40 };
#define FEED "https://example.org/feed"

static void fill(struct item *items, char guids[BATCH][32], unsigned round, unsigned answer)
{
    for (int i = 0; i < BATCH; i++) {
        snprintf(guids[i], sizeof guids[i], "%u/%u/%d", round, answer, i);
        items[i] = (struct item) { .guid = str_from(guids[i]),
            .title = STR("Cheese"),
            .summary = STR("Round, and long enough to fill a few pages of the archive's file.") };
    }
}

/* Keeps answers for ever; each one's number goes to `fd` once store_keep has returned. */
static void keep_until_killed(unsigned round, int fd)
{
    struct store *store;
    if (store_open(&store, archive_path, NULL) != ERROR_NONE)
        _exit(1);
    for (unsigned answer = 1;; answer++) {
        struct item items[BATCH];
        char guids[BATCH][32];
        enum store_change changes[BATCH];
        struct feed_validators validators = { 0 };
        fill(items, guids, round, answer);
        snprintf(validators.etag, sizeof validators.etag, "%u", answer);
        if (store_keep(store, "one", FEED, &validators, items, BATCH, changes, NULL) != ERROR_NONE)
            _exit(1);
        if (write(fd, &answer, sizeof answer) != sizeof answer)
            _exit(1);
    }
}

/* Runs one child to its violent end; returns the last answer it reported. */
static unsigned run_and_kill(unsigned round)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(ends[0]);
        keep_until_killed(round, ends[1]);
    }
    close(ends[1]);
    unsigned answer = 0, last;
    /* Waits for the first report, so that there is something to lose. */
    ck_assert_int_eq(read(ends[0], &last, sizeof last), sizeof last);
    usleep((useconds_t)(rand() % 15000));
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    while (read(ends[0], &answer, sizeof answer) == sizeof answer)
        last = answer;
    close(ends[0]);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    return last;
}

static void check_integrity(void)
{
    sqlite3 *db;
    sqlite3_stmt *check;
    ck_assert_int_eq(sqlite3_open(archive_path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(check), SQLITE_ROW);
    ck_assert_str_eq((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(db);
}

struct tally {
    unsigned round;
    unsigned items; /* of that round */
    uint64_t last_id;
};

static enum error_code count_round(void *context, const struct item *item)
{
    struct tally *tally = context;
    char prefix[16];
    snprintf(prefix, sizeof prefix, "%u/", tally->round);
    ck_assert_uint_gt(item->id, tally->last_id);
    tally->last_id = item->id;
    tally->items += str_starts(item->guid, str_from(prefix));
    return ERROR_NONE;
}

START_TEST(killed_writer_loses_nothing_it_returned)
{
    srand((unsigned)getpid());
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned reported = run_and_kill(round);
        struct store *store = archive_open();
        struct tally tally = { .round = round };
        struct feed_validators validators;
        ck_assert_int_eq(store_items(store, count_round, &tally, NULL), ERROR_NONE);
        ck_assert(store_recall(store, "one", FEED, &validators));
        unsigned kept = (unsigned)strtoul(validators.etag, NULL, 10);
        /* Killed between the commit and the report, one more may be there; never half of one. */
        ck_assert_uint_ge(kept, reported);
        ck_assert_uint_le(kept, reported + 1);
        ck_assert_uint_eq(tally.items, kept * BATCH);
        store_close(&store);
        check_integrity();
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { killed_writer_loses_nothing_it_returned, NULL };
    return suite_run(archive_suite("crash", tests));
}
