#include "../suite.h"
#include "base/mem.h"
#include "http/request.h"
#include "origin.h"

#include <stdio.h>

static struct arena arena;
static struct request request;
static struct error error;
static int status;

static void setup(void)
{
    ck_assert_int_eq(arena_init(&arena, 8 << 20, NULL), ERROR_NONE);
    status = 200;
}

static void teardown(void)
{
    arena_release(&arena);
}

static enum error_code read_fake(struct fake_origin *fake)
{
    struct request_origin origin = fake_as_origin(fake);
    request_line(&request, &origin);
    return request_read(&request, &origin, &arena, &status, &error);
}

static enum error_code read_get(const char *query)
{
    struct fake_origin fake = { .variables = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/search?x",
                                    "QUERY_STRING", query } };
    return read_fake(&fake);
}

static enum error_code read_post(struct str body, const char *length, const char *type)
{
    struct fake_origin fake = {
        .variables = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/search", "QUERY_STRING",
            "term=query&cnn=on", "CONTENT_LENGTH", length, "CONTENT_TYPE", type },
        .body = body,
        .chunk = 7,
    };
    return read_fake(&fake);
}

static void expect(const char *name, const char *value)
{
    struct str got = request_value(&request, str_from(name));
    ck_assert_msg(str_equal(got, str_from(value)), "%s is %.*s", name, STR_ARG(got));
}

#define FORM "application/x-www-form-urlencoded"

START_TEST(query_is_decoded)
{
    ck_assert_int_eq(read_get("term=caf%C3%A9+noir&cnn=on"), ERROR_NONE);
    ck_assert_int_eq(request.method, METHOD_GET);
    ck_assert(str_equal(request.path, STR("/search")));
    expect("term", "caf\xC3\xA9 noir");
    expect("absent", "");
    ck_assert(request_ticked(&request, STR("cnn")));
    ck_assert(!request_ticked(&request, STR("bbc")));
}
END_TEST

START_TEST(body_stands_before_query)
{
    ck_assert_int_eq(read_post(STR("term=body&bbc=on"), "16", FORM "; charset=utf-8"), ERROR_NONE);
    expect("term", "body");
    ck_assert(request_ticked(&request, STR("cnn")));
    ck_assert(request_ticked(&request, STR("bbc")));
    ck_assert_uint_eq(request.param_count, 4);
}
END_TEST

START_TEST(post_without_body_uses_query)
{
    ck_assert_int_eq(read_post(STR(""), "", ""), ERROR_NONE);
    expect("term", "query");
}
END_TEST

START_TEST(first_of_repeated_names_counts)
{
    ck_assert_int_eq(read_get("term=one&term=two&cnn=off&cnn=on"), ERROR_NONE);
    expect("term", "one");
    ck_assert(request_ticked(&request, STR("cnn")));
}
END_TEST

START_TEST(another_content_type_is_415)
{
    ck_assert_int_eq(read_post(STR("{}"), "2", "application/json"), ERROR_REFUSED);
    ck_assert_int_eq(status, 415);
}
END_TEST

START_TEST(body_over_the_limit_is_413)
{
    ck_assert_int_eq(read_post(STR(""), "1048577", FORM), ERROR_LIMIT);
    ck_assert_int_eq(status, 413);
    ck_assert_ptr_nonnull(strstr(error.text, "1048576"));
}
END_TEST

START_TEST(body_at_the_limit_is_read)
{
    char *large = mem_alloc(REQUEST_BODY_MAX);
    memset(large, '&', REQUEST_BODY_MAX);
    memcpy(large, "term=last", 9);
    ck_assert_int_eq(read_post(str_n(large, REQUEST_BODY_MAX), "1048576", FORM), ERROR_NONE);
    expect("term", "last");
    free(large);
}
END_TEST

START_TEST(body_of_another_length_is_400)
{
    ck_assert_int_eq(read_post(STR("term=x"), "7", FORM), ERROR_SYNTAX);
    ck_assert_int_eq(status, 400);
    ck_assert_int_eq(read_post(STR("term=x"), "5", FORM), ERROR_SYNTAX);
    ck_assert_int_eq(status, 400);
}
END_TEST

START_TEST(term_limit_is_4_kib)
{
    char query[REQUEST_TERM_MAX + 16];
    snprintf(query, sizeof query, "term=%0*d", REQUEST_TERM_MAX, 7);
    ck_assert_int_eq(read_get(query), ERROR_NONE);
    snprintf(query, sizeof query, "term=%0*d", REQUEST_TERM_MAX + 1, 7);
    ck_assert_int_eq(read_get(query), ERROR_LIMIT);
    ck_assert_int_eq(status, 400);
    ck_assert_ptr_nonnull(strstr(error.text, "4097"));
}
END_TEST

START_TEST(too_many_parameters_is_400)
{
    static char query[2 * REQUEST_PARAMS_MAX + 4];
    for (size_t i = 0; i <= REQUEST_PARAMS_MAX; i++)
        memcpy(query + 2 * i, "a&", 2);
    ck_assert_int_eq(read_get(query), ERROR_LIMIT);
    ck_assert_int_eq(status, 400);
}
END_TEST

START_TEST(small_arena_is_an_error)
{
    struct arena small;
    ck_assert_int_eq(arena_init(&small, 4096, NULL), ERROR_NONE);
    struct fake_origin fake = { .variables = { "REQUEST_METHOD", "GET" } };
    struct request_origin origin = fake_as_origin(&fake);
    request_line(&request, &origin);
    ck_assert_int_eq(request_read(&request, &origin, &small, &status, &error), ERROR_LIMIT);
    ck_assert_int_eq(status, 500);
    arena_release(&small);
}
END_TEST

START_TEST(missing_variables_are_harmless)
{
    struct fake_origin fake = { .variables = { NULL } };
    ck_assert_int_eq(read_fake(&fake), ERROR_NONE);
    ck_assert_int_eq(request.method, METHOD_OTHER);
    ck_assert_uint_eq(request.path.len, 0);
}
END_TEST

START_TEST(plain_request_keeps_query_and_body_as_they_came)
{
    struct fake_origin fake = {
        .variables = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/symbol", "QUERY_STRING", "a=%41",
            "CONTENT_LENGTH", "9", "CONTENT_TYPE", "text/plain" },
        .body = STR("0x1+0x2%A"),
    };
    struct request_origin origin = fake_as_origin(&fake);
    request_line(&request, &origin);
    ck_assert_int_eq(request_read_plain(&request, &origin, &arena, &status, &error), ERROR_NONE);
    ck_assert(str_equal(request.query, STR("a=%41")));
    ck_assert(str_equal(request.body, STR("0x1+0x2%A")));
    ck_assert_uint_eq(request.param_count, 0);
    ck_assert_uint_eq(request_value(&request, STR("a")).len, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { plain_request_keeps_query_and_body_as_they_came,
        query_is_decoded, body_stands_before_query, post_without_body_uses_query,
        first_of_repeated_names_counts, another_content_type_is_415, body_over_the_limit_is_413,
        body_at_the_limit_is_read, body_of_another_length_is_400, term_limit_is_4_kib,
        too_many_parameters_is_400, small_arena_is_an_error, missing_variables_are_harmless, NULL };
    return suite_run(suite_with("request", tests, setup, teardown));
}
