#include "index/top.h"

#include <assert.h>

/* Is a worse than b? */
static bool worse(const struct top_hit *a, const struct top_hit *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return segment_before(b->segment, b->document, a->segment, a->document);
}

bool top_init(struct top *t, size_t most, struct arena *arena)
{
    assert(most > 0 && most <= SEARCH_WINDOW_MAX);
    *t = (struct top) { .most = most };
    t->hits = arena_alloc(arena, most * sizeof *t->hits);
    return t->hits != NULL;
}

static void sift_up(struct top_hit *hits, size_t i, struct top_hit hit)
{
    while (i > 0 && worse(&hit, &hits[(i - 1) / 2])) {
        hits[i] = hits[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    hits[i] = hit;
}

/* Puts `hit` in the place of the topmost of `count`. */
static void sift_down(struct top_hit *hits, size_t count, struct top_hit hit)
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

bool top_admits(const struct top *t, struct top_hit hit)
{
    return t->count < t->most || worse(&t->hits[0], &hit);
}

static bool behind(const struct search_place *place, const struct top_hit *hit)
{
    if (hit->score != place->score)
        return hit->score < place->score;
    int64_t date = hit->segment->dates[hit->document];
    return date != place->date ? date < place->date
                               : segment_id(hit->segment, hit->document) < place->id;
}

void top_offer(struct top *t, struct top_hit hit)
{
    if (t->after && !behind(t->after, &hit))
        return;
    if (t->count < t->most)
        sift_up(t->hits, t->count++, hit);
    else if (worse(&t->hits[0], &hit))
        sift_down(t->hits, t->count, hit);
}

void top_sort(struct top *t)
{
    /* Heap sort: the worst goes to the end, again and again. */
    for (size_t left = t->count; left > 1; left--) {
        struct top_hit last = t->hits[left - 1];
        t->hits[left - 1] = t->hits[0];
        sift_down(t->hits, left - 1, last);
    }
}
