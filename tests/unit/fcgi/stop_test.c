/* How a server ends, and how one that cannot start leaves the place. */
#include "../suite.h"
#include "base/clock.h"
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { QUEUED = 12 };

static struct client client;
static struct answer answer;
static size_t descriptors;

static void setup(void)
{
    fixture_setup();
    answer_init(&answer);
    client.fd = -1;
    descriptors = fixture_descriptors();
}

static void teardown(void)
{
    client_close(&client);
    answer_release(&answer);
    fixture_teardown();
}

static void send_call(struct client *to, const struct call *call)
{
    struct buf bytes;
    buf_init(&bytes);
    call_bytes(&bytes, call);
    ck_assert(client_send(to, buf_str(&bytes)));
    buf_release(&bytes);
}

static void wait_busy(void)
{
    for (int tries = 0; server_stats(fixture_server).busy_workers == 0; tries++) {
        ck_assert_msg(tries < CLIENT_PATIENCE_MS, "no worker takes the request");
        usleep(1000);
    }
}

static void expect_whole_then_closed(struct client *from, const char *body)
{
    answer_release(&answer);
    answer_init(&answer);
    client_read(from, &answer);
    ck_assert_msg(answer.ended, "cut off");
    ck_assert(str_equal(answer.body, str_from(body)));
    ck_assert(client_closed_within(from, CLIENT_PATIENCE_MS));
    client_close(from);
}

START_TEST(request_in_flight_is_answered)
{
    fixture_start(2);
    client = fixture_client();
    send_call(&client, &(struct call) { .path = "/slow", .query = "ms=100" });
    wait_busy();
    server_stop(&fixture_server);
    expect_whole_then_closed(&client, "slow");
}
END_TEST

START_TEST(requests_that_have_come_are_answered)
{
    struct client queue[QUEUED];
    fixture_start(1);
    client = fixture_client();
    /* Half of the queue are known to the server, half are still to be accepted. */
    for (size_t i = 0; i < QUEUED / 2; i++) {
        queue[i] = fixture_client();
        ck_assert_int_eq(client_status(&queue[i], &(struct call) { .path = "/hello" }), 200);
    }
    send_call(&client, &(struct call) { .path = "/slow", .query = "ms=100" });
    wait_busy();
    for (size_t i = QUEUED / 2; i < QUEUED; i++)
        queue[i] = fixture_client();
    for (size_t i = 0; i < QUEUED; i++)
        send_call(&queue[i], &(struct call) { .path = "/hello" });
    server_stop(&fixture_server);
    expect_whole_then_closed(&client, "slow");
    for (size_t i = 0; i < QUEUED; i++)
        expect_whole_then_closed(&queue[i], "hello");
}
END_TEST

START_TEST(idle_connections_are_closed)
{
    fixture_start(2);
    client = fixture_client();
    ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
    server_stop(&fixture_server);
    ck_assert(client_closed_within(&client, 0));
}
END_TEST

START_TEST(socket_and_descriptors_are_gone)
{
    fixture_start(3);
    fixture_answers();
    server_stop(&fixture_server);
    ck_assert_ptr_null(fixture_server);
    ck_assert_int_ne(access(fixture_socket, F_OK), 0);
    ck_assert_uint_eq(fixture_descriptors(), descriptors);
}
END_TEST

START_TEST(stop_right_after_start_is_quick)
{
    for (int i = 0; i < 20; i++) {
        fixture_start(2);
        server_stop(&fixture_server);
    }
    ck_assert_uint_eq(fixture_descriptors(), descriptors);
}
END_TEST

START_TEST(stopping_no_server_is_harmless)
{
    struct server *none = NULL;
    server_stop(&none);
    ck_assert_ptr_null(none);
}
END_TEST

/* Stops with a patience of 50 ms; false when that takes as long as a stalled peer would. */
static bool stops_soon(void)
{
    int64_t start = clock_monotonic();
    server_stop_within(&fixture_server, 50);
    return clock_monotonic() - start < 10 * INT64_C(1000000000);
}

