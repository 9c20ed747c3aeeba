#include "index/common_words.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    struct str x = ((const struct common_word *)a)->word, y = ((const struct common_word *)b)->word;
    int order = memcmp(x.at, y.at, x.len < y.len ? x.len : y.len);
    return order ? order : (x.len > y.len) - (x.len < y.len);
}

static bool is_better(const struct common_word *a, const struct common_word *b)
{
    return a->items != b->items ? a->items > b->items : compare(a, b) < 0;
}

void common_words_add(struct common_words *c, struct str word, uint64_t items)
{
    struct common_word added = { word, items };
    size_t place = c->count;
    while (place && is_better(&added, &c->best[place - 1]))
        place--;
    if (c->count == c->most)
        c->cut = true;
    else
        c->count++;
    if (place == c->most)
        return;
    memmove(&c->best[place + 1], &c->best[place], (c->count - 1 - place) * sizeof *c->best);
    c->best[place] = added;
}

bool common_words_admits(const struct common_words *c, uint64_t items)
{
    return c->count < c->most || items >= c->best[c->count - 1].items;
}

static bool has(const struct common_words *c, struct str word)
{
    for (size_t i = 0; i < c->count; i++)
        if (str_equal(c->best[i].word, word))
            return true;
    return false;
}

void common_words_join(
    struct common_words *all, const struct common_words *of, const struct index_set *set)
{
    all->cut |= of->cut;
    for (size_t i = 0; i < of->count; i++)
        if (!has(all, of->best[i].word))
            common_words_add(all, of->best[i].word, common_words_items(set, of->best[i].word));
}

void common_words_sort(struct common_words *c)
{
    qsort(c->best, c->count, sizeof *c->best, compare);
}

uint64_t common_words_items(const struct index_set *set, struct str word)
{
    uint64_t items = 0;
    for (size_t i = 0; i < set->member_count; i++) {
        const struct segment *s = set->members[i].segment;
        uint32_t list = vocabulary_find(&s->vocabulary, word);
        if (list != VOCABULARY_NONE)
            items += s->postings.lists[list].documents;
    }
    return items;
}
