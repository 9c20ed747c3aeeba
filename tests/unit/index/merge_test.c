/*
 * Merging beside the writer. Readers check what they see against what was published: a batch is
 * there whole or not at all, nothing is there twice, nothing goes. ThreadSanitizer watches.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/set_draft.h"
#include "items.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { TIER = 1100 }; /* items of a segment that the writer does not merge itself */

/* --- one thread: what happens between choosing and installing --- */

static struct set_draft draft;
static struct item made[TIER];

static void join(uint64_t first, unsigned count, const char *title)
{
    for (unsigned i = 0; i < count; i++)
        made[i] = item_of(first + i, 1, (int64_t)(first + i), title, "");
    set_draft_join(&draft, set_draft_build(&draft, NULL, made, count));
}

static void setup(void)
{
    set_draft_init(&draft);
    for (uint64_t i = 0; i < SET_FANOUT; i++)
        join(1 + i * TIER, TIER, "before");
}

static void teardown(void)
{
    set_draft_release(&draft);
}

static struct segment *merged(void)
{
    return segment_merge(draft.seed, draft.merging.parts, draft.merging.count, NULL);
}

static void check_items(size_t items, size_t segments)
{
    struct index_set *set = set_draft_freeze(&draft);
    size_t living = 0;
    ck_assert_uint_eq(set->items, items);
    ck_assert_uint_eq(set->member_count, segments);
    ck_assert_uint_eq(set->source_items[1], items);
    for (uint64_t id = 1; id <= items; id++, living = 0) {
        for (size_t i = 0; i < set->member_count; i++) {
            const struct set_member *m = &set->members[i];
            uint32_t document = segment_find(m->segment, id);
            living += document != SEGMENT_NONE && !bitmap_has(m->dead, document);
        }
        ck_assert_msg(living == 1, "id %ju lives %zu times", (uintmax_t)id, living);
    }
    free(set->members);
    free(set);
}

START_TEST(segments_of_like_size_become_one)
{
    ck_assert(set_draft_choose(&draft));
    ck_assert_uint_eq(draft.merging.count, SET_FANOUT);
    set_draft_install(&draft, merged());
    check_items(SET_FANOUT * TIER, 1);
    ck_assert(!set_draft_choose(&draft));
}
END_TEST

START_TEST(what_dies_meanwhile_stays_dead)
{
    join(5, 3, "before that");
    ck_assert(set_draft_choose(&draft));
    struct segment *one = merged();
    join(5, 1, "anew");
    join(TIER, 2, "anew"); /* the last of one part and the first of the next */
    set_draft_install(&draft, one);
    check_items(SET_FANOUT * TIER, 4);
}
END_TEST

START_TEST(what_is_chosen_is_left_alone)
{
    ck_assert(set_draft_choose(&draft));
    struct segment *one = merged();
    for (uint64_t i = 0; i < SET_FANOUT; i++)
        join(1 + i * TIER, TIER, "all anew");
    ck_assert_uint_eq(draft.count, 2 * SET_FANOUT);
    set_draft_install(&draft, one); /* of which nothing lives */
    check_items(SET_FANOUT * TIER, SET_FANOUT);
}
END_TEST

START_TEST(an_abandoned_merge_can_be_chosen_anew)
{
    ck_assert(set_draft_choose(&draft));
    set_draft_abandon(&draft);
    check_items(SET_FANOUT * TIER, SET_FANOUT);
    ck_assert(set_draft_choose(&draft));
    set_draft_install(&draft, merged());
    check_items(SET_FANOUT * TIER, 1);
}
END_TEST

START_TEST(what_is_dead_in_large_part_is_rewritten)
{
    ck_assert(set_draft_choose(&draft));
    set_draft_install(&draft, merged());
    join(1, TIER, "anew");
    join(1 + TIER, 200, "anew");
    ck_assert(set_draft_choose(&draft));
    ck_assert_uint_eq(draft.merging.count, 1);
    set_draft_install(&draft, merged());
    check_items(SET_FANOUT * TIER, 3);
    for (size_t i = 0; i < draft.count; i++)
        ck_assert_uint_eq(draft.members[i].dead_count, 0);
}
END_TEST