START_TEST(peer_that_stalls_in_its_request_is_cut_off)
{
    struct client other;
    fixture_start(1);
    client = fixture_client();
    other = fixture_client();
    ck_assert(client_send(&client, STR("\1\1\0\1\0")));
    send_call(&other, &(struct call) { .path = "/hello" });
    ck_assert(stops_soon());
    ck_assert(client_closed_within(&client, 0));
    client_close(&other);
}
END_TEST

START_TEST(peer_that_stalls_in_its_body_is_cut_off)
{
    struct buf bytes;
    fixture_start(1);
    client = fixture_client();
    buf_init(&bytes);
    call_bytes(&bytes, &(struct call) { .method = "POST", .path = "/hello", .body = STR("a=b") });
    ck_assert(client_send(&client, str_n(bytes.at, bytes.len - 10)));
    buf_release(&bytes);
    wait_busy();
    ck_assert(stops_soon());
}
END_TEST

START_TEST(peer_that_reads_no_answer_is_cut_off)
{
    fixture_start(1);
    client = fixture_client();
    send_call(&client, &(struct call) { .path = "/sized", .query = "n=1900000" });
    wait_busy();
    ck_assert(stops_soon());
}
END_TEST

START_TEST(page_that_runs_is_waited_for)
{
    fixture_start(1);
    client = fixture_client();
    send_call(&client, &(struct call) { .path = "/slow", .query = "ms=400" });
    wait_busy();
    server_stop_within(&fixture_server, 50);
    expect_whole_then_closed(&client, "slow");
}
END_TEST

static _Atomic unsigned whole, cut;

/* Requests until the server is gone. */
static void *browse(void *unused)
{
    struct buf bytes;
    struct answer got;
    struct client own;
    bool served = true;
    buf_init(&bytes);
    call_bytes(&bytes, &(struct call) { .path = "/sized", .query = "n=100000" });
    client_init(&own);
    served = client_connect(&own, fixture_socket);
    while (served && client_send(&own, buf_str(&bytes))) {
        answer_init(&got);
        client_read(&own, &got);
        served = got.ended && got.body.len == 100000;
        if (served)
            atomic_fetch_add(&whole, 1);
        else if (got.output.len > 0)
            atomic_fetch_add(&cut, 1);
        answer_release(&got);
    }
    client_close(&own);
    buf_release(&bytes);
    return unused;
}

START_TEST(stop_under_load_cuts_no_answer)
{
    pthread_t threads[6];
    fixture_start(2);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, browse, NULL), 0);
    while (atomic_load(&whole) < 50)
        usleep(1000);
    server_stop(&fixture_server);
    for (size_t i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(atomic_load(&cut), 0);
}
END_TEST

START_TEST(failed_start_leaves_nothing)
{
    struct error error;
    struct server *server = NULL;
    struct server_options options = {
        .path = "/nowhere/at/all/socket", .workers = 2, .name = "test"
    };
    ck_assert_int_eq(server_start(&server, &options, &error), ERROR_SYSTEM);
    ck_assert_ptr_null(server);
    ck_assert_uint_eq(fixture_descriptors(), descriptors);
}
END_TEST

START_TEST(second_server_leaves_the_first_alone)
{
    struct error error;
    struct server *second = NULL;
    fixture_start(1);
    struct server_options options = { .path = fixture_socket, .workers = 1, .name = "second" };
    ck_assert_int_eq(server_start(&second, &options, &error), ERROR_REFUSED);
    ck_assert_ptr_null(second);
    fixture_answers();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { request_in_flight_is_answered,
        requests_that_have_come_are_answered, idle_connections_are_closed,
        socket_and_descriptors_are_gone, stop_right_after_start_is_quick,
        stopping_no_server_is_harmless, peer_that_stalls_in_its_request_is_cut_off,
        peer_that_stalls_in_its_body_is_cut_off, peer_that_reads_no_answer_is_cut_off,
        page_that_runs_is_waited_for, stop_under_load_cuts_no_answer, failed_start_leaves_nothing,
        second_server_leaves_the_first_alone, NULL };
    return suite_run(suite_with("stop", tests, setup, teardown));
}
