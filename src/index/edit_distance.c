#include "index/edit_distance.h"

#include "base/utf8.h"

bool edit_distance_start(struct edit_distance *e, struct str word)
{
    e->length = e->depth = 0;
    e->ends[0] = 0;
    for (size_t at = 0; at < word.len;) {
        int32_t point = utf8_next(word, &at);
        if (point < 0 || e->length == EDIT_LETTERS_MAX)
            return false;
        e->word[e->length++] = (uint32_t)point;
    }
    for (unsigned i = 0; i <= e->length; i++)
        e->rows[0][i] = (uint8_t)i;
    return true;
}

void edit_distance_keep(struct edit_distance *e, size_t bytes)
{
    while (e->ends[e->depth] > bytes)
        e->depth--;
}

static uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static void fill_row(struct edit_distance *e)
{
    unsigned d = e->depth;
    uint32_t letter = e->other[d - 1];
    const uint8_t *before = e->rows[d - 1];
    uint8_t *row = e->rows[d];
    row[0] = (uint8_t)d;
    for (unsigned i = 1; i <= e->length; i++) {
        uint8_t changed = (uint8_t)(before[i - 1] + (e->word[i - 1] != letter));
        row[i] = least(changed, (uint8_t)(least(before[i], row[i - 1]) + 1));
        if (d > 1 && i > 1 && letter == e->word[i - 2] && e->other[d - 2] == e->word[i - 1])
            row[i] = least(row[i], (uint8_t)(e->rows[d - 2][i - 2] + 1));
    }
}

bool edit_distance_push(struct edit_distance *e, struct str other)
{
    size_t at = e->ends[e->depth];
    if (at >= other.len || e->depth == EDIT_LETTERS_MAX)
        return false;
    int32_t point = utf8_next(other, &at);
    if (point < 0 || at > UINT8_MAX)
        return false;
    e->other[e->depth++] = (uint32_t)point;
    e->ends[e->depth] = (uint8_t)at;
    fill_row(e);
    return true;
}

unsigned edit_distance_now(const struct edit_distance *e)
{
    return e->rows[e->depth][e->length];
}

static uint8_t least_of(const uint8_t *row, unsigned length)
{
    uint8_t found = row[0];
    for (unsigned i = 1; i <= length; i++)
        found = least(found, row[i]);
    return found;
}

/* A later row is reached from the last one, or by a swap from the one before it, which costs 1. */
bool edit_distance_hopeless(const struct edit_distance *e, unsigned most)
{
    if (least_of(e->rows[e->depth], e->length) <= most)
        return false;
    return e->depth == 0 || least_of(e->rows[e->depth - 1], e->length) >= most;
}

unsigned edit_distance_of(struct str a, struct str b)
{
    struct edit_distance e;
    if (!edit_distance_start(&e, a))
        return UINT32_MAX;
    while (edit_distance_push(&e, b))
        ;
    return e.ends[e.depth] == b.len ? edit_distance_now(&e) : UINT32_MAX;
}
