#include "base/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static _Atomic int log_fd = STDOUT_FILENO;

void log_set_fd(int fd)
{
    atomic_store(&log_fd, fd);
}

static bool is_plain(unsigned char c)
{
    return c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7f;
}

static void add_value(struct buf *to, struct str value)
{
    size_t plain = 0;
    while (plain < value.len && is_plain((unsigned char)value.at[plain]))
        plain++;
    if (plain == value.len && value.len > 0) {
        buf_add_str(to, value);
        return;
    }
    buf_add_char(to, '"');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c == '"' || c == '\\')
            buf_add_char(to, '\\');
        if (c < ' ' || c == 0x7f)
            buf_addf(to, "\\x%02x", c);
        else
            buf_add_char(to, (char)c);
    }
    buf_add_char(to, '"');
}

void log_format(struct buf *to, const char *event, const struct log_field *fields, unsigned count)
{
    BUF_LIT(to, "event=");
    buf_add_str(to, str_from(event));
    for (unsigned i = 0; i < count; i++) {
        buf_add_char(to, ' ');
        buf_add_str(to, str_from(fields[i].key));
        buf_add_char(to, '=');
        if (fields[i].kind == LOG_FIELD_INT)
            buf_addf(to, "%lld", (long long)fields[i].number);
        else
            add_value(to, fields[i].text);
    }
}

static void add_time(struct buf *to)
{
    struct timespec now;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    BUF_LIT(to, "time=");
    buf_add(to, text, len);
    buf_addf(to, ".%03ldZ ", now.tv_nsec / 1000000);
}

void log_fields(const char *event, const struct log_field *fields, unsigned count)
{
    char line[4096];
    struct buf to;
    buf_fixed(&to, line, sizeof line - 1);
    add_time(&to);
    log_format(&to, event, fields, count);
    line[to.len++] = '\n';
    ssize_t done;
    do
        done = write(atomic_load(&log_fd), line, to.len);
    while (done < 0 && errno == EINTR);
}
