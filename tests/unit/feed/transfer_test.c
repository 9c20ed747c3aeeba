/* One fetch of one feed: what goes out, what comes of every kind of answer. */
#include "../suite.h"
#include "base/clock.h"
#include "single.h"

#include <stdio.h>
#include <string.h>

static bool asked_with(const char *line)
{
    const char *request = origin_request(&origin, "/feed", 0);
    ck_assert_ptr_nonnull(request);
    return strstr(request, line) != NULL;
}

START_TEST(feed_is_fetched)
{
    int64_t before = clock_unix();
    const struct taken *t =
        fetch_answer(OK "Content-Type: application/rss+xml; charset=utf-8\r\n" END FEED);
    succeeds(t, FEED);
    ck_assert_str_eq(t->url, feed_url);
    ck_assert_str_eq(t->source, "one");
    ck_assert_str_eq(t->final_url, feed_url);
    ck_assert_str_eq(t->content_type, "application/rss+xml; charset=utf-8");
    ck_assert_int_ge(t->started, before);
    ck_assert_int_gt(t->duration, 0);
    ck_assert_int_ge(t->next, before + 600);
    ck_assert_int_le(t->next, clock_unix() + 661);
    ck_assert(asked_with("\r\nUser-Agent: tester/1\r\n"));
    ck_assert(asked_with("gzip"));
    ck_assert(!asked_with("If-None-Match"));
    ck_assert(!asked_with("If-Modified-Since"));
    origin_stop(&origin);
}
END_TEST

START_TEST(nameless_agent_is_feedscope)
{
    agent[0] = '\0';
    succeeds(fetch_answer(OK END FEED), FEED);
    agent[0] = 't';
    ck_assert(asked_with("\r\nUser-Agent: feedscope/"));
    origin_stop(&origin);
}
END_TEST

#define ODD_ETAG "W/\"a; b=\\\"c\\\", \xe4:%s\""
#define ODD_DATE "once upon a  time, -0500"

START_TEST(validators_are_kept_as_received)
{
    const struct taken *t =
        fetch_answer(OK "eTag:   " ODD_ETAG " \r\nLAST-modified: " ODD_DATE "\r\n" END FEED);
    succeeds(t, FEED);
    ck_assert_str_eq(t->validators.etag, ODD_ETAG);
    ck_assert_str_eq(t->validators.last_modified, ODD_DATE);
    origin_stop(&origin);
}
END_TEST

START_TEST(validators_go_out_as_remembered)
{
    remembered = (struct feed_validators) { ODD_ETAG, ODD_DATE };
    const struct taken *t = fetch_answer("HTTP/1.1 304 Not Modified\r\nETag: \"other\"\r\n" END);
    ck_assert_int_eq(t->outcome, FETCH_UNCHANGED);
    ck_assert_int_eq(t->status, 304);
    ck_assert_uint_eq(t->len, 0);
    ck_assert_str_eq(t->validators.etag, ODD_ETAG);
    ck_assert_str_eq(t->validators.last_modified, ODD_DATE);
    ck_assert(asked_with("\r\nIf-None-Match: " ODD_ETAG "\r\n"));
    ck_assert(asked_with("\r\nIf-Modified-Since: " ODD_DATE "\r\n"));
    remembered = (struct feed_validators) { 0 };
    origin_stop(&origin);
}
END_TEST

START_TEST(not_modified_without_validators_is_a_failure)
{
    fails(fetch_answer("HTTP/1.1 304 Not Modified\r\n" END), ERROR_NETWORK,
        "the server answered 304 Not Modified");
    origin_stop(&origin);
}
END_TEST

START_TEST(validators_cannot_inject_headers)
{
    remembered = (struct feed_validators) { "\"a\"\r\nX-Evil: 1", "now\nX-Evil: 1" };
    succeeds(fetch_answer(OK END FEED), FEED);
    ck_assert(!asked_with("X-Evil"));
    remembered = (struct feed_validators) { 0 };
    origin_stop(&origin);
}
END_TEST

START_TEST(overlong_validators_are_not_kept)
{
    char answer[1200] = OK "ETag: \"";
    memset(answer + strlen(answer), 'e', 600);
    strcat(answer, "\"\r\nLast-Modified: ");
    memset(answer + strlen(answer), 'd', 200);
    strcat(answer, "\r\n" END FEED);
    const struct taken *t = fetch_answer(answer);
    succeeds(t, FEED);
    ck_assert_str_eq(t->validators.etag, "");
    ck_assert_str_eq(t->validators.last_modified, "");
    origin_stop(&origin);
}
END_TEST

