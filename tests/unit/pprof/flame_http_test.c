#include "../suite.h"
#include "pprof/buf.h"
#include "pprof/pprof.h"

#include <stdio.h>
#include <string.h>

static int status;
static struct pp_buf headers, body;

static void take_head(
    void *context, int code, const struct pprof_header *header, size_t header_count)
{
    (void)context;
    status = code;
    for (size_t i = 0; i < header_count; i++)
        pp_buf_printf(&headers, "%s: %s\n", header[i].name, header[i].value);
    pp_buf_add(&headers, "", 1);
}

static int take_body(void *context, const void *bytes, size_t len)
{
    (void)context;
    pp_buf_add(&body, bytes, len);
    return 0;
}

static void clear(void)
{
    pp_buf_release(&headers);
    pp_buf_release(&body);
    status = 0;
}

/* The status; the body is a string then. */
static int get(const char *query)
{
    clear();
    const struct pprof_exchange exchange = { "GET", "pprof/flame", query, NULL, 0, take_head,
        { take_body, NULL, NULL } };
    pprof_serve(&exchange);
    pp_buf_add(&body, "", 1);
    return status;
}

static bool has(const struct pp_buf *buf, const char *part)
{
    return buf->at && strstr(buf->at, part) != NULL;
}

/* The number of the profile on the page. */
static unsigned shown(const char *key)
{
    unsigned id = 0;
    const char *at = strstr(body.at, key);
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(sscanf(at + strlen(key), "%u", &id), 1);
    return id;
}

#define ID "\"id\":"
#define BASE "\"base\":{\"id\":"

static void start(void)
{
    pprof_start(NULL);
}

START_TEST(page_may_load_and_run_nothing_else)
{
    char nonce[40], attribute[64];
    ck_assert_int_eq(get("profile=threadcreate"), 200);
    ck_assert(has(&headers, "Content-Type: text/html; charset=utf-8\n"));
    ck_assert(has(&headers, "Cache-Control: no-store\n"));
    const char *policy = strstr(headers.at, "Content-Security-Policy: default-src 'none'; ");
    ck_assert_ptr_nonnull(policy);
    ck_assert_int_eq(sscanf(strstr(policy, "'nonce-"), "'nonce-%39[0-9a-f]'", nonce), 1);
    ck_assert_uint_eq(strlen(nonce), 32);
    snprintf(attribute, sizeof attribute, "<script nonce=\"%s\">", nonce);
    ck_assert(has(&body, attribute));
    get("profile=threadcreate");
    ck_assert_msg(!has(&body, attribute), "the nonce is new for each answer");
}
END_TEST

START_TEST(earlier_profile_can_be_compared_to)
{
    char query[64];
    get("profile=goroutine");
    unsigned first = shown(ID);
    snprintf(query, sizeof query, "profile=goroutine&base=%u", first);
    ck_assert_int_eq(get(query), 200);
    ck_assert_uint_eq(shown(ID), first + 1);
    ck_assert_uint_eq(shown(BASE), first);
    snprintf(query, sizeof query, "id=%u&base=%u", first, first + 1);
    ck_assert_int_eq(get(query), 200);
    ck_assert_uint_eq(shown(ID), first);
    ck_assert_uint_eq(shown(BASE), first + 1);
}
END_TEST

START_TEST(unknown_number_says_which_there_are)
{
    char expected[64];
    ck_assert_int_eq(get("profile=goroutine&base=7"), 404);
    ck_assert_str_eq(body.at, "Unknown profile: number 7 is not kept; there is none yet\n");
    get("profile=goroutine");
    unsigned first = shown(ID);
    ck_assert_int_eq(get("id=2000000000"), 404);
    snprintf(expected, sizeof expected, "there is %u (goroutine)\n", first);
    ck_assert_msg(has(&body, expected), "%s", body.at);
    get("profile=threadcreate");
    get("profile=goroutine&base=2000000000");
    snprintf(expected, sizeof expected, "there are %u (goroutine), %u (threadcreate)\n", first,
        first + 1);
    ck_assert_msg(has(&body, expected), "%s", body.at);
}
END_TEST

START_TEST(bad_parameters_are_named)
{
    char query[64];
    static const char *const wrong[][2] = {
        { "profile=nothing", "invalid value for \"profile\" - must be cpu, allocs, block" },
        { "seconds=x", "\"seconds\"" },
        { "gc=2", "\"gc\"" },
        { "base=0", "\"base\"" },
        { "id=x", "\"id\"" },
        { "format=svg", "invalid value for \"format\" - must be html or proto" },
        { "profile=goroutine&type=x", "\"type\"" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(get(wrong[i][0]) == 400, "%s: %d", wrong[i][0], status);
        ck_assert_msg(has(&body, wrong[i][1]), "%s: %s", wrong[i][0], body.at);
    }
    get("profile=goroutine");
    snprintf(query, sizeof query, "profile=threadcreate&base=%u", shown(ID));
    ck_assert_int_eq(get(query), 400);
    ck_assert_msg(has(&body, "invalid value for \"base\" - must be a profile of the same kind"),
        "%s", body.at);
}
END_TEST

START_TEST(very_same_profile_can_be_downloaded)
{
    char query[64];
    get("profile=goroutine");
    snprintf(query, sizeof query, "id=%u&format=proto", shown(ID));
    ck_assert_int_eq(get(query), 200);
    ck_assert(has(&headers, "Content-Disposition: attachment; filename=\"goroutine\"\n"));
    ck_assert_uint_gt(body.len, 20);
    ck_assert_mem_eq(body.at, "\x1f\x8b", 2);
}
END_TEST

START_TEST(cpu_is_taken_for_as_long_as_asked)
{
    ck_assert_int_eq(get("seconds=0.05&type=samples"), 200);
    ck_assert(has(&body, "\"name\":\"cpu\""));
    ck_assert(has(&body, "\"seconds\":0.05,"));
    ck_assert(has(&body, "\"value\":0,"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { page_may_load_and_run_nothing_else,
        earlier_profile_can_be_compared_to, unknown_number_says_which_there_are,
        bad_parameters_are_named, very_same_profile_can_be_downloaded,
        cpu_is_taken_for_as_long_as_asked, NULL };
    return suite_run(suite_with("flame_http", tests, start, clear));
}
