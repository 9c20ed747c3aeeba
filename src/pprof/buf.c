#include "pprof/buf.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void pp_buf_release(struct pp_buf *b)
{
    free(b->at);
    *b = (struct pp_buf) { 0 };
}

static bool grow(struct pp_buf *b, size_t more)
{
    size_t capacity = b->capacity ? b->capacity : 1024;
    while (capacity - b->len < more)
        capacity *= 2;
    char *at = b->failed ? NULL : realloc(b->at, capacity);
    if (at == NULL)
        b->failed = true;
    else
        *b = (struct pp_buf) { at, b->len, capacity, false };
    return at != NULL;
}

void pp_buf_add(struct pp_buf *b, const void *bytes, size_t len)
{
    if (len == 0 || (b->capacity - b->len < len && !grow(b, len)))
        return;
    memcpy(b->at + b->len, bytes, len);
    b->len += len;
}

void pp_buf_text(struct pp_buf *b, const char *text)
{
    pp_buf_add(b, text, strlen(text));
}

void pp_buf_printf(struct pp_buf *b, const char *format, ...)
{
    char memory[512], *text = memory;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(memory, sizeof memory, format, args);
    if (len >= (int)sizeof memory && vasprintf(&text, format, again) < 0)
        b->failed = true;
    else if (len >= 0)
        pp_buf_add(b, text, (size_t)len);
    if (text != memory && !b->failed)
        free(text);
    va_end(again);
    va_end(args);
}

void pp_buf_varint(struct pp_buf *b, uint64_t n)
{
    unsigned char bytes[10];
    size_t len = 0;
    for (; n >= 0x80; n >>= 7)
        bytes[len++] = (unsigned char)(n | 0x80);
    bytes[len++] = (unsigned char)n;
    pp_buf_add(b, bytes, len);
}

/* --- escaping --- */

/* Length of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7), or 0. */
static size_t utf8_length(const unsigned char *at)
{
    if (at[0] < 0x80)
        return 1;
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0;
    size_t len = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    unsigned char low = at[0] == 0xE0 ? 0xA0 : at[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = at[0] == 0xED ? 0x9F : at[0] == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

void pp_buf_json(struct pp_buf *b, const char *text)
{
    pp_buf_text(b, "\"");
    for (size_t len; *text; text += len ? len : 1) {
        unsigned char c = (unsigned char)*text;
        len = utf8_length((const unsigned char *)text);
        if (len == 0)
            pp_buf_text(b, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\')
            pp_buf_printf(b, "\\%c", c);
        else if (c < 0x20 || c == 0x7F || c == '<' || c == '>' || c == '&')
            pp_buf_printf(b, "\\u%04x", c);
        else
            pp_buf_add(b, text, len);
    }
    pp_buf_text(b, "\"");
}

/* printf writes the locale's decimal point, of whatever bytes: JSON's is a full stop. */
static void add_with_full_stop(struct pp_buf *b, const char *number)
{
    static const char others[] = "+-0123456789e";
    size_t len = strspn(number, others);
    pp_buf_add(b, number, len);
    number += len;
    if (*number == '\0')
        return;
    pp_buf_text(b, ".");
    pp_buf_text(b, number + strcspn(number, others));
}

void pp_buf_json_number(struct pp_buf *b, double value)
{
    char text[64];
    if (!isfinite(value)) {
        pp_buf_text(b, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    add_with_full_stop(b, text);
}

void pp_buf_html(struct pp_buf *b, const char *text)
{
    for (size_t plain; *text; text += plain + 1) {
        plain = strcspn(text, "<>&\"'");
        pp_buf_add(b, text, plain);
        if (text[plain] == '\0')
            return;
        pp_buf_printf(b, "&#%d;", text[plain]);
    }
}

/* --- sending --- */

char *pp_buf_detach(struct pp_buf *b)
{
    pp_buf_add(b, "", 1);
    char *at = b->at;
    bool failed = b->failed;
    *b = (struct pp_buf) { 0 };
    if (!failed)
        return at;
    free(at);
    return NULL;
}

enum pprof_error pp_buf_send(struct pp_buf *b, const struct pprof_sink *sink)
{
    enum pprof_error code = b->failed ? PPROF_SYSTEM : PPROF_OK;
    if (code == PPROF_OK && b->len && sink->write(sink->context, b->at, b->len) != 0)
        code = PPROF_CUT;
    else if (code == PPROF_SYSTEM)
        errno = ENOMEM;
    pp_buf_release(b);
    return code;
}

static void compress_all(struct pp_buf *from, struct pp_buf *to)
{
    enum { GZIP = 16 + MAX_WBITS, MEMORY_LEVEL = 8 };
    z_stream z = { .next_in = (Bytef *)from->at, .avail_in = (uInt)from->len };
    if (from->failed || from->len > UINT32_MAX ||
        deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
        to->failed = true;
        return;
    }
    for (int state = Z_OK; state == Z_OK;) {
        unsigned char part[16384];
        z.next_out = part;
        z.avail_out = sizeof part;
        state = deflate(&z, Z_FINISH);
        pp_buf_add(to, part, sizeof part - z.avail_out);
    }
    deflateEnd(&z);
}

enum pprof_error pp_buf_send_gzip(struct pp_buf *b, const struct pprof_sink *sink)
{
    struct pp_buf packed = { 0 };
    compress_all(b, &packed);
    pp_buf_release(b);
    return pp_buf_send(&packed, sink);
}
