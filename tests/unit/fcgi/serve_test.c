/* What a well-behaved web server gets. */
#include "../suite.h"
#include "base/mem.h"
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>

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

static void again(void)
{
    answer_release(&answer);
    answer_init(&answer);
}

/* The connection can still be used. */
static void expect_kept(void)
{
    ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
}

START_TEST(kept_connection_carries_many_requests)
{
    for (int i = 0; i < 200; i++) {
        again();
        client_call(&client, &(struct call) { .path = "/hello" }, &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert(str_equal(answer.body, STR("hello")));
    }
    ck_assert_uint_eq(server_stats(fixture_server).connections_accepted, 1);
}
END_TEST

static void expect_term(size_t len, size_t params_record, unsigned char padding)
{
    char query[8192];
    snprintf(query, sizeof query, "term=%0*d", (int)len, 7);
    again();
    client_call(&client,
        &(struct call) {
            .path = "/term", .query = query, .params_record = params_record, .padding = padding },
        &answer);
    ck_assert(str_equal(answer.body, str_from(query + 5)));
}

START_TEST(variables_of_every_length_arrive)
{
    const size_t lengths[] = { 1, 121, 122, 123, 127, 128, 255, 256, 4096 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        expect_term(lengths[i], 0, 0);
}
END_TEST

START_TEST(variables_may_be_cut_anywhere_into_records)
{
    for (size_t size = 1; size < 20; size++)
        expect_term(300, size, (unsigned char)(size * 3 % 8));
}
END_TEST

START_TEST(variables_may_be_longer_than_a_record)
{
    char *extra = mem_zero(200001, 1);
    memset(extra, 'x', 200000);
    struct call call = { .path = "/term", .query = "term=here", .extra = extra };
    client_call(&client, &call, &answer);
    ck_assert(str_equal(answer.body, STR("here")));
    free(extra);
    expect_kept();
}
END_TEST

START_TEST(body_may_be_cut_anywhere_into_records)
{
    for (size_t size = 1; size < 20; size++) {
        struct call call = { .method = "POST",
            .path = "/term",
            .body = STR("cnn=on&term=caf%C3%A9+noir"),
            .stdin_record = size,
            .padding = (unsigned char)(size * 5 % 9) };
        again();
        client_call(&client, &call, &answer);
        ck_assert(str_equal(answer.body, STR("caf\xC3\xA9 noir")));
    }
}
END_TEST

/* A body of `len` bytes. */
static int status_of_body(const char *method, const char *path, size_t len)
{
    char *body = mem_alloc(len);
    memset(body, '&', len);
    struct call call = { .method = method, .path = path, .body = str_n(body, len) };
    int status = client_status(&client, &call);
    free(body);
    return status;
}

START_TEST(body_over_the_limit_is_413_and_read_away)
{
    ck_assert_int_eq(status_of_body("POST", "/hello", 1536 * 1024), 413);
    expect_kept();
}
END_TEST

START_TEST(body_that_no_page_reads_is_read_away)
{
    ck_assert_int_eq(status_of_body("GET", "/hello", 300000), 200);
    ck_assert_int_eq(status_of_body("PUT", "/hello", 300000), 405);
    ck_assert_int_eq(status_of_body("POST", "/nowhere", 300000), 404);
    expect_kept();
}
END_TEST

/* The client reads nothing before all is sent: a server that answered first would stand still. */
START_TEST(body_is_read_before_the_answer_is_sent)
{
    static char body[2000000];
    struct call call = { .path = "/sized", .query = "n=1900000", .body = { body, sizeof body } };
    client_call(&client, &call, &answer);
    ck_assert_uint_eq(answer.body.len, 1900000);
    expect_kept();
}
END_TEST

START_TEST(body_shorter_than_claimed_is_400)
{
    struct call call = {
        .method = "POST", .path = "/hello", .body = STR("term=x"), .content_length = "7"
    };
    ck_assert_int_eq(client_status(&client, &call), 400);
    expect_kept();
}
END_TEST

START_TEST(idle_connections_hold_no_worker)
{
    struct client idle[64];
    for (size_t i = 0; i < 64; i++) {
        idle[i] = fixture_client();
        ck_assert_int_eq(client_status(&idle[i], &(struct call) { .path = "/hello" }), 200);
    }
    expect_kept();
    for (size_t i = 0; i < 64; i++) {
        ck_assert_int_eq(client_status(&idle[i], &(struct call) { .path = "/hello" }), 200);
        client_close(&idle[i]);
    }
}
END_TEST

START_TEST(more_slow_requests_than_workers_are_answered)
{
    struct client many[16];
    struct buf bytes;
    buf_init(&bytes);
    call_bytes(&bytes, &(struct call) { .path = "/slow", .query = "ms=20" });
    for (size_t i = 0; i < 16; i++) {
        many[i] = fixture_client();
        ck_assert(client_send(&many[i], buf_str(&bytes)));
    }
    for (size_t i = 0; i < 16; i++) {
        again();
        client_read(&many[i], &answer);
        ck_assert(answer.ended && str_equal(answer.body, STR("slow")));
        client_close(&many[i]);
    }
    buf_release(&bytes);
}
END_TEST

/* libfcgi would wait two seconds for the client to close first. */
START_TEST(connection_not_to_be_kept_is_closed_at_once)
{
    struct call call = { .path = "/hello", .once = true };
    ck_assert_int_eq(client_status(&client, &call), 200);
    ck_assert(client_closed_within(&client, 1500));
}
END_TEST

static void expect_size(size_t size)
{
    char query[32];
    snprintf(query, sizeof query, "n=%zu", size);
    again();
    client_call(&client, &(struct call) { .path = "/sized", .query = query }, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.body.len, size);
    for (size_t i = 0; i < size; i++)
        if (answer.body.at[i] != fixture_byte(i))
            ck_abort_msg("byte %zu of %zu is another", i, size);
}

START_TEST(answers_of_every_size_arrive_whole)
{
    const size_t sizes[] = { 0, 1, 7, 8, 65527, 65528, 65529, 131056, 131057, RESPONSE_BODY_MAX };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        expect_size(sizes[i]);
}
END_TEST

START_TEST(slow_reader_gets_all)
{
    client.read_size = 16 * 1024;
    client.pause_us = 500;
    expect_size(1900000);
    expect_kept();
}
END_TEST

START_TEST(page_that_outgrows_its_buffer_is_500)
{
    client_call(&client, &(struct call) { .path = "/overflow" }, &answer);
    ck_assert_int_eq(answer.status, 500);
    ck_assert_uint_lt(answer.body.len, 200);
    ck_assert_ptr_null(memmem(answer.head.at, answer.head.len, "X-Page", 6));
    expect_kept();
}
END_TEST

START_TEST(head_has_length_but_no_body)
{
    struct call call = { .method = "HEAD", .path = "/sized", .query = "n=70000" };
    client_call(&client, &call, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.content_length, 70000);
    ck_assert_uint_eq(answer.body.len, 0);
    expect_kept();
}
END_TEST

START_TEST(stats_add_up)
{
    struct client other = fixture_client();
    for (int i = 0; i < 5; i++) {
        client_status(&client, &(struct call) { .path = "/hello" });
        client_status(&other, &(struct call) { .path = "/nowhere", .method = "HEAD" });
    }
    ck_assert_int_eq(client_status(&other, &(struct call) { .path = "/overflow" }), 500);
    struct server_stats stats = server_stats(fixture_server);
    ck_assert_uint_eq(stats.requests, 11);
    ck_assert_uint_eq(stats.status[2], 5);
    ck_assert_uint_eq(stats.status[4], 5);
    ck_assert_uint_eq(stats.status[5], 1);
    ck_assert_uint_eq(stats.connections_accepted, 2);
    ck_assert_uint_eq(stats.connections_open, 2);
    ck_assert_uint_ge(stats.bytes_out, 25);
    ck_assert_uint_lt(stats.bytes_out, 225);
    client_close(&other);
    client_close(&client);
    fixture_wait_closed();
    ck_assert_uint_eq(server_stats(fixture_server).busy_workers, 0);
}
END_TEST

static void *browse(void *unused)
{
    struct client own = fixture_client();
    for (int i = 0; i < 50; i++) {
        const char *path = i % 3 ? "/hello" : "/sized";
        struct call call = { .path = path, .query = "n=30000", .once = i % 10 == 9 };
        ck_assert_int_eq(client_status(&own, &call), 200);
        if (call.once) {
            client_close(&own);
            own = fixture_client();
        }
    }
    client_close(&own);
    return unused;
}

START_TEST(many_clients_at_once_are_answered)
{
    pthread_t threads[8];
    for (size_t i = 0; i < 8; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, browse, NULL), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(server_stats(fixture_server).requests, 400);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { kept_connection_carries_many_requests,
        variables_of_every_length_arrive, variables_may_be_cut_anywhere_into_records,
        variables_may_be_longer_than_a_record, body_may_be_cut_anywhere_into_records,
        body_over_the_limit_is_413_and_read_away, body_that_no_page_reads_is_read_away,
        body_is_read_before_the_answer_is_sent, body_shorter_than_claimed_is_400,
        idle_connections_hold_no_worker, more_slow_requests_than_workers_are_answered,
        connection_not_to_be_kept_is_closed_at_once, answers_of_every_size_arrive_whole,
        slow_reader_gets_all, page_that_outgrows_its_buffer_is_500, head_has_length_but_no_body,
        stats_add_up, many_clients_at_once_are_answered, NULL };
    return suite_run(suite_with("serve", tests, setup, teardown));
}
