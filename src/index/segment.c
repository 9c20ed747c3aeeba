#include "index/segment.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

size_t segment_item_text(const struct item *item)
{
    return item->guid.len + item->link.len + item->title.len + item->summary.len +
           item->author.len + item->language.len;
}

bool segment_item_before(const struct item *a, const struct item *b)
{
    int64_t date_a = item_date(a), date_b = item_date(b);
    return date_a != date_b ? date_a > date_b : a->id > b->id;
}

struct segment *segment_new(uint64_t seed, uint32_t count, size_t text_size)
{
    struct segment *s = mem_zero(1, sizeof *s);
    s->items = mem_zero(count, sizeof *s->items);
    s->sources = mem_zero(count, sizeof *s->sources);
    s->lengths = mem_zero(count, sizeof *s->lengths);
    s->text = mem_alloc(text_size);
    vocabulary_init(&s->vocabulary, seed);
    return s;
}

static struct str keep(struct segment *s, struct str text)
{
    char *at = s->text + s->text_size;
    if (text.len)
        memcpy(at, text.at, text.len);
    s->text_size += text.len;
    return str_n(at, text.len);
}

void segment_append(struct segment *s, const struct item *item)
{
    assert(item->id != 0 && item->source < INDEX_SOURCE_MAX);
    struct item *kept = &s->items[s->count];
    *kept = *item;
    kept->guid = keep(s, item->guid);
    kept->link = keep(s, item->link);
    kept->title = keep(s, item->title);
    kept->summary = keep(s, item->summary);
    kept->author = keep(s, item->author);
    kept->language = keep(s, item->language);
    s->sources[s->count++] = (uint16_t)item->source;
    source_set_add(&s->source_set, item->source);
}

struct numbered {
    uint64_t id;
    uint32_t document;
};

static int compare_ids(const void *a, const void *b)
{
    uint64_t x = ((const struct numbered *)a)->id, y = ((const struct numbered *)b)->id;
    return (x > y) - (x < y);
}

static void number_ids(struct segment *s)
{
    struct numbered *numbered = mem_alloc(s->count * sizeof *numbered);
    for (uint32_t i = 0; i < s->count; i++)
        numbered[i] = (struct numbered) { s->items[i].id, i };
    qsort(numbered, s->count, sizeof *numbered, compare_ids);
    s->ids = mem_alloc(s->count * sizeof *s->ids);
    s->by_id = mem_alloc(s->count * sizeof *s->by_id);
    for (uint32_t i = 0; i < s->count; i++) {
        s->ids[i] = numbered[i].id;
        s->by_id[i] = numbered[i].document;
    }
    free(numbered);
}

void segment_seal(struct segment *s)
{
    number_ids(s);
    for (uint32_t i = 0; i < s->count; i++)
        s->total_length += s->lengths[i];
    vocabulary_trim(&s->vocabulary);
    size_t per_document = sizeof *s->items + sizeof *s->sources + sizeof *s->lengths +
                          sizeof *s->ids + sizeof *s->by_id;
    s->bytes = sizeof *s + s->count * per_document + s->text_size +
               vocabulary_bytes(&s->vocabulary) + postings_bytes(&s->postings);
}

void segment_free(struct segment **segment)
{
    struct segment *s = *segment;
    if (s == NULL)
        return;
    free(s->items);
    free(s->text);
    free(s->sources);
    free(s->lengths);
    free(s->ids);
    free(s->by_id);
    vocabulary_release(&s->vocabulary);
    postings_release(&s->postings);
    free(s);
    *segment = NULL;
}

uint32_t segment_find(const struct segment *s, uint64_t id)
{
    if (id < s->ids[0] || id > s->ids[s->count - 1])
        return SEGMENT_NONE;
    uint32_t low = 0, high = s->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return s->ids[low] == id ? s->by_id[low] : SEGMENT_NONE;
}
