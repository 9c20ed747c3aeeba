/*
 * struct buf: bytes being written.
 *
 * Two kinds share every function. A heap buf (buf_init) grows as needed and is
 * freed by buf_release. A fixed buf (buf_fixed) writes into memory that somebody
 * else owns, an arena's for instance; what does not fit is dropped and the buf
 * stays `overflowed`, which is checked once, at the end.
 * One buf belongs to one thread.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *at;
    size_t len;
    size_t capacity;
    bool fixed;
    bool overflowed; /* only a fixed buf */
};

/* An empty heap buf; allocates nothing yet. */
void buf_init(struct buf *b);
/* A buf over `capacity` bytes at `memory`; memory NULL counts as capacity 0. */
void buf_fixed(struct buf *b, void *memory, size_t capacity);
/* Frees a heap buf's bytes; leaves an empty buf of the same kind. Safe twice. */
void buf_release(struct buf *b);
/* Empties, keeping the memory. */
void buf_clear(struct buf *b);
/* Hands a heap buf's bytes over, terminated, to be freed with free(); leaves an empty heap buf. */
char *buf_detach(struct buf *b);

/* buf_add where there is no room: a heap buf grows, a fixed one overflows. */
void buf_add_slowly(struct buf *b, const void *bytes, size_t len);

static inline void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (len > b->capacity - b->len) {
        buf_add_slowly(b, bytes, len);
    } else if (len) {
        memcpy(b->at + b->len, bytes, len);
        b->len += len;
    }
}

static inline void buf_add_str(struct buf *b, struct str s)
{
    buf_add(b, s.at, s.len);
}

static inline void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_add_u64(struct buf *b, uint64_t n); /* decimal */
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A literal, without strlen. */
#define BUF_LIT(b, literal) buf_add((b), (literal), sizeof(literal) - 1)

/* Room for `more` bytes at the returned address, or NULL when a fixed buf has not that much.
 * The caller writes there and adds what it wrote to len. */
char *buf_reserve(struct buf *b, size_t more);
/* Shortens to len, which must not be more than b->len. */
void buf_truncate(struct buf *b, size_t len);

static inline struct str buf_str(const struct buf *b)
{
    return str_n(b->at, b->len);
}

#endif
