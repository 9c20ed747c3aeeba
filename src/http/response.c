#include "http/response.h"

#include <assert.h>

enum { HEADERS_MAX = 16 * 1024 };

void response_init(struct response *response, struct arena *arena)
{
    *response = (struct response) { .status = 200, .content_type = "text/html; charset=utf-8" };
    buf_fixed(&response->headers, arena_alloc(arena, HEADERS_MAX), HEADERS_MAX);
    buf_fixed(&response->body, arena_alloc(arena, RESPONSE_BODY_MAX), RESPONSE_BODY_MAX);
}

void response_header(struct response *response, const char *name, struct str value)
{
    if (str_has_control(value))
        return;
    buf_add_str(&response->headers, str_from(name));
    BUF_LIT(&response->headers, ": ");
    buf_add_str(&response->headers, value);
    BUF_LIT(&response->headers, "\r\n");
}

const char *response_reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        { 200, "200 OK" },
        { 301, "301 Moved Permanently" },
        { 302, "302 Found" },
        { 303, "303 See Other" },
        { 304, "304 Not Modified" },
        { 307, "307 Temporary Redirect" },
        { 400, "400 Bad Request" },
        { 403, "403 Forbidden" },
        { 404, "404 Not Found" },
        { 405, "405 Method Not Allowed" },
        { 413, "413 Content Too Large" },
        { 415, "415 Unsupported Media Type" },
        { 500, "500 Internal Server Error" },
        { 501, "501 Not Implemented" },
        { 503, "503 Service Unavailable" },
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "500 Internal Server Error";
}

void response_head(const struct response *response, struct buf *to)
{
    BUF_LIT(to, "Status: ");
    buf_add_str(to, str_from(response_reason(response->status)));
    BUF_LIT(to, "\r\nContent-Type: ");
    buf_add_str(to, str_from(response->content_type));
    if (!response->streamed) {
        BUF_LIT(to, "\r\nContent-Length: ");
        buf_add_u64(to, response->body.len);
    }
    BUF_LIT(to, "\r\n");
    buf_add_str(to, buf_str(&response->headers));
    BUF_LIT(to, "\r\n");
}

void response_redirect(struct response *response, int status, struct str location)
{
    assert(!str_has_control(location));
    response->status = status;
    response_header(response, "Location", location);
}
