#include "pprof/symbol_table.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 32768, FIRST_SLOTS = 256 };

struct pp_symbol_chunk {
    struct pp_symbol_chunk *next;
    size_t used, size;
    char at[];
};

struct pp_symbol_slot {
    uintptr_t pc;
    const struct pp_frame *frames;
    size_t count; /* 0: the slot is free */
};

void pp_symbol_table_init(struct pp_symbol_table *table, size_t limit)
{
    *table = (struct pp_symbol_table) { .limit = limit };
}

void pp_symbol_table_release(struct pp_symbol_table *table)
{
    free(table->slots);
    free(table->texts);
    for (struct pp_symbol_chunk *chunk = table->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    pp_symbol_table_init(table, table->limit);
}

/* --- memory --- */

static void *account(struct pp_symbol_table *table, size_t count, size_t size)
{
    void *at = table->limit - table->bytes < count * size ? NULL : calloc(count, size);
    if (at)
        table->bytes += count * size;
    return at;
}

/* Memory that stays where it is, aligned for a pp_frame. */
static void *reserve(struct pp_symbol_table *table, size_t len)
{
    struct pp_symbol_chunk *chunk = table->chunks;
    len = (len + 7) & ~(size_t)7;
    if (chunk == NULL || chunk->size - chunk->used < len) {
        size_t size = len > CHUNK - sizeof *chunk ? len : CHUNK - sizeof *chunk;
        chunk = account(table, 1, sizeof *chunk + size);
        if (chunk == NULL)
            return NULL;
        *chunk = (struct pp_symbol_chunk) { table->chunks, 0, size };
        table->chunks = chunk;
    }
    chunk->used += len;
    return chunk->at + chunk->used - len;
}

static size_t hash_pc(uintptr_t pc)
{
    uint64_t hash = (uint64_t)pc * 0x9E3779B97F4A7C15u;
    return (size_t)(hash ^ hash >> 32);
}

static size_t hash_text(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    return (size_t)(hash ^ hash >> 32);
}

/* --- strings, each once --- */

static size_t text_place(const struct pp_symbol_table *table, const char *text)
{
    size_t mask = table->text_count - 1, at = hash_text(text) & mask;
    while (table->texts[at] && strcmp(table->texts[at], text) != 0)
        at = (at + 1) & mask;
    return at;
}

static bool roomy_texts(struct pp_symbol_table *table)
{
    if (table->text_used * 2 < table->text_count)
        return true;
    struct pp_symbol_table grown = *table;
    grown.text_count = table->text_count ? table->text_count * 2 : FIRST_SLOTS;
    grown.texts = account(&grown, grown.text_count, sizeof *grown.texts);
    if (grown.texts == NULL)
        return false;
    for (size_t i = 0; i < table->text_count; i++)
        if (table->texts[i])
            grown.texts[text_place(&grown, table->texts[i])] = table->texts[i];
    free(table->texts);
    grown.bytes -= table->text_count * sizeof *table->texts;
    *table = grown;
    return true;
}

static const char *keep_text(struct pp_symbol_table *table, const char *text)
{
    if (!roomy_texts(table))
        return NULL;
    size_t at = text_place(table, text), len = strlen(text) + 1;
    if (table->texts[at])
        return table->texts[at];
    char *copy = reserve(table, len);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, len);
    table->text_used++;
    table->texts[at] = copy;
    return copy;
}

/* --- addresses --- */

static struct pp_symbol_slot *slot_of(const struct pp_symbol_table *table, uintptr_t pc)
{
    size_t mask = table->slot_count - 1, at = hash_pc(pc) & mask;
    while (table->slots[at].count && table->slots[at].pc != pc)
        at = (at + 1) & mask;
    return &table->slots[at];
}

static bool roomy_slots(struct pp_symbol_table *table)
{
    if (table->slot_used * 4 < table->slot_count * 3)
        return true;
    struct pp_symbol_table grown = *table;
    grown.slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    grown.slots = account(&grown, grown.slot_count, sizeof *grown.slots);
    if (grown.slots == NULL)
        return false;
    for (size_t i = 0; i < table->slot_count; i++)
        if (table->slots[i].count)
            *slot_of(&grown, table->slots[i].pc) = table->slots[i];
    free(table->slots);
    grown.bytes -= table->slot_count * sizeof *table->slots;
    *table = grown;
    return true;
}

size_t pp_symbol_table_find(
    const struct pp_symbol_table *table, uintptr_t pc, const struct pp_frame **frames)
{
    if (table->slot_count == 0)
        return 0;
    const struct pp_symbol_slot *slot = slot_of(table, pc);
    *frames = slot->frames;
    return slot->count;
}

bool pp_symbol_table_add(
    struct pp_symbol_table *table, uintptr_t pc, const struct pp_frame *frames, size_t count)
{
    struct pp_frame *copy = roomy_slots(table) ? reserve(table, count * sizeof *copy) : NULL;
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = frames[i];
        copy[i].function = keep_text(table, frames[i].function);
        copy[i].file = keep_text(table, frames[i].file);
        if (copy[i].function == NULL || copy[i].file == NULL)
            return false;
    }
    if (copy) {
        *slot_of(table, pc) = (struct pp_symbol_slot) { pc, copy, count };
        table->slot_used++;
    }
    return copy != NULL;
}
