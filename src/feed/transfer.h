/*
 * One conditional GET over libcurl, from its options to what came of it. What bounds it and what
 * it may reach is said in fetch.h. One thread.
 */
#ifndef FEED_TRANSFER_H
#define FEED_TRANSFER_H

#include "feed/fetch.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the configuration says of every fetch; only read by transfer_new. */
struct transfer_policy {
    long timeout; /* seconds in all */
    size_t max_bytes;
    long max_redirects;
    bool allow_private; /* any address may be connected to */
    char *proxy;        /* empty: none, whatever the environment says */
    char *user_agent;
};

struct transfer;

/* A transfer ready to be added to a multi handle. `validators` go out as they are; empty ones do
 * not. `owner` is what transfer_owner gives back. Never NULL: without memory the process ends, as
 * in mem.h. */
struct transfer *transfer_new(const struct transfer_policy *policy, const char *url,
    const struct feed_validators *validators, void *owner);
/* Take it off its multi handle before. Nulls. */
void transfer_free(struct transfer **transfer);

CURL *transfer_handle(struct transfer *transfer);
void *transfer_owner(CURL *handle);

/* Once libcurl has ended it with `code`: fills all of *result but url, source and next. What
 * *result points to lives as long as the transfer; the body is moved out. */
void transfer_end(struct transfer *transfer, CURLcode code, struct fetch_result *result);
/* Whether a server answered, and the seconds it asked to be left alone (0: it did not ask). */
bool transfer_reached(const struct transfer *transfer);
int64_t transfer_retry_after(const struct transfer *transfer);

#endif
