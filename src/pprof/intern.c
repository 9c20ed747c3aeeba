#include "pprof/intern.h"

#include <stdlib.h>
#include <string.h>

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

/* --- pairs --- */

static uint32_t append_pair(struct pp_pairs *p, uint32_t first, uint32_t second)
{
    void *at = roomy(p->at, p->count, &p->capacity, sizeof *p->at);
    if (at == NULL) {
        p->failed = true;
        return 0;
    }
    p->at = at;
    p->at[p->count++] = (struct pp_pair) { first, second };
    return p->count;
}

uint32_t pp_pairs_add(struct pp_pairs *p, uint32_t first, uint32_t second)
{
    bool met;
    uint32_t number = p->failed ? 0 : (uint32_t)pp_numbering_of(&p->numbering, first, second, &met);
    p->failed |= p->numbering.failed;
    return p->failed ? 0 : met ? number : append_pair(p, first, second);
}

void pp_pairs_release(struct pp_pairs *p)
{
    free(p->at);
    pp_numbering_release(&p->numbering);
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

/* The slot of that text: its own, or the free one where it would be. */
static uint32_t slot_of(const struct pp_strings *s, const char *text)
{
    uint32_t i = hash_text(text) & (s->slot_count - 1);
    while (s->slots[i] && strcmp(s->at[s->slots[i] - 1], text) != 0)
        i = (i + 1) & (s->slot_count - 1);
    return i;
}

static bool grow_slots(struct pp_strings *s)
{
    if ((uint64_t)s->count * 2 < s->slot_count)
        return true;
    uint32_t slot_count = s->slot_count ? s->slot_count * 2 : 256;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL)
        return false;
    free(s->slots);
    s->slots = slots;
    s->slot_count = slot_count;
    for (uint32_t n = 1; n <= s->count; n++)
        s->slots[slot_of(s, s->at[n - 1])] = n;
    return true;
}

static bool strings_room(struct pp_strings *s)
{
    void *at = roomy(s->at, s->count, &s->capacity, sizeof *s->at);
    s->at = at ? at : s->at;
    return at && grow_slots(s);
}

uint32_t pp_strings_add(struct pp_strings *s, const char *text)
{
    if (s->failed || !strings_room(s)) {
        s->failed = true;
        return 0;
    }
    uint32_t *slot = &s->slots[slot_of(s, text)];
    if (*slot)
        return *slot;
    s->at[s->count] = strdup(text);
    s->failed = s->at[s->count] == NULL;
    if (!s->failed)
        *slot = ++s->count;
    return *slot;
}

void pp_strings_release(struct pp_strings *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        free(s->at[i]);
    free(s->at);
    free(s->slots);
    *s = (struct pp_strings) { 0 };
}
