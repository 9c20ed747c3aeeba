/*
 * Queries and bodies of libpprof's pages: whatever they hold, there is one answer, an error names
 * no header, and no page runs for a time that was not asked for. Input: a line with the number of a
 * page, a line of query, and a body.
 */
#include "pprof/pprof.h"

#include <stdlib.h>
#include <string.h>

static const char *const paths[] = { "pprof/symbol", "pprof/goroutine", "pprof/profile",
    "pprof/trace", "pprof/block", "pprof/", "vars" };

enum { PAGES = sizeof paths / sizeof *paths };

static unsigned heads;

static void require(bool true_always)
{
    if (!true_always)
        abort();
}

static void take_head(
    void *context, int status, const struct pprof_header *headers, size_t header_count)
{
    (void)context;
    require(++heads == 1 && header_count >= 2);
    require(status == 200 || status == 400 || status == 501 || status == 503);
    for (size_t i = 0; i < header_count; i++)
        require(strpbrk(headers[i].value, "\r\n") == NULL);
}

static int take_bytes(void *context, const void *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    require(heads == 1);
    return 0;
}

/* Nobody has time here: the answer is that of a reader who has gone. */
static int go_away(void *context, int64_t nanoseconds)
{
    (void)context;
    require(nanoseconds > 0 && nanoseconds <= 3600 * 1000000000LL);
    return -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *query = text + (size > 0);
    memcpy(text, data, size);
    text[size] = '\0';
    size_t line = strcspn(query, "\n");
    char *body = query[line] ? query + line + 1 : query + line;
    query[line] = '\0';
    unsigned page = size > 0 ? (unsigned char)text[0] % PAGES : 0;
    struct pprof_exchange exchange = { .method = page == 0 && size % 2 ? "POST" : "GET",
        .path = paths[page],
        .query = query,
        .body = body,
        .body_len = (size_t)(text + size - body),
        .head = take_head,
        .sink = { take_bytes, go_away, NULL } };
    heads = 0;
    pprof_serve(&exchange);
    require(heads == 1);
    free(text);
    return 0;
}
