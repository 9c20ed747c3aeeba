/*
 * Readers while a writer publishes and merges. Each batch issues the same stories anew and adds
 * some of its own; a reader must see all of a batch or nothing of it. ThreadSanitizer and
 * AddressSanitizer watch that nothing is freed or changed under a reader.
 */
#include "base/buf.h"
#include "index/index.h"
#include "items.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { READERS = 3, BATCHES = 150, REISSUED = 20, NEW = 15 };

struct shared {
    struct index *index;
    atomic_bool done;
    atomic_uint failures, searches;
};

struct reader {
    struct shared *shared;
    unsigned slot;
    uint64_t seed;
    uint64_t generation;
    struct arena arena;
};

static struct search_result search(struct reader *r, const struct index_set *set, const char *words)
{
    struct search_result result = { .total = SIZE_MAX };
    struct query *query;
    arena_reset(&r->arena);
    if (query_parse(str_from(words), MATCH_ALL, &r->arena, &query, NULL) == ERROR_NONE) {
        struct search_request request = {
            .query = query, .sources = all_sources(), .offset = 0, .limit = REISSUED + NEW
        };
        search_run(set, &request, &r->arena, &result, NULL);
    }
    return result;
}

/* All hits are of one batch: their titles are the same. */
static bool same_titles(struct search_result result)
{
    for (size_t i = 1; i < result.count; i++)
        if (!str_equal(result.hits[i].item->title, result.hits[0].item->title))
            return false;
    return true;
}

static bool consistent(struct reader *r, const struct index_set *set)
{
    char words[32];
    uint64_t generation = index_set_generation(set);
    bool ok = generation >= r->generation;
    r->generation = generation;
    ok &= index_set_items(set) == (generation ? REISSUED + NEW * generation : 0);
    struct search_result reissued = search(r, set, "reissued");
    ok &= reissued.total == (generation ? REISSUED : 0) && same_titles(reissued);
    unsigned batch = 1 + random_below(&r->seed, BATCHES);
    snprintf(words, sizeof words, "new batch%u", batch);
    ok &= search(r, set, words).total == (batch <= generation ? NEW : 0);
    return ok;
}

static void *read_on(void *argument)
{
    struct reader *r = argument;
    while (!atomic_load(&r->shared->done)) {
        const struct index_set *set = index_enter(r->shared->index, r->slot);
        if (!consistent(r, set))
            atomic_fetch_add(&r->shared->failures, 1);
        index_leave(r->shared->index, r->slot);
        atomic_fetch_add(&r->shared->searches, 1);
    }
    return NULL;
}

static void publish_batch(struct index *index, unsigned batch)
{
    struct item items[REISSUED + NEW];
    char title[32];
    snprintf(title, sizeof title, "batch%u", batch);
    for (unsigned i = 0; i < REISSUED; i++)
        items[i] = item_of(i + 1, 1, batch, title, "reissued");
    for (unsigned i = 0; i < NEW; i++)
        items[REISSUED + i] = item_of(1000 + NEW * batch + i, 2, batch, title, "new");
    struct index_publication p = index_add(index, items, REISSUED + NEW);
    ck_assert_uint_eq(p.generation, batch);
}

START_TEST(a_batch_is_seen_whole_or_not_at_all)
{
    struct shared shared = { .index = index_new(READERS) };
    struct reader readers[READERS];
    pthread_t threads[READERS];
    for (unsigned i = 0; i < READERS; i++) {
        readers[i] = (struct reader) {
            .shared = &shared, .slot = i, .seed = i + 1, .arena = arena_of(1 << 20)
        };
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
    }
    for (unsigned batch = 1; batch <= BATCHES; batch++)
        publish_batch(shared.index, batch);
    while (atomic_load(&shared.searches) < 100)
        ;
    atomic_store(&shared.done, true);
    for (unsigned i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        arena_release(&readers[i].arena);
    }
    ck_assert_uint_eq(atomic_load(&shared.failures), 0);
    index_free(&shared.index);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_batch_is_seen_whole_or_not_at_all, NULL };
    return suite_run(suite_of("publish", tests));
}
