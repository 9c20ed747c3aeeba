#include "app/conditional.h"
#include "app/layout.h"
#include "app/output.h"
#include "app/site_url.h"
#include "base/json.h"
#include "base/utf8.h"
#include "pprof/pprof.h"
#include "render/date.h"
#include "render/html.h"

#include <inttypes.h>
#include <xxhash.h>

/* --- what is asked for --- */

static size_t read_size(struct str value)
{
    uint64_t n;
    if (!str_to_u64(value, &n) || n == 0)
        return SEARCH_PAGE_SIZE;
    return n < OUTPUT_SIZE_MAX ? (size_t)n : OUTPUT_SIZE_MAX;
}

/* False when there is a cursor that cannot be one. */
static bool read_cursor(struct search *s, struct str text, struct arena *arena)
{
    if (text.len == 0)
        return true;
    struct cursor *cursor = arena_alloc(arena, sizeof *cursor);
    if (cursor == NULL || !cursor_read(text, cursor))
        return false;
    s->cursor = cursor;
    s->form.page = 1;
    s->form.order = cursor->order;
    return true;
}

static bool read_part(struct search *s, enum output output, const struct exchange *exchange)
{
    const struct request *request = exchange->request;
    s->size = read_size(request_value(request, STR("n")));
    if (!str_equal(request_value(request, STR("sort")), STR("score")) &&
        output_order(output) == SEARCH_BY_DATE)
        s->form.order = SEARCH_BY_DATE;
    return read_cursor(s, request_value(request, STR("cursor")), exchange->arena);
}

/* --- what is answered --- */

bool output_next(const struct search *s, struct cursor *next)
{
    if (!s->further)
        return false;
    *next = (struct cursor) { .order = query_is_empty(s->query) ? SEARCH_BY_DATE : s->form.order,
        .after = search_place_of(&s->result.hits[s->result.count - 1]),
        .statistics = s->result.statistics };
    return true;
}

static struct str read_site(const struct exchange *exchange)
{
    struct buf site;
    size_t most = exchange->request->host.len + sizeof "https://localhost";
    buf_fixed(&site, arena_alloc(exchange->arena, most), most);
    site_url(&site, exchange->request);
    return buf_str(&site);
}

/* A digest of all of it: the strong kind. */
static struct str make_etag(struct str body, char to[static 40])
{
    XXH128_hash_t hash = XXH3_128bits(body.at, body.len);
    struct buf etag;
    buf_fixed(&etag, to, 40);
    buf_addf(&etag, "\"%016" PRIx64 "%016" PRIx64 "\"", hash.high64, hash.low64);
    return buf_str(&etag);
}

/* Adds the validators; leaves the body away when the client has it. */
static void validate(struct exchange *exchange, int64_t modified)
{
    char memory[40], date[32];
    struct response *response = exchange->response;
    struct buf last;
    struct str etag = make_etag(buf_str(&response->body), memory);
    response_header(response, "ETag", etag);
    if (modified) {
        buf_fixed(&last, date, sizeof date);
        date_http(&last, modified);
        response_header(response, "Last-Modified", buf_str(&last));
    }
    if (!conditional_unmodified(exchange->request, etag, modified))
        return;
    response->status = 304;
    buf_clear(&response->body);
}

static void write_document(struct search *s, enum output output, struct exchange *exchange)
{
    struct buf *to = layout_text(exchange, output_type(output));
    struct str site = read_site(exchange);
    switch (output) {
    case OUTPUT_RSS:
        search_rss_write(to, s, site, exchange->arena);
        break;
    case OUTPUT_ATOM:
        search_atom_write(to, s, site, exchange->arena);
        break;
    default:
        search_json_write(to, s, exchange->arena);
        return; /* what it took is another each time */
    }
    if (!arena_failed(exchange->arena) && !to->overflowed)
        validate(exchange, search_feed_modified(s));
}

void output_answer(struct search *s, enum output output, struct exchange *exchange)
{
    if (!read_part(s, output, exchange)) {
        output_error(exchange, output, 400,
            "The cursor is none: take it, whole, from the answer before, or leave it out.");
        return;
    }
    pprof_region_begin("query");
    search_find(s, exchange->arena);
    pprof_region_end("query");
    pprof_region_begin("render");
    if (s->error.code)
        output_error(exchange, output, 400, s->error.text);
    else
        write_document(s, output, exchange);
    pprof_region_end("render");
}

/* --- errors --- */

static void write_problem_json(struct buf *to, int status, struct str title, struct str detail)
{
    BUF_LIT(to, "{\"title\":");
    json_string(to, title);
    buf_addf(to, ",\"status\":%d,\"detail\":", status);
    json_string(to, detail);
    BUF_LIT(to, "}\n");
}

static void write_problem_xml(struct buf *to, int status, struct str title, struct str detail)
{
    char memory[3 * sizeof((struct error *)NULL)->text];
    struct buf whole;
    buf_fixed(&whole, memory, sizeof memory);
    utf8_repair(&whole, detail);
    BUF_LIT(to, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<problem xmlns=\"urn:ietf:rfc:7807\"><title>");
    html_text(to, title);
    buf_addf(to, "</title><status>%d</status><detail>", status);
    html_text(to, buf_str(&whole));
    BUF_LIT(to, "</detail></problem>\n");
}

void output_error(struct exchange *exchange, enum output output, int status, const char *sentence)
{
    struct str title = str_from_offset(str_from(response_reason(status)), sizeof "400");
    bool json = output == OUTPUT_JSON;
    exchange->response->status = status;
    struct buf *to =
        layout_text(exchange, json ? "application/problem+json" : "application/problem+xml");
    if (json)
        write_problem_json(to, status, title, str_from(sentence));
    else
        write_problem_xml(to, status, title, str_from(sentence));
}
