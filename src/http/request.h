/*
 * An HTTP request as a page sees it: method, path, and one list of parameters.
 *
 * Query string and, for POST, an application/x-www-form-urlencoded body are merged as Go's
 * Request.FormValue does: the body's values stand before the query's, repeated names keep all
 * values, request_value gives the first. Names and values are percent-decoded, '+' is a blank, and
 * bytes that are not UTF-8 become U+FFFD. Everything lives in the request's arena.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REQUEST_BODY_MAX = 1024 * 1024, /* bytes of a body; more is ERROR_LIMIT: status 413 */
    REQUEST_TERM_MAX = 4096,   /* bytes of a decoded value, of a name, and of a path; more: 400 */
    REQUEST_PARAMS_MAX = 1024, /* parameters; more: 400 */
};

enum request_method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct request_param {
    struct str name, value;
};

struct request {
    enum request_method method;
    struct str path;         /* of the request's URI, not decoded, without the query */
    struct str query;        /* as it came, not decoded */
    struct str body;         /* of a POST, as it came */
    struct str scheme, host; /* "http" or "https"; Host, of which nothing is checked */
    struct str if_none_match, if_modified_since; /* headers, empty when absent */
    struct request_param *params;
    size_t param_count;
};

/* Where a request comes from: the FastCGI connection, or a test. */
struct request_origin {
    /* The value of a CGI variable (RFC 3875: REQUEST_METHOD, QUERY_STRING, …), NULL when absent. */
    const char *(*variable)(void *context, const char *name);
    /* Reads up to `len` bytes of the body; the number read, 0 at its end. */
    size_t (*body)(void *context, char *to, size_t len);
    void *context;
};

/* First of all: method, path and query, of which nothing is checked yet, to know what the request
 * is about. */
void request_line(struct request *request, const struct request_origin *origin);

/* Reads the rest of a request, after request_line, into the arena: a request_reader for pages with
 * forms. When it fails, *status is the HTTP status to answer with (400 or 413, 415 for a body of
 * another type, 500 when the arena is too small) and e the sentence to show; method and path are
 * valid even then. */
typedef enum error_code request_reader(struct request *request, const struct request_origin *origin,
    struct arena *arena, int *status, struct error *e);
request_reader request_read;
/* For pages that read query and body themselves: there are no params, and a body may be of any
 * type. */
request_reader request_read_plain;

/* The first value of that name, empty when there is none. */
struct str request_value(const struct request *request, struct str name);
/* True when a value of that name is "on", "1", "true" or "yes": a ticked checkbox. */
bool request_ticked(const struct request *request, struct str name);

#endif
