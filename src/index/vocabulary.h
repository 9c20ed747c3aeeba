/*
 * The distinct tokens of a segment, numbered from 0 in the order they came.
 *
 * An open hash table over XXH3 with a secret seed: whoever writes a feed cannot make its words
 * collide. One thread adds; once nobody does, any number may find. A token has at most 255 bytes.
 */
#ifndef INDEX_VOCABULARY_H
#define INDEX_VOCABULARY_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

#define VOCABULARY_NONE UINT32_MAX

struct vocabulary_slot {
    uint32_t tag; /* of the hash, to tell most tokens apart without reading them */
    uint32_t at;  /* into names */
};

struct vocabulary {
    uint64_t seed;
    struct vocabulary_slot *slots; /* a power of two, at most three quarters of them taken */
    size_t slot_count;
    uint32_t *offsets; /* into names, by number */
    size_t count, offsets_capacity;
    char *names; /* of each its number in 4 bytes, its length in one, itself */
    size_t names_size, names_capacity;
};

void vocabulary_init(struct vocabulary *v, uint64_t seed);
void vocabulary_release(struct vocabulary *v);
/* The token's number; a new one when it is not known yet. */
uint32_t vocabulary_add(struct vocabulary *v, struct str token);
/* The same in three steps, for who adds many: the memory that a step reads is asked for by the one
 * before, and comes while others are dealt with. The second may be left out. */
uint64_t vocabulary_hash(const struct vocabulary *v, struct str token);
void vocabulary_approach(const struct vocabulary *v, uint64_t hash);
uint32_t vocabulary_add_hashed(struct vocabulary *v, struct str token, uint64_t hash);
/* VOCABULARY_NONE when it is not known. */
uint32_t vocabulary_find(const struct vocabulary *v, struct str token);
struct str vocabulary_name(const struct vocabulary *v, uint32_t number);
/* Gives back memory kept for growing. */
void vocabulary_trim(struct vocabulary *v);
size_t vocabulary_bytes(const struct vocabulary *v);

#endif
