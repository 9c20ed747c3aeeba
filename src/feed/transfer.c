#include "feed/transfer.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "feed/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADERS_MAX = 256 * 1024, /* bytes of headers in one transfer, redirects included */
    CONNECT_TIMEOUT = 10,     /* seconds */
    STALL_BYTES = 16,         /* a transfer slower than this many bytes a second, */
    STALL_TIME = 15,          /* for this many seconds, is given up */
    RETRY_AFTER_MAX = 7 * 86400,
};

struct transfer {
    size_t max_bytes;
    long max_redirects;
    bool any_address;
    CURL *easy;
    struct curl_slist *headers;
    struct feed_validators sent;
    struct feed_validators got; /* of the answer whose headers came last: a redirect's are gone */
    bool body_begun;            /* header lines from now on are trailers, which do not count */
    size_t header_bytes;
    int64_t retry_after;
    struct buf body;
    bool too_large;
    bool header_flood;
    char refused[ADDRESS_TEXT]; /* the last address that policy forbids; empty: none */
    int64_t started, begun;     /* unix seconds; monotonic nanoseconds */
    char said[CURL_ERROR_SIZE];
};

/* ---- what libcurl calls ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count;
    t->body_begun = true;
    if (len > t->max_bytes - t->body.len) {
        t->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    buf_add(&t->body, bytes, len);
    return len;
}

/* An opaque value is kept whole or not at all, and only when it can be sent back in a header. */
static void take_validator(char *to, size_t size, struct str value)
{
    to[0] = '\0';
    if (value.len >= size)
        return;
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.at[i] < 0x20 && value.at[i] != '\t') || value.at[i] == 0x7f)
            return;
    if (value.len)
        memcpy(to, value.at, value.len);
    to[value.len] = '\0';
}

/* RFC 9110, 10.2.3: seconds or a date. */
static int64_t read_retry_after(struct str value)
{
    char text[64];
    uint64_t seconds;
    if (str_to_u64(value, &seconds))
        return seconds < RETRY_AFTER_MAX ? (int64_t)seconds : RETRY_AFTER_MAX;
    if (value.len == 0 || value.len >= sizeof text)
        return 0;
    snprintf(text, sizeof text, "%.*s", STR_ARG(value));
    int64_t date = curl_getdate(text, NULL), now = clock_unix();
    if (date <= now)
        return 0;
    return date - now < RETRY_AFTER_MAX ? date - now : RETRY_AFTER_MAX;
}

static void take_header_line(struct transfer *t, struct str line)
{
    if (str_starts_nocase(line, STR("HTTP/"))) {
        t->got = (struct feed_validators) { 0 };
        t->retry_after = 0;
        t->body_begun = false;
        return;
    }
    struct str value = line;
    struct str name = str_split(&value, ':');
    value = str_trim(value);
    if (t->body_begun)
        return;
    if (str_equal_nocase(name, STR("etag")))
        take_validator(t->got.etag, sizeof t->got.etag, value);
    else if (str_equal_nocase(name, STR("last-modified")))
        take_validator(t->got.last_modified, sizeof t->got.last_modified, value);
    else if (str_equal_nocase(name, STR("retry-after")))
        t->retry_after = read_retry_after(value);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count;
    t->header_bytes += len;
    if (t->header_bytes > HEADERS_MAX) {
        t->header_flood = true;
        return 0; /* never len, which is at least a line's end */
    }
    take_header_line(t, str_n(bytes, len));
    return len;
}

/* The address is the one that will be connected to, after DNS, on this hop: so neither a name that
 * resolves to it nor a redirect gets around this. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = context;
    if (!t->any_address &&
        (purpose != CURLSOCKTYPE_IPCXN || !address_public(&to->addr, to->addrlen))) {
        address_text(&to->addr, to->addrlen, t->refused);
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- the request ---- */

/* libcurl fails so only when it has no memory. */
static void *needed(void *memory)
{
    if (memory == NULL) {
        fputs("out of memory in libcurl\n", stderr);
        abort();
    }
    return memory;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
    char line[sizeof t->sent.etag + 64];
    if (value[0] == '\0')
        return;
    snprintf(line, sizeof line, "%s: %s", name, value);
    t->headers = needed(curl_slist_append(t->headers, line));
}

/* What the archive remembers was checked when it came; it is checked again, being a file's. */
static void add_headers(struct transfer *t, const struct feed_validators *validators)
{
    take_validator(t->sent.etag, sizeof t->sent.etag, str_from(validators->etag));
    take_validator(
        t->sent.last_modified, sizeof t->sent.last_modified, str_from(validators->last_modified));
    add_header(t, "Accept",
        "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5");
    add_header(t, "If-None-Match", t->sent.etag);
    add_header(t, "If-Modified-Since", t->sent.last_modified);
}

static void set_callbacks(struct transfer *t)
{
    CURL *c = t->easy;
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->said);
}

static void set_bounds(struct transfer *t, long timeout)
{
    CURL *c = t->easy;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, t->max_redirects);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, timeout);
    curl_easy_setopt(
        c, CURLOPT_CONNECTTIMEOUT, timeout < CONNECT_TIMEOUT ? timeout : CONNECT_TIMEOUT);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)STALL_TIME);
    curl_easy_setopt(c, CURLOPT_MAXAGE_CONN, 60L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    /* Else ending a transfer waits for the resolver, for as long as DNS takes. */
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
}

