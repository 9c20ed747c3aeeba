#include "index/segment.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

uint32_t segment_behind(const struct segment *s, const struct search_place *place)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool behind = s->dates[middle] != place->date ? s->dates[middle] < place->date
                                                      : segment_id(s, middle) < place->id;
        if (behind)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct segment *segment_new(uint64_t seed, uint32_t count, size_t records_size)
{
    struct segment *s = mem_zero(1, sizeof *s);
    assert(records_size <= UINT32_MAX);
    s->records = mem_alloc(records_size);
    s->starts = mem_alloc((count + (size_t)1) * sizeof *s->starts);
    s->starts[0] = 0;
    s->dates = mem_alloc(count * sizeof *s->dates);
    s->sources = mem_alloc(count * sizeof *s->sources);
    s->lengths = mem_alloc(count * sizeof *s->lengths);
    s->sketches = mem_alloc(count * sizeof *s->sketches);
    vocabulary_init(&s->vocabulary, seed);
    return s;
}

static void append(struct segment *s, uint32_t source, int64_t date, size_t size)
{
    s->sources[s->count] = (uint16_t)source;
    s->dates[s->count] = date;
    s->starts[s->count + 1] = s->starts[s->count] + (uint32_t)size;
    s->count++;
    source_set_add(&s->source_set, source);
}

void segment_append(struct segment *s, const struct item *item)
{
    size_t head, size = record_write(s->records + s->starts[s->count], item, &head);
    assert(item->id != 0 && item->source < INDEX_SOURCE_MAX);
    s->memory.items += head;
    s->memory.text += size - head;
    append(s, item->source, item_date(item), size);
}

void segment_append_from(struct segment *s, const struct segment *from, uint32_t document)
{
    const uint8_t *record = segment_record(from, document);
    size_t size = segment_record_size(from, document), text = record_text(record);
    memcpy(s->records + s->starts[s->count], record, size);
    s->memory.items += size - text;
    s->memory.text += text;
    append(s, from->sources[document], from->dates[document], size);
}

struct item segment_item(const struct segment *s, uint32_t document)
{
    return record_read(segment_record(s, document), s->sources[document], s->dates[document]);
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
        numbered[i] = (struct numbered) { segment_id(s, i), i };
    qsort(numbered, s->count, sizeof *numbered, compare_ids);
    s->by_id = mem_alloc(s->count * sizeof *s->by_id);
    for (uint32_t i = 0; i < s->count; i++)
        s->by_id[i] = numbered[i].document;
    free(numbered);
}

static void count_memory(struct segment *s)
{
    size_t per_document = sizeof *s->starts + sizeof *s->dates + sizeof *s->sources +
                          sizeof *s->lengths + sizeof *s->by_id + sizeof *s->sketches;
    s->memory.items += sizeof *s + s->count * per_document + sizeof *s->starts;
    s->memory.vocabulary = vocabulary_bytes(&s->vocabulary) + vocabulary_order_bytes(&s->order);
    s->memory.positions = s->postings.position_count;
    s->memory.postings = postings_bytes(&s->postings) - s->postings.position_count;
}

void segment_seal(struct segment *s)
{
    if (s->by_id == NULL)
        number_ids(s);
    s->first_id = segment_id(s, s->by_id[0]);
    s->last_id = segment_id(s, s->by_id[s->count - 1]);
    s->records = mem_resize(s->records, s->starts[s->count], 1);
    vocabulary_trim(&s->vocabulary);
    vocabulary_order_make(&s->order, &s->vocabulary, &s->postings);
    count_memory(s);
}

void segment_free(struct segment **segment)
{
    struct segment *s = *segment;
    if (s == NULL)
        return;
    free(s->records);
    free(s->starts);
    free(s->dates);
    free(s->sources);
    free(s->lengths);
    free(s->by_id);
    free(s->sketches);
    vocabulary_release(&s->vocabulary);
    postings_release(&s->postings);
    vocabulary_order_release(&s->order);
    free(s);
    *segment = NULL;
}

uint32_t segment_find(const struct segment *s, uint64_t id)
{
    if (id < s->first_id || id > s->last_id)
        return SEGMENT_NONE;
    uint32_t low = 0, high = s->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (segment_id(s, s->by_id[middle]) < id)
            low = middle + 1;
        else
            high = middle;
    }
    return segment_id(s, s->by_id[low]) == id ? s->by_id[low] : SEGMENT_NONE;
}
