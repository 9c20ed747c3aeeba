#include "../suite.h"
#include "ingest/queue.h"

#include <stdint.h>

enum { ENTRIES = 10 * QUEUE_CAPACITY };

static void *produce(void *context)
{
    for (uintptr_t i = 1; i <= ENTRIES; i++)
        queue_push(context, (void *)i);
    return NULL;
}

START_TEST(entries_arrive_in_order)
{
    struct queue queue;
    pthread_t producer;
    queue_init(&queue);
    ck_assert_int_eq(pthread_create(&producer, NULL, produce, &queue), 0);
    for (uintptr_t i = 1; i <= ENTRIES; i++)
        ck_assert_uint_eq((uintptr_t)queue_pop(&queue), i);
    pthread_join(producer, NULL);
    ck_assert_uint_eq(queue.count, 0);
    queue_release(&queue);
}
END_TEST

START_TEST(queue_is_bounded)
{
    struct queue queue;
    pthread_t producer;
    queue_init(&queue);
    ck_assert_int_eq(pthread_create(&producer, NULL, produce, &queue), 0);
    for (uintptr_t i = 1; i <= ENTRIES; i++) {
        pprof_mutex_lock(&queue.mutex);
        ck_assert_uint_le(queue.count, QUEUE_CAPACITY);
        pprof_mutex_unlock(&queue.mutex);
        queue_pop(&queue);
    }
    pthread_join(producer, NULL);
    queue_release(&queue);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { entries_arrive_in_order, queue_is_bounded, NULL };
    return suite_run(suite_of("queue", tests));
}