START_TEST(a_cancelled_merge_has_no_effect)
{
    struct index *index = index_new(1);
    struct index_merged done;
    for (uint64_t i = 0; i < SET_FANOUT; i++) {
        for (unsigned j = 0; j < TIER; j++)
            made[j] = item_of(1 + i * TIER + j, 1, 1, "title", "");
        index_add(index, made, TIER);
    }
    index_merge_cancel(index);
    ck_assert(!index_merge(index, &done));
    ck_assert_uint_eq(index_set_segments(index_enter(index, 0)), SET_FANOUT);
    index_leave(index, 0);
    index_free(&index);
}
END_TEST

/* --- several threads --- */

enum { READERS = 3, BATCHES = 40, REISSUED = 100, NEW = 500 };

struct shared {
    struct index *index;
    atomic_bool done;
    atomic_uint failures, searches, merges;
};

struct reader {
    struct shared *shared;
    unsigned slot;
    size_t items;
    struct arena arena;
};

static struct search_result search(struct reader *r, const struct index_set *set, const char *words)
{
    struct search_result result = { .total = SIZE_MAX };
    struct query *query;
    if (query_parse(str_from(words), MATCH_ALL, &r->arena, &query, NULL) == ERROR_NONE) {
        struct search_request request = {
            .query = query, .sources = all_sources(), .offset = 0, .limit = REISSUED + 1
        };
        search_run(set, &request, &r->arena, &result, NULL);
    }
    return result;
}

