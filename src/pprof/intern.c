#include "pprof/intern.h"

#include <stdlib.h>
#include <string.h>

/* --- what both do alike --- */

/* The vector with room for one more; NULL without memory, when the old one is still there. */
static void *roomy(void *vector, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return vector;
    uint32_t grown = *capacity ? *capacity * 2 : 64;
    void *at = grown > *capacity ? realloc(vector, grown * size) : NULL;
    if (at)
        *capacity = grown;
    return at;
}

static void put(uint32_t *slots, uint32_t slot_count, uint32_t hash, uint32_t number)
{
    uint32_t i = hash & (slot_count - 1);
    while (slots[i])
        i = (i + 1) & (slot_count - 1);
    slots[i] = number;
}

static bool crowded(uint32_t count, uint32_t slot_count)
{
    return (uint64_t)count * 2 >= slot_count;
}

/* --- pairs --- */

static uint32_t hash_pair(uint32_t first, uint32_t second)
{
    uint64_t hash = ((uint64_t)first << 32 | second) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

static bool pairs_room(struct pp_pairs *p)
{
    void *at = roomy(p->at, p->count, &p->capacity, sizeof *p->at);
    p->at = at ? at : p->at;
    if (at == NULL || !crowded(p->count, p->slot_count))
        return at != NULL;
    uint32_t slot_count = p->slot_count ? p->slot_count * 2 : 256;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t n = 1; n <= p->count; n++)
        put(slots, slot_count, hash_pair(p->at[n - 1].first, p->at[n - 1].second), n);
    free(p->slots);
    p->slots = slots;
    p->slot_count = slot_count;
    return true;
}

static uint32_t pairs_find(const struct pp_pairs *p, uint32_t first, uint32_t second)
{
    uint32_t i = hash_pair(first, second) & (p->slot_count - 1);
    for (; p->slots[i]; i = (i + 1) & (p->slot_count - 1)) {
        struct pp_pair pair = p->at[p->slots[i] - 1];
        if (pair.first == first && pair.second == second)
            return p->slots[i];
    }
    return 0;
}

uint32_t pp_pairs_add(struct pp_pairs *p, uint32_t first, uint32_t second)
{
    if (p->failed || !pairs_room(p)) {
        p->failed = true;
        return 0;
    }
    uint32_t found = pairs_find(p, first, second);
    if (found)
        return found;
    p->at[p->count++] = (struct pp_pair) { first, second };
    put(p->slots, p->slot_count, hash_pair(first, second), p->count);
    return p->count;
}

void pp_pairs_release(struct pp_pairs *p)
{
    free(p->at);
    free(p->slots);
    *p = (struct pp_pairs) { 0 };
}

/* --- strings --- */

static uint32_t hash_text(const char *text)
{
    uint32_t hash = 0x811C9DC5u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x01000193u;
    return hash ^ hash >> 16;
}

static bool strings_room(struct pp_strings *s)
{
    void *at = roomy(s->at, s->count, &s->capacity, sizeof *s->at);
    s->at = at ? at : s->at;
    if (at == NULL || !crowded(s->count, s->slot_count))
        return at != NULL;
    uint32_t slot_count = s->slot_count ? s->slot_count * 2 : 256;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t n = 1; n <= s->count; n++)
        put(slots, slot_count, hash_text(s->at[n - 1]), n);
    free(s->slots);
    s->slots = slots;
    s->slot_count = slot_count;
    return true;
}

static uint32_t strings_find(const struct pp_strings *s, const char *text, uint32_t hash)
{
    for (uint32_t i = hash & (s->slot_count - 1); s->slots[i]; i = (i + 1) & (s->slot_count - 1))
        if (strcmp(s->at[s->slots[i] - 1], text) == 0)
            return s->slots[i];
    return 0;
}

uint32_t pp_strings_add(struct pp_strings *s, const char *text)
{
    if (s->failed || !strings_room(s)) {
        s->failed = true;
        return 0;
    }
    uint32_t hash = hash_text(text), found = strings_find(s, text, hash);
    if (found)
        return found;
    s->at[s->count] = strdup(text);
    s->failed = s->at[s->count] == NULL;
    if (s->failed)
        return 0;
    put(s->slots, s->slot_count, hash, ++s->count);
    return s->count;
}

void pp_strings_release(struct pp_strings *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        free(s->at[i]);
    free(s->at);
    free(s->slots);
    *s = (struct pp_strings) { 0 };
}
