#include "index/vocabulary.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL /* for so few bytes a call is what costs */
#include <xxhash.h>

enum {
    FIRST_SLOTS = 64,
    NAME_LENGTH = 4, /* where in a name's record */
    NAME_BYTES = 5,
};

#define FREE UINT32_MAX

static struct vocabulary_slot *empty_slots(size_t count)
{
    struct vocabulary_slot *slots = mem_alloc(count * sizeof *slots);
    memset(slots, 0xFF, count * sizeof *slots); /* all free */
    return slots;
}

void vocabulary_init(struct vocabulary *v, uint64_t seed)
{
    *v = (struct vocabulary) { .seed = seed, .slot_count = FIRST_SLOTS };
    v->slots = empty_slots(FIRST_SLOTS);
}

void vocabulary_release(struct vocabulary *v)
{
    free(v->slots);
    free(v->offsets);
    free(v->names);
    *v = (struct vocabulary) { 0 };
}

static uint64_t hash_of(const struct vocabulary *v, struct str token)
{
    return XXH3_64bits_withSeed(token.at, token.len, v->seed);
}

static struct str name_at(const struct vocabulary *v, uint32_t at)
{
    const char *record = v->names + at;
    return str_n(record + NAME_BYTES, (unsigned char)record[NAME_LENGTH]);
}

static uint32_t number_at(const struct vocabulary *v, uint32_t at)
{
    uint32_t number;
    memcpy(&number, v->names + at, sizeof number);
    return number;
}

struct str vocabulary_name(const struct vocabulary *v, uint32_t number)
{
    return name_at(v, v->offsets[number]);
}

static inline bool is_same_8(const char *a, const char *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x == y;
}

static inline bool is_same_4(const char *a, const char *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x == y;
}

/* As str_equal, for a few bytes: the last comparison of several bytes may go over some again. */
static inline bool is_same(struct str a, struct str b)
{
    size_t len = a.len, at = 0;
    if (len != b.len)
        return false;
    if (len >= 8) {
        for (; at + 8 < len; at += 8)
            if (!is_same_8(a.at + at, b.at + at))
                return false;
        return is_same_8(a.at + len - 8, b.at + len - 8);
    }
    if (len >= 4)
        return is_same_4(a.at, b.at) && is_same_4(a.at + len - 4, b.at + len - 4);
    for (; at < len; at++)
        if (a.at[at] != b.at[at])
            return false;
    return true;
}

/* The slot that holds the token, or the free one where it belongs. */
static inline struct vocabulary_slot *probe(
    const struct vocabulary *v, struct str token, uint64_t hash)
{
    size_t mask = v->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct vocabulary_slot *slot = &v->slots[i];
        if (slot->at == FREE)
            return slot;
        if (slot->tag == hash >> 32 && is_same(name_at(v, slot->at), token))
            return slot;
    }
}

static void grow(struct vocabulary *v)
{
    free(v->slots);
    v->slot_count *= 2;
    v->slots = empty_slots(v->slot_count);
    for (uint32_t number = 0; number < v->count; number++) {
        uint64_t hash = hash_of(v, vocabulary_name(v, number));
        size_t i = hash & (v->slot_count - 1);
        while (v->slots[i].at != FREE)
            i = (i + 1) & (v->slot_count - 1);
        v->slots[i] = (struct vocabulary_slot) { (uint32_t)(hash >> 32), v->offsets[number] };
    }
}

static void add_name(struct vocabulary *v, struct str token)
{
    assert(token.len <= UINT8_MAX);
    size_t end = v->names_size + NAME_BYTES + token.len;
    assert(end < FREE);
    MEM_GROW(v->names, end, v->names_capacity);
    MEM_GROW(v->offsets, v->count + 1, v->offsets_capacity);
    char *record = v->names + v->names_size;
    uint32_t number = (uint32_t)v->count;
    memcpy(record, &number, NAME_LENGTH);
    record[NAME_LENGTH] = (char)token.len;
    memcpy(record + NAME_BYTES, token.at, token.len);
    v->offsets[v->count++] = (uint32_t)v->names_size;
    v->names_size = end;
}

uint64_t vocabulary_hash(const struct vocabulary *v, struct str token)
{
    uint64_t hash = hash_of(v, token);
    __builtin_prefetch(&v->slots[hash & (v->slot_count - 1)]);
    return hash;
}

void vocabulary_approach(const struct vocabulary *v, uint64_t hash)
{
    const struct vocabulary_slot *slot = &v->slots[hash & (v->slot_count - 1)];
    if (slot->at != FREE)
        __builtin_prefetch(v->names + slot->at);
}

uint32_t vocabulary_add(struct vocabulary *v, struct str token)
{
    return vocabulary_add_hashed(v, token, hash_of(v, token));
}

uint32_t vocabulary_add_hashed(struct vocabulary *v, struct str token, uint64_t hash)
{
    struct vocabulary_slot *slot = probe(v, token, hash);
    if (slot->at != FREE)
        return number_at(v, slot->at);
    uint32_t number = (uint32_t)v->count;
    *slot = (struct vocabulary_slot) { (uint32_t)(hash >> 32), (uint32_t)v->names_size };
    add_name(v, token);
    if (v->count * 4 > v->slot_count * 3)
        grow(v);
    return number;
}

uint32_t vocabulary_find(const struct vocabulary *v, struct str token)
{
    uint32_t at = probe(v, token, hash_of(v, token))->at;
    return at == FREE ? VOCABULARY_NONE : number_at(v, at);
}

void vocabulary_trim(struct vocabulary *v)
{
    v->names = mem_resize(v->names, v->names_size, 1);
    v->names_capacity = v->names_size;
    v->offsets = mem_resize(v->offsets, v->count, sizeof *v->offsets);
    v->offsets_capacity = v->count;
}

size_t vocabulary_bytes(const struct vocabulary *v)
{
    return v->slot_count * sizeof *v->slots + v->offsets_capacity * sizeof *v->offsets +
           v->names_capacity;
}
