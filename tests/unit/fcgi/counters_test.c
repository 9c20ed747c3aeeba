/* What a server tells of its work, beside the counts that serve_test looks at. */
#include "../suite.h"
#include "fixture.h"

#include <string.h>
#include <unistd.h>

static struct client client;

static void setup(void)
{
    fixture_setup();
    fixture_start(2);
    client = fixture_client();
}

static void teardown(void)
{
    client_close(&client);
    fixture_teardown();
}

static const struct histogram_sum *latency(const char *route)
{
    static struct histogram_sum sum;
    memset(&sum, 0, sizeof sum);
    server_latency(fixture_server, fixture_route(route), &sum);
    return &sum;
}

/* It is recorded once the answer is out, so the client may be quicker. */
static void expect_recorded(const char *route, uint64_t count)
{
    for (int tries = 0; latency(route)->count < count; tries++) {
        ck_assert_int_lt(tries, 5000);
        usleep(1000);
    }
    ck_assert_uint_eq(latency(route)->count, count);
}

START_TEST(how_long_requests_took_is_known_of_each_route)
{
    for (int i = 0; i < 3; i++)
        client_status(&client, &(struct call) { .path = "/hello" });
    client_status(&client, &(struct call) { .path = "/nowhere" });
    client_status(&client, &(struct call) { .path = "/hello", .method = "DELETE" });
    client_status(&client, &(struct call) { .path = "/slow", .query = "ms=30" });
    client_status(&client, &(struct call) { .path = "/stream", .query = "n=9000&piece=100" });
    expect_recorded("/hello", 4);
    expect_recorded("/slow", 1);
    expect_recorded("/stream", 1);
    expect_recorded("/term", 0);
    expect_recorded("/nowhere", 1);
    ck_assert_uint_ge(latency("/slow")->max, 30000000);
}
END_TEST

START_TEST(a_request_that_cannot_be_read_is_of_no_route)
{
    struct call call = {
        .path = "/hello", .body = STR("x"), .method = "POST", .content_length = "9"
    };
    ck_assert_int_eq(client_status(&client, &call), 400);
    expect_recorded("/nowhere", 1);
    expect_recorded("/hello", 0);
}
END_TEST

START_TEST(each_worker_tells_its_requests)
{
    for (int i = 0; i < 20; i++)
        client_status(&client, &(struct call) { .path = "/hello" });
    uint64_t first = server_worker_requests(fixture_server, 0);
    ck_assert_uint_eq(first + server_worker_requests(fixture_server, 1), 20);
}
END_TEST

static void expect_waiting(size_t count)
{
    for (int tries = 0; server_waiting(fixture_server) != count; tries++) {
        ck_assert_int_lt(tries, 4000);
        usleep(1000);
    }
}

/* One whose connection the server has taken: what it sends is seen to wait. */
static struct client known_client(void)
{
    struct client known = fixture_client();
    ck_assert_int_eq(client_status(&known, &(struct call) { .path = "/hello" }), 200);
    return known;
}

/* Each of two workers has half a request, and waits for the rest. */
START_TEST(what_no_worker_has_read_waits)
{
    struct client halves[2], third = known_client();
    struct buf bytes;
    buf_init(&bytes);
    call_bytes(&bytes, &(struct call) { .path = "/hello" });
    for (size_t i = 0; i < 2; i++) {
        halves[i] = known_client();
        client_send(&halves[i], str_n(bytes.at, bytes.len / 2));
        expect_waiting(0);
    }
    client_send(&third, buf_str(&bytes));
    expect_waiting(1);
    for (size_t i = 0; i < 2; i++)
        client_close(&halves[i]);
    expect_waiting(0);
    client_close(&third);
    buf_release(&bytes);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { how_long_requests_took_is_known_of_each_route,
        a_request_that_cannot_be_read_is_of_no_route, each_worker_tells_its_requests,
        what_no_worker_has_read_waits, NULL };
    return suite_run(suite_with("counters", tests, setup, teardown));
}
