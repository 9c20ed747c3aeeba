/* What a fetch may reach: addresses, protocols, redirects, proxies. */
#include "../suite.h"
#include "base/clock.h"
#include "feed/address.h"
#include "single.h"

#include <netinet/in.h>

/* The linker lets the fetcher ask this instead of address_public (see local.mk), so that a
 * redirect can lead from an allowed address to a refused one without leaving this machine. */
static bool server_is_public;
bool __real_address_public(const struct sockaddr *address, size_t len);
bool __wrap_address_public(const struct sockaddr *address, size_t len);

bool __wrap_address_public(const struct sockaddr *address, size_t len)
{
    struct sockaddr_in in;
    memcpy(&in, address, sizeof in);
    if (server_is_public && in.sin_addr.s_addr == htonl(INADDR_LOOPBACK))
        return true;
    return __real_address_public(address, len);
}

#define TO(where) "HTTP/1.1 302 Found\r\nLocation: " where "\r\nContent-Length: 0\r\n" END

START_TEST(endless_redirects_end)
{
    fails(fetch_answer(TO("/feed")), ERROR_LIMIT, "more than 3 redirects");
    origin_stop(&origin);
}
END_TEST

START_TEST(redirect_to_a_file_is_refused)
{
    fails(fetch_answer(TO("file:///etc/passwd")), ERROR_REFUSED, "neither http nor https");
    origin_stop(&origin);
}
END_TEST

START_TEST(redirect_to_another_protocol_is_refused)
{
    fails(fetch_answer(TO("gopher://127.0.0.1/x")), ERROR_REFUSED, "neither http nor https");
    origin_stop(&origin);
}
END_TEST

START_TEST(no_spelling_of_loopback_is_connected_to)
{
    static const char *const hosts[] = { "127.0.0.1", "localhost", "0x7f.1", "0177.0.0.1",
        "2130706433", "127.1", "0.0.0.0" };
    origin_start(&origin, NULL, 0);
    config.fetch_private = false;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        name_feed(hosts[i], "/feed");
        fails(fetch_url(), ERROR_REFUSED, "is no public address");
    }
    ck_assert_uint_eq(origin.count, 0);
    origin_stop(&origin);
}
END_TEST

START_TEST(redirect_to_a_private_address_is_refused)
{
    config.fetch_private = false;
    server_is_public = true;
    fails(fetch_answer(TO("http://127.0.0.2:1/secret")), ERROR_REFUSED,
        "refused to connect to 127.0.0.2, which is no public address");
    ck_assert_uint_eq(origin.count, 1);
    origin_stop(&origin);
}
END_TEST

START_TEST(validators_of_a_redirect_do_not_count)
{
    const struct page pages[] = {
        { .path = "/feed",
            .answer = "HTTP/1.1 302 Found\r\nLocation: /other\r\nETag: \"hop\"\r\n"
                      "Last-Modified: hop\r\nContent-Length: 0\r\n" END },
        { .path = "/other", .answer = OK "Last-Modified: here\r\n" END FEED },
    };
    const struct taken *t = fetch_pages(pages, 2);
    succeeds(t, FEED);
    ck_assert_str_eq(t->validators.etag, "");
    ck_assert_str_eq(t->validators.last_modified, "here");
    ck_assert_ptr_nonnull(strstr(t->final_url, "/other"));
    ck_assert_str_eq(t->url, feed_url);
    origin_stop(&origin);
}
END_TEST

START_TEST(closed_port_is_said)
{
    origin_start(&origin, NULL, 0);
    name_feed("127.0.0.1", "/feed");
    origin_stop(&origin);
    int64_t before = clock_unix();
    const struct taken *t = fetch_url();
    fails(t, ERROR_NETWORK, "Failed to connect to 127.0.0.1");
    ck_assert_int_eq(t->status, 0);
    /* A server that was not reached is tried again sooner. */
    ck_assert_int_le(t->next, before + 60 + 60 + 11);
}
END_TEST

START_TEST(proxy_is_used_when_configured)
{
    static const struct page page = { .path = "http://feed.invalid/feed", .answer = OK END FEED };
    char proxy[64];
    origin_start(&origin, &page, 1);
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%u", origin.port);
    config.fetch_proxy = proxy;
    config.fetch_private = false;
    setenv("no_proxy", "*", 1);
    strcpy(feed_url, "http://feed.invalid/feed");
    succeeds(fetch_url(), FEED);
    unsetenv("no_proxy");
    origin_stop(&origin);
}
END_TEST

START_TEST(proxy_of_the_environment_does_not_count)
{
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    succeeds(fetch_answer(OK END FEED), FEED);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    origin_stop(&origin);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { endless_redirects_end, redirect_to_a_file_is_refused,
        redirect_to_another_protocol_is_refused, no_spelling_of_loopback_is_connected_to,
        redirect_to_a_private_address_is_refused, validators_of_a_redirect_do_not_count,
        closed_port_is_said, proxy_is_used_when_configured, proxy_of_the_environment_does_not_count,
        NULL };
    return suite_run(single_suite("reach", tests));
}
