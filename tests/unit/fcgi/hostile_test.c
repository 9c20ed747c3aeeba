/* Peers that break off or speak nonsense, signals, and a process out of descriptors. */
#include "../suite.h"
#include "base/mem.h"
#include "fixture.h"

#include <fastcgi.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct client client;
static struct answer answer;
static struct buf bytes;
static size_t descriptors;

static void setup(void)
{
    fixture_setup();
    answer_init(&answer);
    buf_init(&bytes);
    fixture_start(2);
    fixture_answers();
    fixture_wait_closed();
    descriptors = fixture_descriptors();
    client = fixture_client();
}

static void teardown(void)
{
    client_close(&client);
    answer_release(&answer);
    buf_release(&bytes);
    fixture_teardown();
}

/* The server lives, and holds nothing of the connections before. */
static void expect_unharmed(void)
{
    client_close(&client);
    fixture_answers(); /* so every connection before has been accepted */
    fixture_wait_closed();
    ck_assert_uint_eq(fixture_descriptors(), descriptors);
    fixture_answers();
}

/* Sent what it cannot use, the server closes and waits for nothing. */
static void expect_closed(struct str sent)
{
    client_send(&client, sent);
    ck_assert(client_closed_within(&client, 1500));
    expect_unharmed();
}

START_TEST(connection_without_a_byte_is_harmless)
{
    expect_unharmed();
}
END_TEST

START_TEST(http_is_refused)
{
    expect_closed(STR("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"));
}
END_TEST

START_TEST(zeros_are_refused)
{
    expect_closed(STR("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}
END_TEST

START_TEST(records_without_a_request_are_harmless)
{
    call_bytes(&bytes, &(struct call) { .path = "/hello" });
    ck_assert(client_send(&client, str_from_offset(buf_str(&bytes), 16)));
    expect_unharmed();
}
END_TEST

START_TEST(role_of_an_unknown_kind_is_refused)
{
    call_bytes(&bytes, &(struct call) { .path = "/hello" });
    bytes.at[9] = 9;
    expect_closed(buf_str(&bytes));
}
END_TEST

/* A name of 2 GiB, in a record that ends. */
START_TEST(length_past_the_variables_end_is_refused)
{
    call_record(&bytes, FCGI_BEGIN_REQUEST, 1, STR("\0\1\1\0\0\0\0\0"), 0);
    call_record(&bytes, FCGI_PARAMS, 1, STR("\xff\xff\xff\xff\1ab"), 0);
    call_record(&bytes, FCGI_PARAMS, 1, STR(""), 0);
    expect_closed(buf_str(&bytes));
}
END_TEST

START_TEST(records_of_another_request_are_skipped)
{
    struct buf foreign;
    buf_init(&foreign);
    call_bytes(&bytes, &(struct call) { .path = "/hello" });
    call_record(&foreign, FCGI_PARAMS, 7, STR("no variables at all"), 3);
    ck_assert(client_send(&client, str_n(bytes.at, 16)));
    ck_assert(client_send(&client, buf_str(&foreign)));
    ck_assert(client_send(&client, str_from_offset(buf_str(&bytes), 16)));
    buf_release(&foreign);
    client_read(&client, &answer);
    ck_assert(answer.ended && str_equal(answer.body, STR("hello")));
}
END_TEST

START_TEST(client_may_leave_after_any_byte_of_its_request)
{
    struct call call = { .method = "POST", .path = "/hello", .body = STR("term=x") };
    call_bytes(&bytes, &call);
    for (size_t len = 1; len < bytes.len; len++) {
        ck_assert(client_send(&client, str_n(bytes.at, len)));
        client_close(&client);
        client = fixture_client();
    }
    expect_unharmed();
}
END_TEST

START_TEST(client_may_leave_in_a_large_body)
{
    size_t len = 900000;
    char *body = mem_alloc(len);
    memset(body, '&', len);
    call_bytes(
        &bytes, &(struct call) { .method = "POST", .path = "/hello", .body = str_n(body, len) });
    free(body);
    for (size_t part = 1; part < 8; part++) {
        ck_assert(client_send(&client, str_n(bytes.at, bytes.len * part / 8)));
        client_close(&client);
        client = fixture_client();
    }
    expect_unharmed();
}
END_TEST

START_TEST(client_may_leave_before_it_reads_the_answer)
{
    call_bytes(&bytes, &(struct call) { .path = "/sized", .query = "n=1900000" });
    for (int i = 0; i < 10; i++) {
        ck_assert(client_send(&client, buf_str(&bytes)));
        client_close(&client);
        client = fixture_client();
    }
    expect_unharmed();
}
END_TEST

START_TEST(client_may_leave_in_the_middle_of_the_answer)
{
    char some[100000];
    call_bytes(&bytes, &(struct call) { .path = "/sized", .query = "n=1900000" });
    for (int i = 0; i < 10; i++) {
        ck_assert(client_send(&client, buf_str(&bytes)));
        ck_assert_int_gt(recv(client.fd, some, sizeof some, 0), 0);
        client_close(&client);
        client = fixture_client();
    }
    expect_unharmed();
}
END_TEST

START_TEST(client_that_has_shut_its_side_is_answered)
{
    call_bytes(&bytes, &(struct call) { .path = "/sized", .query = "n=500000" });
    ck_assert(client_send(&client, buf_str(&bytes)));
    ck_assert_int_eq(shutdown(client.fd, SHUT_WR), 0);
    client_read(&client, &answer);
    ck_assert(answer.ended && answer.body.len == 500000);
    ck_assert(client_closed_within(&client, 1500));
    expect_unharmed();
}
END_TEST

static bool under_valgrind(void)
{
    const char *preload = getenv("LD_PRELOAD");
    return preload && strstr(preload, "vgpreload");
}

static _Atomic unsigned ticks;

static void on_tick(int number)
{
    (void)number;
    ticks++;
}

/* A profiler's signals, at 1 kHz, to the workers alone. */
static timer_t start_ticking(void)
{
    struct sigaction action = { .sa_handler = on_tick, .sa_flags = SA_RESTART };
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF };
    const struct itimerspec each = { { 0, 1000000 }, { 0, 1000000 } };
    sigset_t profiling;
    timer_t timer;
    sigemptyset(&profiling);
    sigaddset(&profiling, SIGPROF);
    ck_assert_int_eq(sigaction(SIGPROF, &action, NULL), 0);
    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &profiling, NULL), 0);
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    ck_assert_int_eq(timer_settime(timer, 0, &each, NULL), 0);
    return timer;
}

