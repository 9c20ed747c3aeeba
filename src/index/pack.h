/*
 * 128 small numbers at a fixed number of bits each.
 *
 * Number i lies in lane i % 4 at row i / 4; a lane's rows follow each other in 32-bit words, and
 * the words of the four lanes are interleaved, so one vector operation unpacks four numbers (D.
 * Lemire, L. Boytsov, "Decoding billions of integers per second through vectorization", Software:
 * Practice and Experience 45(1), 2015: SIMD-BP128). Written with the compiler's vectors of four,
 * which become SSE2, NEON or plain instructions. Versions for AVX2, chosen as the program is
 * loaded, were tried and gained nothing: a block is read in some tens of nanoseconds, and waiting
 * for memory takes longer.
 */
#ifndef INDEX_PACK_H
#define INDEX_PACK_H

#include <stdint.h>

enum { PACK_COUNT = 128, PACK_BITS_MAX = 32 };

/* Bytes that 128 numbers of so many bits take. */
static inline uint32_t pack_size(unsigned bits)
{
    return bits * (PACK_COUNT / 8);
}

/* Bits that the largest of them needs: 0 when all are 0. */
unsigned pack_bits(const uint32_t *numbers);
/* Writes pack_size(bits) bytes. Every number has to fit. */
void pack_write(uint8_t *to, const uint32_t *numbers, unsigned bits);
/* Reads as many; `to` is aligned to 16 bytes, bits at most PACK_BITS_MAX. */
void pack_read(uint32_t *to, const uint8_t *from, unsigned bits);

/* Turns the first `count` of 128 gaps, each less 1, into the numbers that follow `before`, modulo
 * 2^32; what is behind them is undefined afterwards. Aligned to 16 bytes. */
void pack_add_up(uint32_t *gaps, unsigned count, uint32_t before);

#endif
