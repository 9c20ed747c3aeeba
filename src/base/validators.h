/*
 * struct feed_validators: what a conditional GET is made with (RFC 9110, sections 8.8 and 13.1).
 * The fetcher receives and sends them, the archive remembers them.
 */
#ifndef BASE_VALIDATORS_H
#define BASE_VALIDATORS_H

/* Of the last complete answer, as the server wrote them; empty: none. */
struct feed_validators {
    char etag[512]; /* quotes and W/ included; a longer one is not kept */
    char last_modified[128];
};

#endif
