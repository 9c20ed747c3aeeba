#include "../suite.h"
#include "pprof/names.h"
#include "pprof/ring.h"
#include "pprof/stack.h"
#include "pprof/walk.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 256, MANY_THREADS = 200 };

static struct pp_event events[4 * ROOM];

static void fill(struct pp_ring *ring, uint32_t from, uint32_t count)
{
    for (uint32_t i = from; i < from + count; i++)
        pp_ring_put(ring, PP_EVENT_LOG, i, i, ~i);
}

static struct pp_ring *small_ring(void)
{
    pp_ring_configure(ROOM * sizeof(struct pp_event));
    struct pp_ring *ring = pp_ring_new(1);
    ck_assert_ptr_nonnull(ring);
    return ring;
}

static void check_event(const struct pp_event *event, uint32_t number)
{
    ck_assert_uint_eq(pp_event_kind(event), PP_EVENT_LOG);
    ck_assert_uint_eq(pp_event_ticks(event), number);
    ck_assert_uint_eq((uint32_t)event->fields, number);
    ck_assert_uint_eq((uint32_t)(event->fields >> 32), ~number);
}

START_TEST(events_come_out_as_they_went_in)
{
    struct pp_ring *ring = small_ring();
    uint64_t from = 0;
    fill(ring, 0, 10);
    ck_assert_uint_eq(pp_ring_copy(ring, &from, events, ROOM), 10);
    ck_assert_uint_eq(from, 0);
    for (uint32_t i = 0; i < 10; i++)
        check_event(&events[i], i);
    from = 10;
    ck_assert_uint_eq(pp_ring_copy(ring, &from, events, ROOM), 0);
}
END_TEST

START_TEST(a_full_ring_keeps_the_last)
{
    struct pp_ring *ring = small_ring();
    uint64_t from = 0;
    fill(ring, 0, 3 * ROOM + 7);
    size_t count = pp_ring_copy(ring, &from, events, 4 * ROOM);
    ck_assert_uint_eq(count, ROOM - 1); /* the slot that comes next may be being written */
    ck_assert_uint_eq(from, 2 * ROOM + 8);
    check_event(&events[0], 2 * ROOM + 8);
    check_event(&events[count - 1], 3 * ROOM + 6);
}
END_TEST

START_TEST(events_are_found_by_time)
{
    struct pp_ring *ring = small_ring();
    fill(ring, 0, 2 * ROOM);
    ck_assert_uint_eq(pp_ring_find(ring, ROOM + 100), ROOM + 100);
    ck_assert_uint_eq(pp_ring_find(ring, 3), ROOM + 1);
    ck_assert_uint_eq(pp_ring_find(ring, 5 * ROOM), 2 * ROOM);
}
END_TEST

static _Atomic bool stop;

static void *keep_filling(void *ring)
{
    for (uint32_t i = 0; !atomic_load(&stop); i++)
        fill(ring, i, 1);
    return NULL;
}

/* Each event a copy holds is one that was put, and the next one is its successor. */
START_TEST(copies_are_whole_while_the_thread_goes_on)
{
    struct pp_ring *ring = small_ring();
    pthread_t writer;
    pthread_create(&writer, NULL, keep_filling, ring);
    for (unsigned copied = 0; copied < 200000;) {
        uint64_t from = 0;
        size_t count = pp_ring_copy(ring, &from, events, ROOM);
        for (size_t i = 0; i < count; i++)
            check_event(&events[i], (uint32_t)(from + i));
        copied += (unsigned)count + 1;
    }
    atomic_store(&stop, true);
    pthread_join(writer, NULL);
}
END_TEST

static unsigned count_rings(void)
{
    unsigned count = 0;
    for (struct pp_ring *ring = pp_rings_enter(); ring; ring = ring->next)
        count++;
    pp_rings_leave();
    return count;
}

START_TEST(of_those_that_ended_few_are_kept)
{
    uint64_t written, bytes;
    struct pp_ring *alive = small_ring();
    fill(alive, 0, 5);
    for (int i = 0; i < MANY_THREADS; i++) {
        struct pp_ring *ring = pp_ring_new(2);
        fill(ring, 0, 1);
        pp_ring_end(ring);
    }
    ck_assert_uint_eq(count_rings(), 65); /* 64 that ended */
    pp_rings_account(&written, &bytes);
    ck_assert_uint_eq(written, 5 + MANY_THREADS);
    ck_assert_uint_eq(bytes, (5 + 64) * sizeof(struct pp_event));
}
END_TEST