START_TEST(trailers_are_no_headers)
{
    const struct taken *t = fetch_answer(
        OK "Transfer-Encoding: chunked\r\n" END "3\r\nabc\r\n0\r\nETag: \"late\"\r\n\r\n");
    succeeds(t, "abc");
    ck_assert_str_eq(t->validators.etag, "");
    origin_stop(&origin);
}
END_TEST

START_TEST(chunks_are_joined)
{
    succeeds(fetch_answer(OK "Transfer-Encoding: chunked\r\n" END
                             "5\r\n<rss>\r\n10;x=y\r\n<channel/></rss>\r\n0\r\n\r\n"),
        FEED);
    origin_stop(&origin);
}
END_TEST

/* FEED, compressed by gzip. */
static const char gzipped[] = OK
    "Content-Encoding: gzip\r\n" END
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xb3\x29\x2a\x2e\xb6\xb3\x49\xce\x48\xcc\xcb\x4b\xcd"
    "\xd1\xb7\xb3\xd1\x07\xf1\x01\xcd\x23\x9e\xb2\x15\x00\x00\x00";

START_TEST(gzip_is_decoded)
{
    const struct page page = { "/feed", gzipped, sizeof gzipped - 1, 0, false };
    succeeds(fetch_pages(&page, 1), FEED);
    origin_stop(&origin);
}
END_TEST

/* Bits, least first, as deflate wants them. */
static size_t put_bits(unsigned char *to, size_t at, unsigned bits, unsigned count)
{
    for (unsigned i = 0; i < count; i++, at++)
        to[at / 8] = (unsigned char)(to[at / 8] | ((bits >> i & 1) << at % 8));
    return at;
}

/* A gzip stream of about `copies` × 258 equal bytes in one block of fixed codes (RFC 1951, 3.2.6):
 * a literal, then copies of length 258 from distance 1, 13 bits each. */
static size_t make_bomb(unsigned char *to, unsigned copies)
{
    static const unsigned char head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
    memcpy(to, head, sizeof head);
    size_t at = put_bits(to, sizeof head * 8, 3, 3); /* last block, fixed codes */
    at = put_bits(to, at, 0x89, 8);                  /* 'a', its code 10010001 reversed */
    while (copies--)
        at = put_bits(to, at, 0xa3, 13); /* 11000101 reversed, then 00000 */
    at = put_bits(to, at, 0, 7);
    return (at + 7) / 8 + 8;
}

START_TEST(bomb_ends_at_the_bound)
{
    static unsigned char answer[64 * 1024] = OK "Content-Encoding: gzip\r\n" END;
    size_t head = strlen((char *)answer);
    size_t len = head + make_bomb(answer + head, 20000); /* 5 MB in 32 KB */
    const struct page page = { "/feed", (char *)answer, len, 0, false };
    fails(fetch_pages(&page, 1), ERROR_LIMIT, "larger than 100000 bytes");
    origin_stop(&origin);
}
END_TEST

/* An answer of n bytes, without its length. */
static const struct taken *fetch_bytes(size_t n)
{
    static char answer[200 * 1024] = OK END;
    size_t head = strlen(OK END);
    memset(answer + head, 'x', n);
    static struct page page;
    page = (struct page) { "/feed", answer, head + n, 0, false };
    return fetch_pages(&page, 1);
}

START_TEST(feed_as_large_as_the_bound_is_taken)
{
    const struct taken *t = fetch_bytes(100000);
    ck_assert_int_eq(t->outcome, FETCH_NEW);
    ck_assert_uint_eq(t->len, 100000);
    origin_stop(&origin);
}
END_TEST

START_TEST(feed_a_byte_larger_is_refused)
{
    fails(fetch_bytes(100001), ERROR_LIMIT, "larger than 100000 bytes");
    origin_stop(&origin);
}
END_TEST

START_TEST(flood_of_headers_ends)
{
    static char answer[400 * 1024] = OK;
    static const char line[] =
        "X-Header: with a value of which nobody has any use at all ......\r\n";
    char *at = answer + strlen(answer);
    for (int i = 0; i < 5000; i++, at += sizeof line - 1)
        memcpy(at, line, sizeof line);
    strcat(at, END FEED);
    fails(fetch_answer(answer), ERROR_LIMIT, "bytes of headers");
    origin_stop(&origin);
}
END_TEST

