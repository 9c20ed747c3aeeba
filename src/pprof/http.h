/*
 * net/http/pprof's pages: what the files http*.c share. A page is a function of one request; it
 * says what the answer will be (pp_reply_as), then writes to request->sink, whose first write sends
 * the head. So a page can still answer with an error until it has written something.
 */
#ifndef PPROF_HTTP_H
#define PPROF_HTTP_H

#include "pprof/buf.h"
#include "pprof/pprof.h"

#include <stdbool.h>
#include <stddef.h>

/* seconds= may be this long. */
enum { PP_SECONDS_MAX = 3600, PP_MORE_HEADERS_MAX = 4 };

struct pp_request {
    const struct pprof_exchange *exchange;
    struct pprof_sink sink; /* for HEAD: no time passes, and what is written goes nowhere */
    const char *name;       /* of the profile: "heap"; else the path */
    bool head_only;
    bool begun;                      /* the head is out */
    const char *type;                /* what the answer will be */
    const char *file_name;           /* it is saved under; NULL: it is to be shown */
    const struct pprof_header *more; /* headers of a 200, beside those that every answer has */
    size_t more_count;               /* at most PP_MORE_HEADERS_MAX */
};

/* --- Replies (http_reply.c) --- */

/* A plain 200 so far, with the sink. The exchange must outlive the request. */
void pp_request_init(struct pp_request *request, const struct pprof_exchange *exchange);
/* What comes if all goes well. The strings must last as long as the request. */
void pp_reply_as(struct pp_request *request, const char *type, const char *file_name);
/* Further headers of that, which must last as long. */
void pp_reply_with(struct pp_request *request, const struct pprof_header *headers, size_t count);
/* An error, as Go's serveError: a line of text. Nothing happens once the head is out. */
void pp_reply_error(struct pp_request *request, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with a further header. */
void pp_reply_error_with(struct pp_request *request, int status, const struct pprof_header *header,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Ends a page that returned `code`: an error that says what it means, or for PPROF_OK the head, if
 * it is not out. `busy` is the text for PPROF_BUSY. */
void pp_reply_end(struct pp_request *request, enum pprof_error code, const char *busy);
/* The whole answer; empties the buf. */
void pp_reply_buf(struct pp_request *request, struct pp_buf *body);

/* --- Parameters (http_param.c): of the query, percent-decoded, the first of a name counts. An
 * empty one counts as none. Those that return bool have replied 400 when they return false. --- */

/* Copies the value, cut to size - 1 bytes, and terminates it. False: there is none. */
bool pp_param_text(const struct pp_request *request, const char *name, char *to, size_t size);
/* Above 0, at most PP_SECONDS_MAX, fractions allowed. Unchanged when there is none. */
bool pp_param_seconds(struct pp_request *request, const char *name, double *seconds);
/* A whole number. Unchanged when there is none. */
bool pp_param_number(
    struct pp_request *request, const char *name, int least, int most, int *number);
/* One of the words, by its place among them; a NULL ends them. Unchanged when there is none. */
bool pp_param_word(
    struct pp_request *request, const char *name, const char *const *words, unsigned *place);

/* --- Pages --- */

typedef void pp_page(struct pp_request *request);

pp_page pp_flame_serve;                               /* flame_http.c */
pp_page pp_index_serve;                               /* http_index.c */
pp_page pp_symbol_serve, pp_cmdline_serve;            /* http_symbol.c */
pp_page pp_cpu_serve, pp_named_serve, pp_trace_serve; /* http_profile.c */

#endif
