#include "../suite.h"
#include "base/cell.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { READERS = 3, SWAPS = 2000 };

/* Both fields are the same while the object is alive; the writer spoils one before it frees it. */
struct pair {
    int first, second;
};

static struct cell *cell;
static atomic_bool done;
static atomic_int torn;

static struct pair *pair_of(int n)
{
    struct pair *pair = mem_alloc(sizeof *pair);
    *pair = (struct pair) { n, n };
    return pair;
}

static void *read_pairs(void *slot)
{
    while (!atomic_load(&done)) {
        const struct pair *pair = cell_enter(cell, (unsigned)(size_t)slot);
        if (pair->first != pair->second)
            atomic_fetch_add(&torn, 1);
        cell_leave(cell, (unsigned)(size_t)slot);
    }
    return NULL;
}

static void swap_pairs(void)
{
    for (int i = 1; i <= SWAPS; i++) {
        struct pair *old = (struct pair *)cell_swap(cell, pair_of(i));
        old->second = -1;
        free(old);
    }
}

START_TEST(readers_never_see_what_the_writer_took_back)
{
    pthread_t readers[READERS];
    cell = cell_new(READERS, pair_of(0));
    for (size_t i = 0; i < READERS; i++)
        ck_assert_int_eq(pthread_create(&readers[i], NULL, read_pairs, (void *)i), 0);
    swap_pairs();
    atomic_store(&done, true);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    ck_assert_int_eq(atomic_load(&torn), 0);
    ck_assert_int_eq(((const struct pair *)cell_peek(cell))->first, SWAPS);
    free((void *)cell_peek(cell));
    cell_free(&cell);
    ck_assert_ptr_null(cell);
}
END_TEST

static void *swap_once(void *next)
{
    cell_swap(cell, next);
    atomic_store(&done, true);
    return NULL;
}

START_TEST(swap_waits_for_who_holds_the_old)
{
    static const int one = 1, two = 2;
    pthread_t writer;
    atomic_store(&done, false);
    cell = cell_new(2, &one);
    ck_assert_ptr_eq(cell_enter(cell, 0), &one);
    ck_assert_int_eq(pthread_create(&writer, NULL, swap_once, (void *)&two), 0);
    while (cell_peek(cell) != &two)
        ;
    ck_assert_ptr_eq(cell_enter(cell, 1), &two); /* a new reader does not wait */
    ck_assert(!atomic_load(&done));
    cell_leave(cell, 0);
    pthread_join(writer, NULL);
    ck_assert(atomic_load(&done));
    cell_free(&cell);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { readers_never_see_what_the_writer_took_back,
        swap_waits_for_who_holds_the_old, NULL };
    return suite_run(suite_of("cell", tests));
}
