#include "index/pack.h"

#include <string.h>

enum { LANES = 4, ROWS = PACK_COUNT / LANES };

typedef uint32_t lanes __attribute__((vector_size(16), may_alias));
typedef uint32_t unaligned_lanes __attribute__((vector_size(16), aligned(1), may_alias));

unsigned pack_bits(const uint32_t *numbers)
{
    uint32_t any = 0;
    for (unsigned i = 0; i < PACK_COUNT; i++)
        any |= numbers[i];
    return any ? 32 - (unsigned)__builtin_clz(any) : 0;
}

void pack_write(uint8_t *to, const uint32_t *numbers, unsigned bits)
{
    const unaligned_lanes *in = (const unaligned_lanes *)numbers;
    unaligned_lanes *out = (unaligned_lanes *)to;
    lanes word = { 0 };
    unsigned held = 0; /* bits of it that are filled */
    for (unsigned row = 0; row < ROWS; row++) {
        word |= in[row] << held;
        held += bits;
        if (held < 32)
            continue;
        *out++ = word;
        held -= 32;
        word = in[row] >> (bits - held) & (held ? UINT32_MAX : 0);
    }
}

/* With `bits` constant, unrolled whole: every shift and every word's place is known. */
static inline __attribute__((always_inline)) void read_rows(
    uint32_t *to, const uint8_t *from, const unsigned bits)
{
    const unaligned_lanes *word = (const unaligned_lanes *)from;
    lanes *out = (lanes *)to;
    const uint32_t mask = bits == 32 ? UINT32_MAX : (1u << bits) - 1;
#pragma GCC unroll 32
    for (unsigned row = 0; row < ROWS; row++) {
        unsigned shift = row * bits % 32;
        lanes value = word[row * bits / 32] >> shift;
        if (shift + bits > 32)
            value |= word[row * bits / 32 + 1] << (32 - shift);
        out[row] = value & mask;
    }
}

#define EACH_WIDTH(X)                                                                              \
    X(1)                                                                                           \
    X(2)                                                                                           \
    X(3)                                                                                           \
    X(4)                                                                                           \
    X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20)     \
        X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)

#define DEFINE(bits)                                                                               \
    static void read_##bits(uint32_t *to, const uint8_t *from)                                     \
    {                                                                                              \
        read_rows(to, from, bits);                                                                 \
    }
EACH_WIDTH(DEFINE)

static void read_0(uint32_t *to, const uint8_t *from)
{
    (void)from;
    memset(to, 0, PACK_COUNT * sizeof *to);
}

void pack_read(uint32_t *to, const uint8_t *from, unsigned bits)
{
#define NAME(bits) read_##bits,
    static void (*const readers[PACK_BITS_MAX + 1])(
        uint32_t *, const uint8_t *) = { read_0, EACH_WIDTH(NAME) };
    readers[bits](to, from);
}

/* Sums within a vector are made of shifted copies of it; only the last waits for the one before. */
void pack_add_up(uint32_t *gaps, unsigned count, uint32_t before)
{
    const lanes zero = { 0 };
    lanes *at = (lanes *)gaps, sum = zero + before;
    for (unsigned row = 0; row * LANES < count; row++) {
        lanes gap = at[row] + 1;
        gap += __builtin_shufflevector(gap, zero, 4, 0, 1, 2);
        gap += __builtin_shufflevector(gap, zero, 4, 4, 0, 1);
        sum = at[row] = gap + sum;
        sum = __builtin_shufflevector(sum, sum, 3, 3, 3, 3);
    }
}
