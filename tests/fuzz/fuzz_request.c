/* A request as it may come: CGI variables and a body, through request_read, and what was read
 * through a response's head. The input is five variables, each ended by NUL, and the body. */
#include "../unit/http/origin.h"
#include "base/utf8.h"
#include "http/response.h"

#include <stdint.h>
#include <stdlib.h>

enum { VARIABLES = 5, INPUT_MAX = 64 * 1024, HEAD_SIZE = 32 * 1024 };

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_params(const struct request *request)
{
    require(request->param_count <= REQUEST_PARAMS_MAX);
    for (size_t i = 0; i < request->param_count; i++) {
        const struct request_param *param = &request->params[i];
        require(param->name.len <= REQUEST_TERM_MAX && utf8_valid(param->name));
        require(param->value.len <= REQUEST_TERM_MAX && utf8_valid(param->value));
        require(request_value(request, param->name).at != NULL);
        request_ticked(request, param->name);
    }
}

/* Whatever a value holds, the head stays one: it ends at its first empty line. */
static void check_head(const struct request *request, struct arena *arena)
{
    static char memory[HEAD_SIZE];
    struct response response;
    struct buf head;
    response_init(&response, arena);
    buf_fixed(&head, memory, sizeof memory);
    for (size_t i = 0; i < request->param_count && i < 3; i++)
        response_header(&response, "X-Value", request->params[i].value);
    response_head(&response, &head);
    require(!head.overflowed);
    const char *end = memmem(head.at, head.len, "\r\n\r\n", 4);
    require(end != NULL && end + 4 == head.at + head.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[VARIABLES] = { "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING",
        "CONTENT_TYPE", "CONTENT_LENGTH" };
    static struct arena arena;
    static char text[INPUT_MAX + 1];
    struct fake_origin fake = { .chunk = 1 + size % 61 };
    struct request request;
    struct error error;
    int status = 200;
    if (size > INPUT_MAX)
        return 0;
    if (arena.base == NULL)
        require(arena_init(&arena, 8 << 20, NULL) == ERROR_NONE);
    memcpy(text, data, size);
    text[size] = '\0';
    struct str rest = { text, size };
    for (size_t i = 0; i < VARIABLES; i++) {
        fake.variables[2 * i] = names[i];
        fake.variables[2 * i + 1] = rest.len ? str_split(&rest, '\0').at : "";
    }
    fake.body = rest;
    struct request_origin origin = fake_as_origin(&fake);
    request_line(&request, &origin);
    if (request_read(&request, &origin, &arena, &status, &error) == ERROR_NONE) {
        require(status == 200);
        check_params(&request);
        check_head(&request, &arena);
    } else {
        require(status == 400 || status == 413 || status == 415 || status == 500);
    }
    arena_reset(&arena);
    return 0;
}