START_TEST(slow_server_is_given_up)
{
    static const struct page page = { .path = "/feed", .answer = OK "\r\n<rss>", .hold = true };
    config.fetch_timeout = 1;
    fails(fetch_pages(&page, 1), ERROR_NETWORK, "timed out");
    origin_stop(&origin);
}
END_TEST

START_TEST(half_an_answer_is_a_failure)
{
    fails(fetch_answer(OK "Content-Length: 1000\r\nETag: \"half\"\r\n" END "<rss>"), ERROR_NETWORK,
        "transfer closed");
    ck_assert_str_eq(taker.taken[0].validators.etag, "");
    origin_stop(&origin);
}
END_TEST

START_TEST(refusals_are_named)
{
    static const struct {
        const char *answer, *says;
        long status;
    } cases[] = {
        { "HTTP/1.1 404 Nope\r\n" END, "the server answered 404 Not Found", 404 },
        { "HTTP/1.1 410 Gone\r\n" END, "the server answered 410 Gone", 410 },
        { "HTTP/1.1 500 Oh\r\n" END "<html>", "the server answered 500 Internal Server Error",
            500 },
        { "HTTP/1.1 204 No Content\r\n" END, "the server answered 204 No Content", 204 },
        { "HTTP/1.1 599 Odd\r\n" END, "the server answered 599", 599 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct taken *t = fetch_answer(cases[i].answer);
        fails(t, ERROR_NETWORK, cases[i].says);
        ck_assert_int_eq(t->status, cases[i].status);
        origin_stop(&origin);
    }
}
END_TEST

START_TEST(bytes_that_are_no_http_are_a_failure)
{
    ck_assert_int_eq(fetch_answer("SSH-2.0-OpenSSH_9.2\r\n")->outcome, FETCH_FAILED);
    origin_stop(&origin);
}
END_TEST

/* Whether the next fetch comes from `least` seconds on, with a tenth of the interval by chance. */
static void next_in(const struct taken *t, int64_t before, int64_t least)
{
    ck_assert_int_ge(t->next, before + least);
    ck_assert_int_le(t->next, clock_unix() + least + 62);
}

START_TEST(retry_after_in_seconds_is_honoured)
{
    int64_t before = clock_unix();
    next_in(
        fetch_answer("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5000\r\n" END), before, 5000);
    origin_stop(&origin);
}
END_TEST

START_TEST(retry_after_as_a_date_is_honoured)
{
    char answer[256], date[64];
    int64_t before = clock_unix();
    time_t then = before + 5000;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&then));
    snprintf(
        answer, sizeof answer, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: %s\r\n" END, date);
    next_in(fetch_answer(answer), before, 4998);
    origin_stop(&origin);
}
END_TEST

START_TEST(absurd_retry_after_is_bounded)
{
    int64_t before = clock_unix();
    next_in(
        fetch_answer("HTTP/1.1 503 Busy\r\nRetry-After: 99999999999999999\r\n" END), before, 86400);
    origin_stop(&origin);
}
END_TEST

START_TEST(gone_feed_is_left_for_a_day)
{
    int64_t before = clock_unix();
    next_in(fetch_answer("HTTP/1.1 410 Gone\r\n" END), before, 86400);
    origin_stop(&origin);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { feed_is_fetched, nameless_agent_is_feedscope,
        validators_are_kept_as_received, validators_go_out_as_remembered,
        not_modified_without_validators_is_a_failure, validators_cannot_inject_headers,
        overlong_validators_are_not_kept, trailers_are_no_headers, chunks_are_joined,
        gzip_is_decoded, bomb_ends_at_the_bound, feed_as_large_as_the_bound_is_taken,
        feed_a_byte_larger_is_refused, flood_of_headers_ends, slow_server_is_given_up,
        half_an_answer_is_a_failure, refusals_are_named, bytes_that_are_no_http_are_a_failure,
        retry_after_in_seconds_is_honoured, retry_after_as_a_date_is_honoured,
        absurd_retry_after_is_bounded, gone_feed_is_left_for_a_day, NULL };
    return suite_run(single_suite("transfer", tests));
}
