/* What conn.c relies on in libfcgi: fields of FCGX_Request that fcgiapp.h reserves, and calls whose
 * behaviour no manual states. When one of these fails after an update of libfcgi, see conn.c. */
#include "../suite.h"
#include "base/clock.h"
#include "base/mem.h"
#include "client.h"
#include "fcgi/conn.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static struct client client;
static struct answer answer;
static struct conn conn;
static int served; /* the server's end */

static void setup(void)
{
    int pair[2];
    ck_assert(conn_library_init());
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    client = (struct client) { .fd = pair[0] };
    served = pair[1];
    answer_init(&answer);
    conn_init(&conn);
}

static void teardown(void)
{
    client_close(&client);
    answer_release(&answer);
}

static void send_call(const struct call *call)
{
    struct buf bytes;
    buf_init(&bytes);
    call_bytes(&bytes, call);
    ck_assert(client_send(&client, buf_str(&bytes)));
    buf_release(&bytes);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

START_TEST(fcgx_accept_takes_the_connection_set_in_ipc_fd)
{
    send_call(&(struct call) { .path = "/hello" });
    ck_assert(conn_accept(&conn, served));
    ck_assert_int_eq(conn.request.ipcFd, served);
    ck_assert_int_eq(conn.request.requestId, 1);
    struct request_origin origin = conn_origin(&conn);
    ck_assert_str_eq(origin.variable(origin.context, "REQUEST_URI"), "/hello");
    ck_assert_ptr_null(origin.variable(origin.context, "HTTP_HOST"));
    ck_assert_int_eq(conn_finish(&conn, false), -1);
}
END_TEST

START_TEST(fcgx_accept_sets_keep_connection_as_the_peer_asks)
{
    send_call(&(struct call) { .path = "/" });
    ck_assert(conn_accept(&conn, served));
    ck_assert_int_ne(conn.request.keepConnection, 0);
    ck_assert(conn_send(&conn, STR("Status: 200\r\n\r\n"), STR("")));
    ck_assert_int_eq(conn_finish(&conn, true), served);
    send_call(&(struct call) { .path = "/", .once = true });
    ck_assert(conn_accept(&conn, served));
    ck_assert_int_eq(conn.request.keepConnection, 0);
    ck_assert(conn_send(&conn, STR("Status: 200\r\n\r\n"), STR("")));
    ck_assert_int_eq(conn_finish(&conn, true), -1);
    ck_assert(!is_open(served));
}
END_TEST

START_TEST(fcgx_free_neither_writes_nor_closes)
{
    char byte;
    send_call(&(struct call) { .path = "/" });
    ck_assert(conn_accept(&conn, served));
    FCGX_Free(&conn.request, 0);
    ck_assert_int_eq(conn.request.ipcFd, served);
    ck_assert(is_open(served));
    ck_assert_int_lt(recv(client.fd, &byte, 1, MSG_DONTWAIT), 0);
    ck_assert_int_eq(errno, EAGAIN);
    close(served);
}
END_TEST

START_TEST(fcgx_accept_closes_when_the_peer_has_closed)
{
    client_close(&client);
    ck_assert(!conn_accept(&conn, served));
    ck_assert_int_eq(conn.request.ipcFd, -1);
    ck_assert(!is_open(served));
}
END_TEST

/* Were the request not detached, libfcgi would wait two seconds for the peer to close. */
START_TEST(fcgx_accept_closes_at_once_after_nonsense)
{
    int64_t start = clock_monotonic();
    ck_assert(client_send(&client, STR("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")));
    ck_assert(!conn_accept(&conn, served));
    ck_assert(!is_open(served));
    ck_assert_int_lt(clock_monotonic() - start, 1500 * INT64_C(1000000));
}
END_TEST

/* conn_init gives libfcgi no listening socket: a failed accept must not take a connection from
 * descriptor 0, which is one under spawn-fcgi. */
START_TEST(fcgx_accept_takes_no_connection_by_itself)
{
    ck_assert_int_eq(conn.request.listen_sock, -1);
    ck_assert_int_eq(conn.request.ipcFd, -1);
    ck_assert_int_ne(FCGX_Accept_r(&conn.request), 0);
    ck_assert_int_eq(conn.request.ipcFd, -1);
    close(served);
}
END_TEST

START_TEST(fcgx_init_keeps_sigpipe_from_killing)
{
    char full[4096] = "";
    client_close(&client);
    ck_assert_int_lt(write(served, full, sizeof full), 0);
    ck_assert_int_eq(errno, EPIPE);
    close(served);
}
END_TEST

START_TEST(conn_is_reusable_after_a_failed_accept)
{
    struct client first = client;
    int pair[2];
    client_close(&first);
    ck_assert(!conn_accept(&conn, served));
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    client.fd = pair[0];
    send_call(&(struct call) { .path = "/" });
    ck_assert(conn_accept(&conn, pair[1]));
    ck_assert(conn_send(&conn, STR("Status: 200\r\n\r\n"), STR("")));
    ck_assert_int_eq(conn_finish(&conn, true), pair[1]);
    close(pair[1]);
}
END_TEST

static void *read_answer(void *unused)
{
    client_read(&client, &answer);
    return unused;
}

/* More records than one writev carries. */
START_TEST(answer_of_many_records_arrives_whole)
{
    pthread_t reader;
    size_t size = 9 * 1024 * 1024 + 1;
    char *page = mem_zero(size, 1);
    for (size_t i = 0; i < size; i++)
        page[i] = (char)(i % 251);
    send_call(&(struct call) { .path = "/" });
    ck_assert_int_eq(pthread_create(&reader, NULL, read_answer, NULL), 0);
    ck_assert(conn_accept(&conn, served));
    ck_assert(conn_send(&conn, STR("Status: 200\r\nContent-Length: 1\r\n\r\n"), str_n(page, size)));
    ck_assert_int_eq(conn_finish(&conn, true), served);
    pthread_join(reader, NULL);
    ck_assert(answer.ended);
    ck_assert(str_equal(answer.body, str_n(page, size)));
    free(page);
    close(served);
}
END_TEST

/* More of a body than anybody reads away. */
static void *send_too_much(void *unused)
{
    struct buf record;
    struct call call = { .path = "/" };
    static const char content[65535];
    buf_init(&record);
    call_bytes(&record, &call);
    buf_truncate(&record, record.len - sizeof(FCGI_Header));
    bool taken = true;
    while (taken) {
        taken = client_send(&client, buf_str(&record));
        buf_clear(&record);
        call_record(&record, FCGI_STDIN, 1, str_n(content, sizeof content), 0);
    }
    buf_release(&record);
    return unused;
}

START_TEST(body_without_end_is_not_read_for_ever)
{
    pthread_t sender;
    ck_assert_int_eq(pthread_create(&sender, NULL, send_too_much, NULL), 0);
    ck_assert(conn_accept(&conn, served));
    ck_assert(conn_send(&conn, STR("Status: 413\r\nContent-Length: 0\r\n\r\n"), STR("")));
    ck_assert_int_eq(conn_finish(&conn, true), -1);
    pthread_join(sender, NULL);
    client_read(&client, &answer);
    ck_assert(answer.ended);
    ck_assert_int_eq(answer.status, 413);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { fcgx_accept_takes_the_connection_set_in_ipc_fd,
        fcgx_accept_sets_keep_connection_as_the_peer_asks, fcgx_free_neither_writes_nor_closes,
        fcgx_accept_closes_when_the_peer_has_closed, fcgx_accept_closes_at_once_after_nonsense,
        fcgx_accept_takes_no_connection_by_itself, fcgx_init_keeps_sigpipe_from_killing,
        conn_is_reusable_after_a_failed_accept, answer_of_many_records_arrives_whole,
        body_without_end_is_not_read_for_ever, NULL };
    return suite_run(suite_with("conn", tests, setup, teardown));
}
