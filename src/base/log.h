/*
 * Log lines: an event and its facts as key=value, one line each, on stdout.
 *
 *   time=2026-01-31T12:00:00.123Z event=fetch url=http://… status=200 bytes=12345
 *
 * A value that has a blank, a quote, '=' or a control byte is quoted, with \" \\
 * and \xHH inside, so that a line is always one line whatever a feed says. A line
 * is one write(2); longer ones are cut at 4,096 bytes. Any thread may log; no
 * signal handler may. Requests are logged by nginx, not here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

struct log_field {
    const char *key;
    enum { LOG_FIELD_STR, LOG_FIELD_INT } kind;
    struct str text;
    int64_t number;
};

#define LOG_STR(k, s) ((struct log_field) { .key = (k), .kind = LOG_FIELD_STR, .text = (s) })
#define LOG_TEXT(k, c) LOG_STR(k, str_from(c))
#define LOG_INT(k, n) ((struct log_field) { .key = (k), .kind = LOG_FIELD_INT, .number = (n) })

/* log_event("fetch", LOG_TEXT("url", url), LOG_INT("bytes", n)); at least one field. */
#define log_event(event, ...)                                                                      \
    log_fields((event), (const struct log_field[]) { __VA_ARGS__ },                                \
        sizeof((const struct log_field[]) { __VA_ARGS__ }) / sizeof(struct log_field))

void log_fields(const char *event, const struct log_field *fields, unsigned count);
/* The line without its time, as log_fields would write it: for tests. */
void log_format(struct buf *to, const char *event, const struct log_field *fields, unsigned count);
/* Log lines go to this descriptor from now on (1 at start). */
void log_set_fd(int fd);

#endif