static int compare_ids(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Are the newest items each there once, newest first? */
static bool no_duplicates(struct reader *r, const struct index_set *set)
{
    uint64_t ids[1000];
    struct search_result newest;
    if (search_newest(set, all_sources(), 1000, &r->arena, &newest, NULL) != ERROR_NONE)
        return false;
    for (size_t i = 0; i < newest.count; i++) {
        ids[i] = newest.hits[i].item->id;
        if (i && !segment_item_before(newest.hits[i - 1].item, newest.hits[i].item))
            return false;
    }
    qsort(ids, newest.count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < newest.count; i++)
        if (ids[i] == ids[i - 1])
            return false;
    return true;
}

/* All the reissued ones are of one batch. */
static bool same_batch(struct reader *r, const struct index_set *set)
{
    struct search_result reissued = search(r, set, "reissued");
    bool ok = reissued.count == (index_set_items(set) ? REISSUED : 0);
    for (size_t i = 1; i < reissued.count; i++)
        ok &= str_equal(reissued.hits[i].item->title, reissued.hits[0].item->title);
    return ok;
}

static bool consistent(struct reader *r, const struct index_set *set)
{
    size_t items = index_set_items(set), batches = items / NEW;
    bool ok = items >= r->items && (items == 0 || items == REISSUED + NEW * batches);
    char words[32];
    r->items = items;
    arena_reset(&r->arena);
    snprintf(words, sizeof words, "new batch%zu", batches);
    ok &= search(r, set, words).total == (batches ? NEW : 0);
    snprintf(words, sizeof words, "new batch%zu", batches + 1);
    ok &= search(r, set, words).total == 0;
    return ok && same_batch(r, set) && no_duplicates(r, set);
}

static void *read_on(void *argument)
{
    struct reader *r = argument;
    while (!atomic_load(&r->shared->done)) {
        if (!consistent(r, index_enter(r->shared->index, r->slot)))
            atomic_fetch_add(&r->shared->failures, 1);
        index_leave(r->shared->index, r->slot);
        atomic_fetch_add(&r->shared->searches, 1);
    }
    return NULL;
}

static void *merge_on(void *argument)
{
    struct shared *shared = argument;
    struct index_merged done;
    while (!atomic_load(&shared->done)) {
        if (index_merge(shared->index, &done))
            atomic_fetch_add(&shared->merges, 1);
        else
            sched_yield();
    }
    return NULL;
}

static void publish_batch(struct index *index, unsigned batch)
{
    struct item *items = mem_zero(REISSUED + NEW, sizeof *items);
    char title[32];
    snprintf(title, sizeof title, "batch%u", batch);
    for (unsigned i = 0; i < REISSUED; i++)
        items[i] = item_of(i + 1, 1, batch, title, "reissued");
    for (unsigned i = 0; i < NEW; i++)
        items[REISSUED + i] = item_of(1000 + NEW * batch + i, 2, batch, title, "new");
    ck_assert_uint_eq(index_add(index, items, REISSUED + NEW).items, REISSUED + NEW * batch);
    free(items);
}

START_TEST(readers_see_whole_batches_while_merges_go_on)
{
    struct shared shared = { .index = index_new(READERS) };
    struct reader readers[READERS];
    pthread_t threads[READERS], merger;
    ck_assert_int_eq(pthread_create(&merger, NULL, merge_on, &shared), 0);
    for (unsigned i = 0; i < READERS; i++) {
        readers[i] = (struct reader) { .shared = &shared, .slot = i, .arena = arena_of(4 << 20) };
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
    }
    for (unsigned batch = 1; batch <= BATCHES; batch++)
        publish_batch(shared.index, batch);
    while (atomic_load(&shared.searches) < 50 || atomic_load(&shared.merges) < 1)
        sched_yield();
    atomic_store(&shared.done, true);
    pthread_join(merger, NULL);
    for (unsigned i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        arena_release(&readers[i].arena);
    }
    ck_assert_uint_eq(atomic_load(&shared.failures), 0);
    index_free(&shared.index);
}
END_TEST

/* --- loading by several threads --- */

enum { LOADERS = 3, LOADED = 3000 };

static void *load_some(void *argument)
{
    static atomic_uint turn;
    uint64_t first = 1 + (uint64_t)LOADED * atomic_fetch_add(&turn, 1);
    struct index_loader *loader = index_loader_new(argument);
    for (uint64_t id = first; id < first + LOADED; id++) {
        struct item item = item_of(id, 1, (int64_t)id, "loaded", "");
        index_loader_add(loader, &item);
        if (id % 1000 == 0)
            index_loader_flush(loader);
    }
    index_loader_end(&loader);
    return NULL;
}

START_TEST(several_threads_load)
{
    struct index *index = index_new(1);
    pthread_t threads[LOADERS];
    ck_assert(index_progress(index).ready);
    index_load_begin(index, LOADERS * LOADED);
    for (unsigned i = 0; i < LOADERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, load_some, index), 0);
    for (unsigned i = 0; i < LOADERS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(index_set_items(index_enter(index, 0)), 0);
    index_leave(index, 0);
    struct index_progress progress = index_progress(index);
    ck_assert(!progress.ready);
    ck_assert_uint_eq(progress.loaded, LOADERS * LOADED);
    ck_assert_uint_eq(progress.expected, LOADERS * LOADED);
    ck_assert_uint_eq(index_load_end(index).items, LOADERS * LOADED);
    ck_assert(index_progress(index).ready);
    index_free(&index);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { segments_of_like_size_become_one, what_dies_meanwhile_stays_dead,
        what_is_chosen_is_left_alone, an_abandoned_merge_can_be_chosen_anew,
        what_is_dead_in_large_part_is_rewritten, NULL };
    const TTest *const others[] = { a_cancelled_merge_has_no_effect,
        readers_see_whole_batches_while_merges_go_on, several_threads_load, NULL };
    Suite *suite = suite_of("merge", others);
    TCase *drafts = tcase_create("draft");
    tcase_add_checked_fixture(drafts, setup, teardown);
    for (const TTest *const *test = tests; *test; test++)
        tcase_add_test(drafts, *test);
    suite_add_tcase(suite, drafts);
    return suite_run(suite);
}