START_TEST(those_that_ended_hold_no_more_than_one_ring)
{
    uint64_t written, bytes;
    for (int i = 0; i < 5; i++) {
        struct pp_ring *ring = small_ring();
        fill(ring, 0, ROOM * 2 / 3);
        pp_ring_end(ring);
    }
    pp_rings_account(&written, &bytes);
    ck_assert_uint_eq(count_rings(), 1);
    ck_assert_uint_le(bytes, ROOM * sizeof(struct pp_event));
}
END_TEST

START_TEST(readers_keep_what_has_ended)
{
    struct pp_ring *ring = small_ring(), *more[MANY_THREADS];
    fill(ring, 0, 5);
    for (int i = 0; i < MANY_THREADS; i++)
        more[i] = pp_ring_new(2);
    struct pp_ring *first = pp_rings_enter();
    ck_assert_ptr_eq(first, more[MANY_THREADS - 1]);
    pp_ring_end(ring);
    for (int i = 0; i < MANY_THREADS; i++)
        pp_ring_end(more[i]);
    ck_assert_uint_eq(atomic_load(&ring->head), 5); /* the oldest, and still mapped */
    pp_rings_leave();
    ck_assert_uint_eq(count_rings(), 64);
}
END_TEST

START_TEST(names_have_numbers)
{
    static char many[5000];
    uint32_t first = pp_name_number(many), zeros = 0;
    ck_assert_uint_ne(first, 0);
    ck_assert_ptr_eq(pp_name(first), many);
    for (size_t i = 0; i < sizeof many; i++)
        zeros += pp_name_number(many + i) == 0;
    ck_assert_uint_eq(zeros, sizeof many - 4096);
    ck_assert_uint_eq(pp_name_number(many), first);
    ck_assert_str_eq(pp_name(0), "(more)");
}
END_TEST

static __attribute__((noinline)) uint32_t walk_here(struct pp_ring *ring)
{
    uint32_t stack = pp_walk(ring, __builtin_frame_address(0));
    __asm__ volatile("" ::: "memory"); /* no tail call */
    return stack;
}

static __attribute__((noinline)) uint32_t walk_from(struct pp_ring *ring)
{
    uint32_t stack = walk_here(ring);
    __asm__ volatile("" ::: "memory");
    return stack;
}

START_TEST(the_walk_names_who_called)
{
    struct pp_ring *ring = small_ring();
    const uintptr_t *pcs;
    uint32_t stacks[2];
    for (volatile int i = 0; i < 2; i++) /* not unrolled: one place */
        stacks[i] = walk_from(ring);
    ck_assert_uint_ge(pp_stacks_get(pp_stacks_shared(), stacks[0], &pcs), 1);
    ck_assert(pcs[0] > (uintptr_t)walk_from && pcs[0] < (uintptr_t)walk_from + 256);
    ck_assert_uint_eq(stacks[0], stacks[1]);
}
END_TEST

/* A frame pointer that is none: the walk ends within the stack, at what is no code. */
START_TEST(garbage_ends_the_walk)
{
    struct pp_ring *ring = small_ring();
    uintptr_t frame[6] = { (uintptr_t)&frame[2], (uintptr_t)walk_from + 1, (uintptr_t)&frame[4],
        12345, ~(uintptr_t)7, (uintptr_t)walk_from + 2 };
    const uintptr_t *pcs;
    __asm__ volatile("" : : "r"(frame) : "memory");
    uint32_t stack = pp_walk(ring, frame);
    ck_assert_uint_eq(pp_stacks_get(pp_stacks_shared(), stack, &pcs), 1);
    ck_assert_uint_eq(pcs[0], (uintptr_t)walk_from);
    ck_assert_uint_eq(pp_walk(ring, (const char *)frame + 1), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { events_come_out_as_they_went_in, a_full_ring_keeps_the_last,
        events_are_found_by_time, copies_are_whole_while_the_thread_goes_on,
        of_those_that_ended_few_are_kept, those_that_ended_hold_no_more_than_one_ring,
        readers_keep_what_has_ended, names_have_numbers, the_walk_names_who_called,
        garbage_ends_the_walk, NULL };
    return suite_run(suite_of("ring", tests));
}