static void set_request(struct transfer *t, const struct transfer_policy *policy, const char *url)
{
    CURL *c = t->easy;
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(c, CURLOPT_USERAGENT, policy->user_agent);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
    /* Both set, so that http_proxy and no_proxy of the environment never count. */
    curl_easy_setopt(c, CURLOPT_PROXY, policy->proxy);
    curl_easy_setopt(c, CURLOPT_NOPROXY, "");
    curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

struct transfer *transfer_new(const struct transfer_policy *policy, const char *url,
    const struct feed_validators *validators, void *owner)
{
    struct transfer *t = mem_zero(1, sizeof *t);
    t->max_bytes = policy->max_bytes;
    t->max_redirects = policy->max_redirects;
    t->any_address = policy->allow_private || policy->proxy[0];
    t->started = clock_unix();
    t->begun = clock_monotonic();
    buf_init(&t->body);
    t->easy = needed(curl_easy_init());
    add_headers(t, validators);
    set_callbacks(t);
    set_bounds(t, policy->timeout);
    set_request(t, policy, url);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, owner);
    return t;
}

void transfer_free(struct transfer **transfer)
{
    struct transfer *t = *transfer;
    *transfer = NULL;
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    buf_release(&t->body);
    free(t);
}

CURL *transfer_handle(struct transfer *t)
{
    return t->easy;
}

void *transfer_owner(CURL *handle)
{
    char *owner = NULL;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
    return owner;
}

/* ---- the outcome ---- */

static const char *phrase(long status)
{
    static const struct {
        long status;
        const char *phrase;
    } phrases[] = { { 204, " No Content" }, { 206, " Partial Content" }, { 304, " Not Modified" },
        { 400, " Bad Request" }, { 401, " Unauthorized" }, { 402, " Payment Required" },
        { 403, " Forbidden" }, { 404, " Not Found" }, { 405, " Method Not Allowed" },
        { 406, " Not Acceptable" }, { 408, " Request Timeout" }, { 410, " Gone" },
        { 418, " I'm a Teapot" }, { 429, " Too Many Requests" },
        { 451, " Unavailable For Legal Reasons" }, { 500, " Internal Server Error" },
        { 502, " Bad Gateway" }, { 503, " Service Unavailable" }, { 504, " Gateway Timeout" } };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "";
}

/* libcurl's own sentence, which may quote the server: made one line of plain bytes. */
static void fail_network(struct transfer *t, CURLcode code, struct error *e)
{
    for (char *c = t->said; *c; c++)
        if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7f)
            *c = '?';
    error_set(e, ERROR_NETWORK, "%s", t->said[0] ? t->said : curl_easy_strerror(code));
}

static void fail(struct transfer *t, CURLcode code, struct error *e)
{
    if (t->too_large)
        error_set(
            e, ERROR_LIMIT, "the feed is larger than %zu bytes (fetch's max_bytes)", t->max_bytes);
    else if (t->header_flood)
        error_set(e, ERROR_LIMIT, "the server sent more than %d bytes of headers", HEADERS_MAX);
    else if (code == CURLE_COULDNT_CONNECT && t->refused[0])
        error_set(e, ERROR_REFUSED,
            "refused to connect to %s, which is no public address (fetch's private allows it)",
            t->refused);
    else if (code == CURLE_TOO_MANY_REDIRECTS)
        error_set(
            e, ERROR_LIMIT, "more than %ld redirects (fetch's max_redirects)", t->max_redirects);
    else if (code == CURLE_UNSUPPORTED_PROTOCOL)
        error_set(e, ERROR_REFUSED, "redirected to what is neither http nor https");
    else
        fail_network(t, code, e);
}

static enum fetch_outcome judge(struct transfer *t, CURLcode code, long status, struct error *e)
{
    bool conditional = t->sent.etag[0] || t->sent.last_modified[0];
    if (code != CURLE_OK)
        fail(t, code, e);
    else if (status == 200)
        return FETCH_NEW;
    else if (status == 304 && conditional)
        return FETCH_UNCHANGED;
    else
        error_set(e, ERROR_NETWORK, "the server answered %ld%s", status, phrase(status));
    return FETCH_FAILED;
}

void transfer_end(struct transfer *t, CURLcode code, struct fetch_result *result)
{
    char *text = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &result->status);
    curl_easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &text);
    result->final_url = text;
    text = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &text);
    result->content_type = text;
    result->started = t->started;
    result->duration = clock_monotonic() - t->begun;
    result->outcome = judge(t, code, result->status, &result->error);
    result->validators = result->outcome == FETCH_NEW ? t->got : t->sent;
    buf_init(&result->body);
    if (result->outcome != FETCH_NEW)
        return;
    result->body = t->body;
    buf_init(&t->body);
}

bool transfer_reached(const struct transfer *t)
{
    return t->header_bytes > 0;
}

int64_t transfer_retry_after(const struct transfer *t)
{
    return t->retry_after;
}
