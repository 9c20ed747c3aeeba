#define XXH_INLINE_ALL /* words are short: a call would cost more than the hash */
#include "index/shingles.h"

#include "index/token.h"

#include <assert.h>
#include <xxhash.h>

#define ODD 0x9E3779B97F4A7C15U

/* A multiplication, so that "a b" is not "b a". */
static uint64_t join(uint64_t before, uint64_t word)
{
    return (before * ODD ^ word) * ODD;
}

void sketch_begin(struct sketch *sketch)
{
    *sketch = (struct sketch) { .part = SHINGLES_TITLE };
}

void sketch_part(struct sketch *sketch, enum shingles_part part)
{
    sketch->part = part;
    sketch->words = 0;
}

void sketch_word(struct sketch *sketch, struct str folded)
{
    uint64_t hash = XXH3_64bits(folded.at, folded.len);
    assert(sketch->count < SHINGLES_MAX);
    if (sketch->words++) {
        unsigned bit = (unsigned)(join(sketch->before, hash) >> 59);
        sketch->bits |= (uint64_t)1 << (bit + (sketch->part == SHINGLES_TITLE ? 0 : 32));
        sketch->count++;
    }
    sketch->before = hash;
}

static void insert(struct shingles *out, enum shingles_part part, uint32_t shingle)
{
    uint32_t *all = out->of[part];
    unsigned at = out->counts[part];
    while (at && all[at - 1] > shingle)
        at--;
    if (at && all[at - 1] == shingle)
        return;
    for (unsigned i = out->counts[part]++; i > at; i--)
        all[i] = all[i - 1];
    all[at] = shingle;
}

void shingles_of(const struct item *item, struct shingles *out)
{
    struct tokenizer tokenizer;
    struct token token;
    unsigned left = SHINGLES_MAX;
    for (enum shingles_part part = 0; part < SHINGLES_PARTS; part++) {
        uint64_t before = 0;
        out->counts[part] = 0;
        tokenizer_start(&tokenizer, part == SHINGLES_TITLE ? item->title : item->summary);
        while (left && tokenizer_next(&tokenizer, &token)) {
            uint64_t word = XXH3_64bits(token.folded.at, token.folded.len);
            if (token.position) {
                insert(out, part, (uint32_t)(join(before, word) >> 32));
                left--;
            }
            before = word;
        }
    }
}

unsigned shingles_shared(
    const struct shingles *a, const struct shingles *b, enum shingles_part part)
{
    unsigned shared = 0;
    for (unsigned i = 0, k = 0; i < a->counts[part] && k < b->counts[part];) {
        uint32_t x = a->of[part][i], y = b->of[part][k];
        shared += x == y;
        i += x <= y;
        k += y <= x;
    }
    return shared;
}