START_TEST(profiling_signals_fail_no_request)
{
    static char body[300000];
    memset(body, '&', sizeof body);
    memcpy(body, "term=found", 10);
    timer_t timer = start_ticking();
    for (int i = 0, least = under_valgrind() ? 5 : 100; i < least || ticks < 20; i++) {
        struct call call = { .method = "POST", .path = "/term", .body = { body, sizeof body } };
        answer_release(&answer);
        answer_init(&answer);
        client_call(&client, &call, &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert(str_equal(answer.body, STR("found")));
    }
    timer_delete(timer);
    ck_assert_uint_eq(server_stats(fixture_server).connections_open, 1);
}
END_TEST

static struct rlimit allow_descriptors(rlim_t most)
{
    struct rlimit before, now;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = before;
    now.rlim_cur = most;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &now), 0);
    return before;
}

/* No descriptor to be had: who is connected is served as ever, who comes waits until there is. */
START_TEST(without_descriptors_open_connections_are_served)
{
    struct client late[8];
    if (under_valgrind()) /* keeps the limit itself: accepts, then closes */
        return;
    ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
    for (size_t i = 0; i < 8; i++)
        client_init(&late[i]);
    struct rlimit before = allow_descriptors((rlim_t)late[7].fd + 1);
    for (size_t i = 0; i < 8; i++)
        ck_assert(client_connect(&late[i], fixture_socket));
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
    ck_assert_uint_eq(server_stats(fixture_server).connections_accepted, 2);
    allow_descriptors(before.rlim_cur);
    for (size_t i = 0; i < 8; i++) {
        ck_assert_int_eq(client_status(&late[i], &(struct call) { .path = "/hello" }), 200);
        client_close(&late[i]);
    }
    expect_unharmed();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { connection_without_a_byte_is_harmless, http_is_refused,
        zeros_are_refused, records_without_a_request_are_harmless,
        role_of_an_unknown_kind_is_refused, length_past_the_variables_end_is_refused,
        records_of_another_request_are_skipped, client_may_leave_after_any_byte_of_its_request,
        client_may_leave_in_a_large_body, client_may_leave_before_it_reads_the_answer,
        client_may_leave_in_the_middle_of_the_answer, client_that_has_shut_its_side_is_answered,
        profiling_signals_fail_no_request, without_descriptors_open_connections_are_served, NULL };
    return suite_run(suite_with("hostile", tests, setup, teardown));
}
