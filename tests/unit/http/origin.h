/* A request that came from nowhere: CGI variables and a body, for tests. */
#ifndef TESTS_UNIT_HTTP_ORIGIN_H
#define TESTS_UNIT_HTTP_ORIGIN_H

#include "http/request.h"

#include <string.h>

struct fake_origin {
    const char *variables[24]; /* name, value, name, value, …, NULL */
    struct str body;
    size_t chunk; /* most bytes a read gives; 0: all */
};

static inline const char *fake_variable(void *context, const char *name)
{
    const struct fake_origin *fake = context;
    for (size_t i = 0; fake->variables[i]; i += 2)
        if (strcmp(fake->variables[i], name) == 0)
            return fake->variables[i + 1];
    return NULL;
}

static inline size_t fake_body(void *context, char *to, size_t len)
{
    struct fake_origin *fake = context;
    size_t n = fake->body.len < len ? fake->body.len : len;
    if (fake->chunk && n > fake->chunk)
        n = fake->chunk;
    if (n)
        memcpy(to, fake->body.at, n);
    fake->body = str_from_offset(fake->body, n);
    return n;
}

static inline struct request_origin fake_as_origin(struct fake_origin *fake)
{
    return (struct request_origin) { fake_variable, fake_body, fake };
}

#endif
