/* Answers that are written while their page runs. */
#include "../suite.h"
#include "base/clock.h"
#include "fixture.h"

#include <sys/socket.h>
#include <unistd.h>

static struct client client;
static struct answer answer;

static void setup(void)
{
    fixture_setup();
    answer_init(&answer);
    fixture_start(2);
    client = fixture_client();
}

static void teardown(void)
{
    client_close(&client);
    answer_release(&answer);
    fixture_teardown();
}

static void send_call(const struct call *call)
{
    struct buf bytes;
    buf_init(&bytes);
    call_bytes(&bytes, call);
    ck_assert(client_send(&client, buf_str(&bytes)));
    buf_release(&bytes);
}

static void wait_until(const _Atomic unsigned *number, unsigned value)
{
    for (int tries = 0; atomic_load(number) != value; tries++) {
        ck_assert_msg(tries < CLIENT_PATIENCE_MS, "the page does not get there");
        usleep(1000);
    }
}

static bool head_has(const char *line)
{
    return memmem(answer.head.at, answer.head.len, line, strlen(line)) != NULL;
}

static void expect_kept(void)
{
    ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
    ck_assert_uint_eq(server_stats(fixture_server).connections_accepted, 1);
}

static void expect_stream(const char *query, size_t len)
{
    answer_release(&answer);
    answer_init(&answer);
    client_call(&client, &(struct call) { .path = "/stream", .query = query }, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert(head_has("X-Page: stream\r\n"));
    ck_assert(answer.content_length == CLIENT_NO_LENGTH);
    ck_assert_uint_eq(answer.body.len, len);
    for (size_t i = 0; i < len; i++)
        if (answer.body.at[i] != fixture_byte(i))
            ck_abort_msg("byte %zu is wrong", i);
}

START_TEST(long_answer_arrives_whole_and_the_connection_is_kept)
{
    expect_stream("n=9000001&piece=9000001", 9000001);
    expect_stream("n=3000000&piece=70001", 3000000);
    expect_stream("n=65528&piece=65528", 65528);
    expect_stream("n=3&piece=1", 3);
    expect_kept();
    ck_assert_uint_eq(server_stats(fixture_server).bytes_out, 12065532 + 5);
    ck_assert_uint_eq(server_stats(fixture_server).status[2], 5);
}
END_TEST

START_TEST(page_that_writes_nothing_has_an_empty_answer)
{
    client_call(&client, &(struct call) { .path = "/stream" }, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.content_length, 0);
    ck_assert_uint_eq(answer.body.len, 0);
    expect_kept();
}
END_TEST

START_TEST(head_gets_the_head_alone)
{
    struct call call = { .method = "HEAD", .path = "/stream", .query = "n=3000000&piece=1000000" };
    client_call(&client, &call, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.body.len, 0);
    expect_kept();
}
END_TEST

START_TEST(wait_takes_its_time)
{
    int64_t begun = clock_monotonic();
    client_call(&client, &(struct call) { .path = "/wait", .query = "ms=150" }, &answer);
    ck_assert(str_equal(answer.body, STR("waited")));
    ck_assert_int_ge(clock_monotonic() - begun, 150 * 1000000);
    expect_kept();
}
END_TEST

START_TEST(unread_body_is_not_taken_for_a_peer_that_goes)
{
    static char bytes[600000];
    memset(bytes, 'x', sizeof bytes);
    struct call call = {
        .path = "/wait", .query = "ms=50", .body = str_n(bytes, sizeof bytes), .stdin_record = 999
    };
    client_call(&client, &call, &answer);
    ck_assert(str_equal(answer.body, STR("waited")));
    expect_kept();
}
END_TEST

START_TEST(peer_that_goes_ends_the_wait)
{
    send_call(&(struct call) { .path = "/wait", .query = "ms=60000" });
    wait_until(&fixture_waiting, 1);
    int64_t gone = clock_monotonic();
    client_close(&client);
    wait_until(&fixture_cut, 1);
    ck_assert_int_lt(atomic_load(&fixture_cut_at) - gone, 5 * 1000000000LL);
    fixture_wait_closed();
    fixture_answers();
}
END_TEST

START_TEST(stop_ends_the_wait_and_the_page_may_still_answer)
{
    send_call(&(struct call) { .path = "/wait", .query = "ms=60000" });
    wait_until(&fixture_waiting, 1);
    int64_t begun = clock_monotonic();
    server_stop(&fixture_server);
    ck_assert_int_lt(clock_monotonic() - begun, 5 * 1000000000LL);
    ck_assert_uint_eq(atomic_load(&fixture_cut), 1);
    client_read(&client, &answer);
    ck_assert(answer.ended);
    ck_assert(str_equal(answer.body, STR("cut")));
}
END_TEST

START_TEST(peer_that_reads_nothing_is_cut_off)
{
    send_call(&(struct call) { .path = "/stream", .query = "n=50000000&piece=1000000" });
    while (server_stats(fixture_server).busy_workers == 0)
        usleep(1000);
    server_stop_within(&fixture_server, 50);
    client_read(&client, &answer);
    ck_assert(answer.closed && !answer.ended);
}
END_TEST

START_TEST(peer_that_goes_in_the_middle_of_the_answer_does_no_harm)
{
    send_call(&(struct call) { .path = "/stream", .query = "n=50000000&piece=1000000" });
    while (server_stats(fixture_server).busy_workers == 0)
        usleep(1000);
    client_close(&client);
    fixture_wait_closed();
    fixture_answers();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { long_answer_arrives_whole_and_the_connection_is_kept,
        page_that_writes_nothing_has_an_empty_answer, head_gets_the_head_alone, wait_takes_its_time,
        unread_body_is_not_taken_for_a_peer_that_goes, peer_that_goes_ends_the_wait,
        stop_ends_the_wait_and_the_page_may_still_answer, peer_that_reads_nothing_is_cut_off,
        peer_that_goes_in_the_middle_of_the_answer_does_no_harm, NULL };
    return suite_run(suite_with("stream", tests, setup, teardown));
}
