/* LEB128 for 32 bits, and for 64. Reading 32 stops at `end`, where all is 0, and after five bytes.
 */
#ifndef INDEX_VARINT_H
#define INDEX_VARINT_H

#include <stddef.h>
#include <stdint.h>

enum { VARINT_MAX = 5, VARINT64_MAX = 10 };

/* Writes at most VARINT_MAX bytes; how many. */
static inline size_t varint_write(uint8_t *to, uint32_t value)
{
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        to[size++] = (uint8_t)(value | 0x80);
    to[size++] = (uint8_t)value;
    return size;
}

static inline uint32_t varint_read(const uint8_t **at, const uint8_t *end)
{
    uint32_t value = 0;
    for (unsigned shift = 0; *at < end && shift < 7 * VARINT_MAX; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

/* Writes at most VARINT64_MAX bytes; how many. */
static inline size_t varint_write64(uint8_t *to, uint64_t value)
{
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        to[size++] = (uint8_t)(value | 0x80);
    to[size++] = (uint8_t)value;
    return size;
}

/* Of bytes that varint_write or varint_write64 has written. */
static inline uint64_t varint_read64(const uint8_t **at)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

/* Passes over `count` numbers. */
static inline const uint8_t *varint_skip(const uint8_t *at, const uint8_t *end, size_t count)
{
    while (count > 0 && at < end)
        count -= *at++ < 0x80;
    return at;
}

#endif
