#include "index/vocabulary_order.h"

#include "base/mem.h"
#include "index/stem.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* A word being sorted: its first bytes as a number tell nearly all apart without reading them. */
struct sorted_word {
    uint64_t head;
    uint32_t number;
};

static int compare_bytes(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_words(const void *a, const void *b, void *vocabulary)
{
    const struct sorted_word *x = a, *y = b;
    if (x->head != y->head)
        return x->head > y->head ? 1 : -1;
    return compare_bytes(
        vocabulary_name(vocabulary, x->number), vocabulary_name(vocabulary, y->number));
}

/* Shorter words are filled up with zero bytes, which no word has. */
static uint64_t head_of(struct str word)
{
    uint64_t head = 0;
    memcpy(&head, word.at, word.len < sizeof head ? word.len : sizeof head);
    return be64toh(head);
}

static void sort_words(struct vocabulary_order *o, const struct vocabulary *v)
{
    struct sorted_word *sorted = mem_alloc(v->count * sizeof *sorted);
    for (uint32_t i = 0; i < v->count; i++)
        if (!stem_is_term(vocabulary_name(v, i)))
            sorted[o->count++] = (struct sorted_word) { head_of(vocabulary_name(v, i)), i };
    o->words = mem_alloc(o->count * sizeof *o->words);
    qsort_r(sorted, o->count, sizeof *sorted, compare_words, (void *)(uintptr_t)v);
    for (size_t i = 0; i < o->count; i++)
        o->words[i] = sorted[i].number;
    free(sorted);
}

static size_t block_count(const struct vocabulary_order *o)
{
    return (o->count + VOCABULARY_ORDER_BLOCK - 1) / VOCABULARY_ORDER_BLOCK;
}

void vocabulary_order_make(
    struct vocabulary_order *o, const struct vocabulary *v, const struct postings *p)
{
    o->count = 0;
    sort_words(o, v);
    o->most = mem_zero(block_count(o), sizeof *o->most);
    for (size_t i = 0; i < o->count; i++) {
        uint32_t documents = p->lists[o->words[i]].documents;
        uint32_t *most = &o->most[i / VOCABULARY_ORDER_BLOCK];
        *most = documents > *most ? documents : *most;
    }
}

void vocabulary_order_release(struct vocabulary_order *o)
{
    free(o->words);
    free(o->most);
    *o = (struct vocabulary_order) { 0 };
}

size_t vocabulary_order_bytes(const struct vocabulary_order *o)
{
    return o->count * sizeof *o->words + block_count(o) * sizeof *o->most;
}

size_t vocabulary_order_find(
    const struct vocabulary_order *o, const struct vocabulary *v, struct str prefix)
{
    size_t low = 0, high = o->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_bytes(vocabulary_order_name(o, v, middle), prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Does the word at that place stand before what neither is before the prefix nor begins with it? */
static bool within(
    const struct vocabulary_order *o, const struct vocabulary *v, struct str prefix, size_t place)
{
    struct str word = vocabulary_order_name(o, v, place);
    if (word.len > prefix.len)
        word.len = prefix.len;
    return compare_bytes(word, prefix) <= 0;
}

size_t vocabulary_order_pass(
    const struct vocabulary_order *o, const struct vocabulary *v, struct str prefix, size_t place)
{
    size_t low = place, step = 1;
    while (low + step <= o->count && within(o, v, prefix, low + step - 1)) {
        low += step;
        step *= 2;
    }
    size_t high = low + step - 1 < o->count ? low + step - 1 : o->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (within(o, v, prefix, middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
