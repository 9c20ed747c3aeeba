#include "index/top.h"

#include "index/segment.h"

#include <assert.h>

/* Is a worse than b? */
static bool worse(const struct search_hit *a, const struct search_hit *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return segment_item_before(b->item, a->item);
}

bool top_init(struct top *t, size_t most, struct arena *arena)
{
    assert(most > 0 && most <= SEARCH_WINDOW_MAX);
    *t = (struct top) { .most = most };
    t->hits = arena_alloc(arena, most * sizeof *t->hits);
    return t->hits != NULL;
}

static void sift_up(struct search_hit *hits, size_t i, struct search_hit hit)
{
    while (i > 0 && worse(&hit, &hits[(i - 1) / 2])) {
        hits[i] = hits[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    hits[i] = hit;
}

/* Puts `hit` in the place of the topmost of `count`. */
static void sift_down(struct search_hit *hits, size_t count, struct search_hit hit)
{
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && worse(&hits[child + 1], &hits[child]))
            child++;
        if (!worse(&hits[child], &hit))
            break;
        hits[i] = hits[child];
    }
    hits[i] = hit;
}

bool top_admits(const struct top *t, float score, const struct item *item)
{
    struct search_hit hit = { .item = item, .score = score };
    return t->count < t->most || worse(&t->hits[0], &hit);
}

void top_offer(struct top *t, struct search_hit hit)
{
    if (t->count < t->most)
        sift_up(t->hits, t->count++, hit);
    else if (worse(&t->hits[0], &hit))
        sift_down(t->hits, t->count, hit);
}

void top_sort(struct top *t)
{
    /* Heap sort: the worst goes to the end, again and again. */
    for (size_t left = t->count; left > 1; left--) {
        struct search_hit last = t->hits[left - 1];
        t->hits[left - 1] = t->hits[0];
        sift_down(t->hits, left - 1, last);
    }
}
