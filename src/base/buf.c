#include "base/buf.h"

#include "base/mem.h"
#include "base/put.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b)
{
    *b = (struct buf) { 0 };
}

void buf_fixed(struct buf *b, void *memory, size_t capacity)
{
    *b = (struct buf) { .at = memory, .capacity = memory ? capacity : 0, .fixed = true };
}

void buf_release(struct buf *b)
{
    if (b->fixed) {
        buf_clear(b);
        return;
    }
    free(b->at);
    buf_init(b);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->overflowed = false;
}

char *buf_detach(struct buf *b)
{
    assert(!b->fixed);
    buf_add_char(b, '\0');
    char *bytes = b->at;
    buf_init(b);
    return bytes;
}

char *buf_reserve(struct buf *b, size_t more)
{
    if (more > b->capacity - b->len) {
        if (b->fixed) {
            b->overflowed = true;
            return NULL;
        }
        MEM_GROW(b->at, b->len + more, b->capacity);
    }
    return b->at + b->len;
}

void buf_truncate(struct buf *b, size_t len)
{
    assert(len <= b->len);
    b->len = len;
}

void buf_add_slowly(struct buf *b, const void *bytes, size_t len)
{
    char *to = buf_reserve(b, len);
    if (to == NULL)
        return;
    memcpy(to, bytes, len);
    b->len += len;
}

void buf_add_u64(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    if (n < 1000 && b->capacity - b->len >= 3) { /* most are small */
        b->len = (size_t)(put_small(b->at + b->len, (unsigned)n) - b->at);
        return;
    }
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    buf_add(b, digits + at, sizeof digits - at);
}

void buf_addf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(need >= 0);
    char *to = buf_reserve(b, (size_t)need + 1);
    if (to) {
        vsnprintf(to, (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
}
