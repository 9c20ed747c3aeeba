#include "fixture.h"

#include "http/route.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct server *fixture_server;
char fixture_folder[64], fixture_socket[80];

void fixture_setup(void)
{
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
    { "/term", true, true, page_term, "what was searched" },
    { "/overflow", true, false, page_overflow, "too much" },
};

void fixture_start(unsigned workers)
{
    static const struct router router = { routes, sizeof routes / sizeof *routes, page_error };
    struct error error;
    struct server_options options = {
        .path = fixture_socket, .mode = 0660, .workers = workers, .name = "test", .router = &router
    };
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
