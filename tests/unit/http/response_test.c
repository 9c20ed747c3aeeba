#include "../suite.h"
#include "http/response.h"
#include "http/route.h"

static struct arena arena;
static struct response response;
static struct buf head;

static void setup(void)
{
    ck_assert_int_eq(arena_init(&arena, 4 << 20, NULL), ERROR_NONE);
    response_init(&response, &arena);
    buf_init(&head);
}

static void teardown(void)
{
    buf_release(&head);
    arena_release(&arena);
}

static bool head_has(const char *line)
{
    buf_clear(&head);
    response_head(&response, &head);
    buf_add_char(&head, '\0');
    return strstr(head.at, line) != NULL;
}

START_TEST(head_tells_status_type_and_length)
{
    BUF_LIT(&response.body, "hello");
    response_head(&response, &head);
    ck_assert(str_equal(buf_str(&head), STR("Status: 200 OK\r\nContent-Type: text/html; "
                                            "charset=utf-8\r\nContent-Length: 5\r\n\r\n")));
}
END_TEST

START_TEST(head_of_a_streamed_answer_has_no_length)
{
    response.streamed = true;
    ck_assert(head_has("Status: 200 OK\r\n"));
    ck_assert(!head_has("Content-Length"));
}
END_TEST

START_TEST(header_with_control_byte_is_dropped)
{
    response_header(&response, "X-Good", STR("fine"));
    response_header(&response, "X-Bad", STR("a\r\nSet-Cookie: b"));
    ck_assert(head_has("X-Good: fine\r\n"));
    ck_assert(!head_has("X-Bad"));
    ck_assert(!head_has("Set-Cookie"));
}
END_TEST

START_TEST(redirect_has_location)
{
    response_redirect(&response, 301, STR("/search"));
    ck_assert(head_has("Status: 301 Moved Permanently\r\n"));
    ck_assert(head_has("Location: /search\r\n"));
}
END_TEST

static void page_hello(struct exchange *exchange)
{
    BUF_LIT(&exchange->response->body, "hello");
}

static void page_teapot(struct exchange *exchange)
{
    exchange->response->status = 418;
}

static void page_error(struct exchange *exchange, int code, const char *sentence)
{
    exchange->response->status = code;
    buf_add_str(&exchange->response->body, str_from(sentence));
}

static const struct route routes[] = {
    { .path = "/both", .get = true, .post = true, .page = page_hello, .about = "takes both" },
    { .path = "/get", .get = true, .page = page_hello, .about = "takes GET" },
    { .path = "/below/error", .get = true, .page = page_teapot, .about = "stands before" },
    { .path = "/below/*", .get = true, .page = page_hello, .about = "all the rest" },
};

static void dispatch(enum request_method method, const char *path)
{
    static const struct router router = { routes, 4, page_error, request_read };
    struct request request = { .method = method, .path = str_from(path) };
    struct exchange exchange = { .request = &request, .response = &response, .arena = &arena };
    response_init(&response, &arena);
    route_dispatch(&router, &exchange);
}

START_TEST(route_is_found_by_exact_path)
{
    dispatch(METHOD_GET, "/both");
    ck_assert_int_eq(response.status, 200);
    dispatch(METHOD_POST, "/both");
    ck_assert_int_eq(response.status, 200);
    dispatch(METHOD_HEAD, "/get");
    ck_assert_int_eq(response.status, 200);
    dispatch(METHOD_GET, "/get/");
    ck_assert_int_eq(response.status, 404);
    dispatch(METHOD_GET, "");
    ck_assert_int_eq(response.status, 404);
    arena_reset(&arena);
}
END_TEST

START_TEST(route_with_a_star_takes_all_that_begin_so)
{
    dispatch(METHOD_GET, "/below/");
    ck_assert_int_eq(response.status, 200);
    dispatch(METHOD_GET, "/below/this/and/that");
    ck_assert_int_eq(response.status, 200);
    dispatch(METHOD_GET, "/below/error");
    ck_assert_int_eq(response.status, 418);
    dispatch(METHOD_GET, "/below");
    ck_assert_int_eq(response.status, 404);
}
END_TEST

START_TEST(wrong_method_is_405_with_allow)
{
    dispatch(METHOD_POST, "/get");
    ck_assert_int_eq(response.status, 405);
    ck_assert(head_has("Allow: GET, HEAD\r\n"));
    arena_reset(&arena);
    dispatch(METHOD_OTHER, "/both");
    ck_assert_int_eq(response.status, 405);
    ck_assert(head_has("Allow: GET, HEAD, POST\r\n"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { head_tells_status_type_and_length,
        head_of_a_streamed_answer_has_no_length, header_with_control_byte_is_dropped,
        redirect_has_location, route_is_found_by_exact_path,
        route_with_a_star_takes_all_that_begin_so, wrong_method_is_405_with_allow, NULL };
    return suite_run(suite_with("response", tests, setup, teardown));
}
