#include "pprof/http.h"
#include "pprof/take.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { HEADERS_MAX = 4 + PP_MORE_HEADERS_MAX, FILE_NAME_MAX = 128 };

void pp_reply_as(struct pp_request *request, const char *type, const char *file_name)
{
    request->type = type;
    request->file_name = file_name;
}

void pp_reply_with(struct pp_request *request, const struct pprof_header *headers, size_t count)
{
    request->more = headers;
    request->more_count = count;
}

static void send_head(
    struct pp_request *request, int status, struct pprof_header *headers, size_t count)
{
    const struct pprof_exchange *exchange = request->exchange;
    headers[count++] = (struct pprof_header) { "X-Content-Type-Options", "nosniff" };
    headers[count++] = (struct pprof_header) { "Content-Type", request->type };
    request->begun = true;
    exchange->head(exchange->sink.context, status, headers, count);
}

static void begin(struct pp_request *request)
{
    struct pprof_header headers[HEADERS_MAX];
    char disposition[FILE_NAME_MAX];
    size_t count = 0;
    if (request->file_name) {
        snprintf(
            disposition, sizeof disposition, "attachment; filename=\"%s\"", request->file_name);
        headers[count++] = (struct pprof_header) { "Content-Disposition", disposition };
    }
    for (size_t i = 0; i < request->more_count; i++)
        headers[count++] = request->more[i];
    send_head(request, 200, headers, count);
}

/* --- the sink of a request --- */

static int write_body(void *context, const void *bytes, size_t len)
{
    struct pp_request *request = context;
    const struct pprof_sink *sink = &request->exchange->sink;
    if (!request->begun)
        begin(request);
    return request->head_only || len == 0 ? 0 : sink->write(sink->context, bytes, len);
}

static int wait_for_reader(void *context, int64_t nanoseconds)
{
    const struct pp_request *request = context;
    if (request->head_only)
        return 0;
    return pp_wait(&request->exchange->sink, nanoseconds) == PPROF_OK ? 0 : -1;
}

void pp_request_init(struct pp_request *request, const struct pprof_exchange *exchange)
{
    *request = (struct pp_request) {
        .exchange = exchange,
        .name = exchange->path,
        .sink = { write_body, wait_for_reader, request },
        .head_only = strcmp(exchange->method, "HEAD") == 0,
        .type = "text/plain; charset=utf-8",
    };
}

/* --- errors --- */

static void reply_error(struct pp_request *request, int status, const struct pprof_header *more,
    const char *format, va_list args)
{
    struct pprof_header headers[HEADERS_MAX] = { { "X-Go-Pprof", "1" } };
    char sentence[512];
    struct pp_buf text = { 0 };
    size_t count = 1;
    if (request->begun)
        return;
    if (more)
        headers[count++] = *more;
    request->type = "text/plain; charset=utf-8";
    send_head(request, status, headers, count);
    vsnprintf(sentence, sizeof sentence, format, args);
    pp_buf_printf(&text, "%s\n", sentence);
    pp_buf_send(&text, &request->sink);
}

void pp_reply_error(struct pp_request *request, int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reply_error(request, status, NULL, format, args);
    va_end(args);
}

void pp_reply_error_with(struct pp_request *request, int status, const struct pprof_header *header,
    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reply_error(request, status, header, format, args);
    va_end(args);
}

void pp_reply_end(struct pp_request *request, enum pprof_error code, const char *busy)
{
    if (code == PPROF_OK)
        write_body(request, "", 0);
    else if (code == PPROF_UNKNOWN)
        pp_reply_error(request, 404, "Unknown profile");
    else if (code == PPROF_CUT)
        pp_reply_error(request, 503, "%s ended early: the program stops", request->name);
    else
        pp_reply_error(request, code == PPROF_UNSUPPORTED ? 501 : 500, "%s",
            code == PPROF_BUSY ? busy : pprof_why(code));
}

void pp_reply_buf(struct pp_request *request, struct pp_buf *body)
{
    pp_reply_end(request, pp_buf_send(body, &request->sink), NULL);
}
