#include "fixture.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/route.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct server *fixture_server;
_Atomic unsigned fixture_waiting, fixture_cut;
_Atomic int64_t fixture_cut_at;
_Atomic bool fixture_timing;
char fixture_folder[64], fixture_socket[80];

void fixture_setup(void)
{
    atomic_store(&fixture_waiting, 0);
    atomic_store(&fixture_cut, 0);
    atomic_store(&fixture_timing, false);
    strcpy(fixture_folder, "/tmp/feedscope-fcgi-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(fixture_folder));
    snprintf(fixture_socket, sizeof fixture_socket, "%s/socket", fixture_folder);
}

void fixture_teardown(void)
{
    server_stop(&fixture_server);
    unlink(fixture_socket);
    ck_assert_int_eq(rmdir(fixture_folder), 0);
}

static uint64_t number(const struct exchange *exchange, struct str name)
{
    uint64_t value = 0;
    str_to_u64(request_value(exchange->request, name), &value);
    return value;
}

char fixture_byte(size_t i)
{
    return (char)('a' + (i + i / 1000) % 26);
}

static void page_hello(struct exchange *exchange)
{
    BUF_LIT(&exchange->response->body, "hello");
}

static void page_sized(struct exchange *exchange)
{
    uint64_t n = number(exchange, STR("n"));
    for (size_t i = 0; i < n; i++)
        buf_add_char(&exchange->response->body, fixture_byte(i));
}

static void page_slow(struct exchange *exchange)
{
    usleep((useconds_t)number(exchange, STR("ms")) * 1000);
    BUF_LIT(&exchange->response->body, "slow");
}

static void page_term(struct exchange *exchange)
{
    buf_add_str(&exchange->response->body, request_value(exchange->request, STR("term")));
}

static void page_stream(struct exchange *exchange)
{
    uint64_t n = number(exchange, STR("n")), piece = number(exchange, STR("piece"));
    bool open = true;
    response_header(exchange->response, "X-Page", STR("stream"));
    for (uint64_t at = 0; at < n && open; at += piece) {
        piece = piece < n - at ? piece : n - at;
        char *part = mem_alloc(piece);
        for (uint64_t i = 0; i < piece; i++)
            part[i] = fixture_byte(at + i);
        open = exchange->stream.write(exchange->stream.context, str_n(part, piece));
        free(part);
    }
}

static void page_wait(struct exchange *exchange)
{
    struct exchange_stream *stream = &exchange->stream;
    int64_t time = (int64_t)number(exchange, STR("ms")) * 1000000;
    atomic_fetch_add(&fixture_waiting, 1);
    bool waited = stream->wait(stream->context, time);
    atomic_fetch_sub(&fixture_waiting, 1);
    if (!waited) {
        atomic_store(&fixture_cut_at, clock_monotonic());
        atomic_fetch_add(&fixture_cut, 1);
    }
    stream->write(stream->context, waited ? STR("waited") : STR("cut"));
}

static void page_overflow(struct exchange *exchange)
{
    response_header(exchange->response, "X-Page", STR("overflow"));
    for (size_t i = 0; i <= RESPONSE_BODY_MAX / 8; i++)
        BUF_LIT(&exchange->response->body, "overflow");
}

static void page_error(struct exchange *exchange, int status, const char *sentence)
{
    exchange->response->status = status;
    buf_add_str(&exchange->response->body, str_from(sentence));
}

static const struct route routes[] = {
    { "/hello", true, true, page_hello, "a greeting" },
    { "/sized", true, true, page_sized, "as many bytes as asked for" },
    { "/slow", true, true, page_slow, "after a while" },
    { "/stream", true, false, page_stream, "the same, written bit by bit" },
    { "/wait", true, true, page_wait, "after a while" },
    { "/term", true, true, page_term, "what was searched" },
    { "/overflow", true, false, page_overflow, "too much" },
};

size_t fixture_route(const char *path)
{
    size_t i = 0;
    while (i < sizeof routes / sizeof *routes && strcmp(routes[i].path, path) != 0)
        i++;
    return i;
}

void fixture_start(unsigned workers)
{
    static const struct router router = { routes, sizeof routes / sizeof *routes, page_error,
        request_read };
    struct error error;
    struct server_options options = { .path = fixture_socket,
        .mode = 0660,
        .workers = workers,
        .name = "test",
        .router = &router,
        .timing = &fixture_timing };
    enum error_code code = server_start(&fixture_server, &options, &error);
    ck_assert_msg(code == ERROR_NONE, "%s", code == ERROR_NONE ? "" : error.text);
}

struct client fixture_client(void)
{
    struct client client;
    client_init(&client);
    ck_assert(client_connect(&client, fixture_socket));
    return client;
}

void fixture_answers(void)
{
    struct client client = fixture_client();
    ck_assert_int_eq(client_status(&client, &(struct call) { .path = "/hello" }), 200);
    client_close(&client);
}

size_t fixture_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

void fixture_wait_closed(void)
{
    for (int tries = 0; server_stats(fixture_server).connections_open > 0; tries++) {
        ck_assert_msg(tries < CLIENT_PATIENCE_MS, "a connection stays open");
        usleep(1000);
    }
}
