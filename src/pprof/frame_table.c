#include "pprof/frame_table.h"

#include <stdlib.h>
#include <string.h>

struct pp_frame_table *pp_frame_table_new(void)
{
    return calloc(1, sizeof(struct pp_frame_table));
}

void pp_frame_table_free(struct pp_frame_table **table)
{
    struct pp_frame_table *t = *table;
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->texts.count; i++)
        if (i < t->string_capacity)
            free(t->strings[i]);
    free(t->strings);
    free(t->program);
    free(t->frames);
    pp_numbering_release(&t->texts);
    pp_numbering_release(&t->known);
    free(t);
    *table = NULL;
}

/* FNV-1a (Fowler, Noll, Vo), from two starts: that both agree by chance is not to be expected. */
static uint64_t hash(const char *text, uint64_t start)
{
    uint64_t h = start;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return h;
}

/* Doubles an array for `need` elements; false without memory. */
static bool reserve(void **array, size_t *capacity, size_t need, size_t size)
{
    size_t more = *capacity ? *capacity * 2 : 256;
    if (need <= *capacity)
        return true;
    void *grown = realloc(*array, more * size);
    if (grown == NULL)
        return false;
    memset((char *)grown + *capacity * size, 0, (more - *capacity) * size);
    *array = grown;
    *capacity = more;
    return true;
}

/* The number of a text, copied when it is new; 0 without memory. */
static uint64_t text_number(struct pp_frame_table *t, const char *text)
{
    bool met;
    void *strings = t->strings;
    uint64_t number = pp_numbering_of(
        &t->texts, hash(text, 0xcbf29ce484222325u), hash(text, 0x9ae16a3b2f90404fu), &met);
    if (number == 0 || met)
        return number;
    bool room = reserve(&strings, &t->string_capacity, number, sizeof(char *));
    t->strings = strings;
    if (!room || (t->strings[number - 1] = strdup(text)) == NULL)
        return 0;
    return number;
}

static uintptr_t fail(struct pp_frame_table *t)
{
    t->failed = true;
    return 0;
}

uintptr_t pp_frame_table_add(
    struct pp_frame_table *table, const char *function, const char *file, int line)
{
    bool met;
    void *frames = table->frames;
    uint64_t name = text_number(table, function), path = text_number(table, file);
    if (name == 0 || path == 0 || table->failed)
        return fail(table);
    uint64_t number = pp_numbering_of(&table->known, name << 32 | path, (uint64_t)line, &met);
    if (met)
        return number;
    bool room = number && reserve(&frames, &table->capacity, number, sizeof *table->frames);
    table->frames = frames;
    if (!room)
        return fail(table);
    table->frames[number - 1] = (struct pp_frame) {
        .function = table->strings[name - 1], .file = table->strings[path - 1], .line = line
    };
    table->count = number;
    return number;
}
