/*
 * struct pp_buf: bytes being gathered before they go to a sink. Heap memory, grown by doubling;
 * without memory it is `failed` from then on, which is checked once, at the end. One thread's.
 */
#ifndef PPROF_BUF_H
#define PPROF_BUF_H

#include "pprof/pprof.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pp_buf {
    char *at;
    size_t len, capacity;
    bool failed;
};

void pp_buf_release(struct pp_buf *b); /* a zeroed pp_buf is an empty one */
void pp_buf_add(struct pp_buf *b, const void *bytes, size_t len);
void pp_buf_text(struct pp_buf *b, const char *text);
void pp_buf_printf(struct pp_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* LEB128, as protobuf's and Go's traces' varints. */
void pp_buf_varint(struct pp_buf *b, uint64_t n);
/* A JSON string, quotes included; what is not UTF-8 becomes U+FFFD; '<', '>' and '&' are escaped.
 */
void pp_buf_json(struct pp_buf *b, const char *text);
/* A JSON number, whatever the locale: the shortest that reads back as the same; null when `value`
 * is not finite, which JSON cannot say. */
void pp_buf_json_number(struct pp_buf *b, double value);
/* Text within HTML, or within an attribute in double quotes. */
void pp_buf_html(struct pp_buf *b, const char *text);
/* A string that the caller frees, terminated; the buf is empty then. NULL when it had failed. */
char *pp_buf_detach(struct pp_buf *b);

/* Hands everything to the sink and empties the buf; PPROF_SYSTEM when it had failed. */
enum pprof_error pp_buf_send(struct pp_buf *b, const struct pprof_sink *sink);
/* The same through gzip, as one member. */
enum pprof_error pp_buf_send_gzip(struct pp_buf *b, const struct pprof_sink *sink);

#endif
